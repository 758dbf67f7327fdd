"""The pages of reports/html in a browser: checks.py FOLDER. A line `ok NAME` or `not ok NAME: why` for each check,
and `done N` at the end. The pages are those of tests/html/support/pages.cpp."""
import os
import sys
import tempfile

from selenium.webdriver.common.keys import Keys

from browser import Browser

FAILING = 'subscribe/overlapping-maximum-qos@3.1.1'
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def same(actual, expected):
    assert actual == expected, f'{actual!r} instead of {expected!r}'


def has(text, part):
    assert part in text, f'{part!r} is not in {text!r}'


def rows(browser):
    return [row.get_attribute('data-case') for row in browser.all('.case-row')]


# The ten things that a reader can do.

@check
def finds_the_verdict(browser):
    browser.open('run.html')
    browser.has('#verdict h1', 'Internal error: 1 error, 6 failures, 1 flaky')
    browser.has('#verdict', '2 lines of the baseline not borne out')
    browser.has('#verdict', 'Exit code 70')
    browser.has('.top .state', 'Internal error')
    for part in ('mosquitto 2.0.11', 'mqtt://127.0.0.1:1883', '3.1.1 and 5.0', 'known-failures', '7f3a91'):
        has(browser.text('#facts'), part)
    browser.has('#counts', '6 fail')
    browser.has('#capabilities', 'maximum qos')
    browser.has('#capabilities', 'CONNACK')


@check
def finds_the_failed_statements_of_a_chapter(browser):
    browser.open('run.html')
    browser.click('nav [data-tab=statements]')
    chapter = '[data-version="3.1.1"] [data-chapter="3.3"]'
    browser.has(f'{chapter} h3', 'PUBLISH')
    browser.has(f'{chapter} h3', '1 violated')
    same(len(browser.all(f'{chapter} .cell.is-violated')), 1)
    browser.click('.chip[data-verdict=violated]')
    lit = browser.all('.cell:not(.dim)')
    same([cell.get_attribute('aria-label') for cell in lit],
         ['3.1.1/MQTT-2.2.2-2, violated', '3.1.1/MQTT-3.3.5-1, violated'])


@check
def reads_what_a_statement_demands(browser):
    browser.open('run.html#reqs')
    browser.click('.cell[aria-label^="3.1.1/MQTT-3.3.5-1"]')
    browser.has('#statement .demand', 'delivered at the highest of their QoS')
    browser.has('#statement', 'section 3.3.5 of MQTT 3.1.1')
    browser.until(lambda: browser.hash() == '#req/3.1.1/MQTT-3.3.5-1', 'link to it')


@check
def opens_its_cases(browser):
    browser.open('run.html#req/3.1.1/MQTT-3.3.5-1')
    browser.click('#statement-cases a')
    browser.same('#case h1', FAILING)


@check
def sees_the_failing_line_and_the_packet(browser):
    browser.open(f'run.html#case/{FAILING}')
    browser.same('#failing-line .line-number', '41')
    browser.same('#failing-line mark', 'qos=2')
    browser.has('#failing-line .got', 'got qos=1')
    browser.has('.failure .expected', 'PUBLISH topic="t/7f3a/12/x" qos=2')
    browser.has('.failure .actual', 'qos=1')
    browser.click('#show-packet')
    browser.has('#failing-event .decoded', 'bob <- PUBLISH')
    browser.has('#failing-event .hex', '0000  32 11 00 0b 74 2f 37 66')


@check
def copies_the_rerun_line(browser):
    browser.open(f'run.html#case/{FAILING}')
    line = browser.text('#rerun')
    same(line, f'conformance {FAILING} --broker 127.0.0.1:1883 --seed 7f3a91 -vv')
    browser.click('#rerun + .copy')
    browser.until(lambda: browser.text('#rerun + .copy') == 'copied', 'sign that it was copied')
    field = browser.one('#filter')
    field.click()
    field.send_keys(Keys.CONTROL, 'v')
    browser.until(lambda: field.get_attribute('value') == line, 'line that was copied')


@check
def filters_to_what_changed(browser):
    browser.open('since.html')
    browser.has('#changes', 'Changed since before · 2')
    browser.has('#changes', 'pass->FAIL')
    browser.has('#changes', 'connect/gone@3.1.1')
    browser.keys('c')
    browser.until(lambda: rows(browser) == [FAILING], 'list of what changed')
    browser.until(lambda: browser.hash() == '#cases?show=changed', 'link to it')
    browser.open('run.html#cases?show=changed')
    has(' '.join(rows(browser)), 'connect/clean@3.1.1')
    assert 'retain/cleared@5.0' not in rows(browser)


@check
def links_to_a_case(browser):
    name = 'malformed-packets/every-illegal-pubrel[flags=0]@3.1.1'
    browser.open('run.html#cases?q=flags=0')
    browser.click('.case-row')
    browser.until(lambda: browser.hash() == '#case/malformed-packets/every-illegal-pubrel%5Bflags=0%5D@3.1.1', 'link to it')
    link = browser.hash()
    browser.open(f'run.html{link}')
    browser.same('#case h1', name)
    has(browser.driver.title, name)
    has(browser.text('#rerun'), f"'{name}'")
    browser.driver.back()
    browser.open('run.html#case/no/such@5.0')
    browser.has('#case', 'This run has no case no/such@5.0')


@check
def sees_why_a_case_is_unsupported(browser):
    browser.open('run.html#cases?show=unsupported')
    same(len(rows(browser)), 3)
    browser.click('.case-row')
    browser.has('#why', 'no listener named wss')
    browser.has('#why', 'read from target file')


@check
def compares_two_brokers(browser):
    browser.open('matrix.html')
    same([name.text for name in browser.all('.broker-name')], ['mosquitto 2.0.11', 'another broker 1.0'])
    browser.click('#differences')
    same(len(browser.all('.chapter-row')), 1)
    browser.click('.chapter-row .row-button')
    same([row.get_attribute('data-statement') for row in browser.all('.statement-row')], ['3.1.1/MQTT-3.3.5-1'])
    browser.click('[data-cell="0/3.1.1/MQTT-3.3.5-1"]')
    browser.has('#statement .demand', 'highest of their QoS')
    browser.has('#statement-cases', FAILING)
    browser.has('#statement-cases', 'got qos=1')
    browser.click('.statement-row th a')
    browser.has('#statement-cases thead', 'another broker 1.0')
    browser.open('matrix.html#chapter/0/1')
    browser.has('#chapter-statements', 'MQTT-3.1.2-6')


# Filters, keys, links.

@check
def a_slash_leads_to_the_filter(browser):
    for page in ('run.html', 'run.html#cases', 'run.html#reqs', 'matrix.html'):
        browser.open(page)
        browser.keys('/')
        browser.until(lambda: browser.js('return document.activeElement.type') == 'search', f'filter in {page}')
        browser.keys('overlapping')
        same(browser.js('return document.activeElement.value'), 'overlapping')
        browser.keys(Keys.ESCAPE)
        same(browser.js('return document.activeElement.value ?? ""'), '')


@check
def letters_filter_by_verdict(browser):
    for key, verdict, count in (('f', 'fail', 6), ('a', 'advisory', 6), ('u', 'unsupported', 3), ('y', 'flaky', 1),
                                ('i', 'inconclusive', 1), ('e', 'error', 1), ('p', 'pass', 3)):
        browser.open('run.html#cases')
        everything = len(rows(browser))
        browser.keys(key)
        browser.until(lambda: browser.hash() == f'#cases?show={verdict}', f'link to {verdict}')
        same(len(rows(browser)), count)
        same(browser.one(f'[data-show={verdict}]').get_attribute('aria-pressed'), 'true')
        browser.keys(key)
        browser.until(lambda: len(rows(browser)) == everything, 'all cases again')


@check
def words_filter_names_ids_and_messages(browser):
    for words, count in (('overlapping', 1), ('3.1.1/mqtt-3.3.5-1', 1), ('wss', 2), ('pubrel flags=8', 1), ('zebra', 0)):
        browser.open('run.html#cases')
        browser.keys('/', words)
        browser.until(lambda: len(rows(browser)) == count, f'{count} cases for {words}')
    browser.has('#case-rows', 'No case fits')


@check
def a_link_keeps_the_filters(browser):
    browser.open('run.html#cases?show=fail,flaky&v=5.0&q=delivered')
    same(rows(browser), ['qos/delivered-once@5.0'])
    same(browser.one('#filter').get_attribute('value'), 'delivered')


@check
def a_link_keeps_the_chosen_brokers(browser):
    browser.open('matrix.html')
    browser.click('[data-broker="0"]')
    browser.until(lambda: browser.hash() == '#?brokers=1', 'link to it')
    browser.open('matrix.html#req/3.1.1/MQTT-3.3.5-1?brokers=1')
    same([name.text for name in browser.all('.broker-name')], ['another broker 1.0'])
    browser.click('[data-cell="1/3.1.1/MQTT-3.3.5-1"]')
    browser.until(lambda: browser.hash() == '#cell/1/3.1.1/MQTT-3.3.5-1?brokers=1', 'link to it')
    browser.open('matrix.html#?differences=1')
    same(len(browser.all('.chapter-row')), 1)


@check
def j_and_k_go_through_the_list(browser):
    browser.open('run.html#cases?show=fail')
    names = rows(browser)
    browser.keys('j')
    browser.until(lambda: browser.text('#case h1') == names[0], names[0])
    browser.keys('j')
    browser.until(lambda: browser.text('#case h1') == names[1], names[1])
    browser.keys('k')
    browser.until(lambda: browser.text('#case h1') == names[0], names[0])


# The diagram.

@check
def the_broker_stands_between_the_clients(browser):
    browser.open(f'run.html#case/{FAILING}')
    heads = sorted(browser.all('.lane-head'), key=lambda head: head.location['x'])
    same([head.text for head in heads], ['bob', 'broker', 'alice'])
    browser.has('.event.sent', 'CONNECT')


@check
def arrows_point_the_way_a_packet_went(browser):
    browser.open(f'run.html#case/{FAILING}')
    arrow = {event: browser.one(f'.event.{event} .arrow').get_attribute('class') for event in ('sent', 'received')}
    has(arrow['sent'], 'to-right')
    has(arrow['received'], 'to-left')
    last = browser.js('return [...document.querySelectorAll(".event.sent .arrow")].at(-1).className')
    has(last, 'to-left')


@check
def long_gaps_in_time_are_told(browser):
    browser.open(f'run.html#case/{FAILING}')
    same([gap.text for gap in browser.all('.gap')], ['5.001 s'])


@check
def bytes_are_shown_on_demand(browser):
    browser.open(f'run.html#case/{FAILING}')
    same(browser.all('.hex'), [])
    browser.click('.event.sent button')
    browser.has('.hex', '10 ')
    browser.has('.hex', 'MQTT')
    browser.click('.event.sent button')
    same(browser.all('.hex'), [])


@check
def what_the_program_sends_itself_can_be_hidden(browser):
    browser.open(f'run.html#case/{FAILING}')
    before = len(browser.shown('.event'))
    browser.click('.diagram input[type=checkbox]')
    same(before - len(browser.shown('.event')), 3)


@check
def what_did_not_come_has_its_place(browser):
    browser.open('run.html#cases?q=delivered-once')
    browser.click('.case-row')
    browser.has('.failure .actual', 'nothing within 5 s')


# Safety, size, looks.

@check
def hostile_texts_are_inert(browser):
    browser.open('hostile.html')
    last = browser.js('return JSON.parse(document.getElementById("index").textContent).statements.find((one) => one.id.includes("owned")).id')
    for place in ('#', '#reqs', '#req/' + last):
        browser.js('location.hash = arguments[0]', place)
        browser.until(lambda: browser.all('main'), 'page')
    browser.has('#statement h2', 'owned')
    browser.js('location.hash = "#cases"')
    for number in range(5):
        browser.keys('j')
        browser.until(lambda: browser.all('#case h1'), 'case')
        for button in browser.all('.event button')[:3]:
            browser.js('arguments[0].click()', button)
    same(browser.all('#page img, #page svg, #page script, #page iframe'), [])
    assert 'owned' != browser.driver.title
    browser.open('hostile-matrix.html')
    browser.keys('e')
    browser.click('a.cell')
    same(browser.all('#page img, #page svg, #page script, #page iframe'), [])
    assert 'owned' != browser.driver.title


@check
def three_thousand_cases_open(browser):
    assert os.path.getsize(f'{browser.folder}/large.html') < 10_000_000
    browser.open('large.html#cases')
    browser.same('#hits', '3000 cases')
    assert len(rows(browser)) < 400, 'all rows at once'
    took = browser.js('const [n] = performance.getEntriesByType("navigation"); return n.domComplete')
    print(f'# 3,000 cases, {os.path.getsize(f"{browser.folder}/large.html")} bytes: complete after {took:.0f} ms')
    browser.keys('/', 'case-2995')
    browser.until(lambda: len(rows(browser)) == 1, 'the one case')
    browser.click('.case-row')
    browser.until(lambda: browser.all('.event'), 'diagram')


@check
def nothing_is_wider_than_a_phone(browser):
    browser.look(390, 844)
    for page in ('run.html', 'run.html#reqs', 'run.html#req/3.1.1/MQTT-3.3.5-1', 'run.html#cases', f'run.html#case/{FAILING}',
                 'hostile.html', 'matrix.html', 'matrix.html#cell/0/3.1.1/MQTT-3.3.5-1'):
        browser.open(page)
        wide = browser.js('return document.documentElement.scrollWidth')
        assert wide <= 390, f'{page} is {wide} wide'
    browser.open(f'run.html#case/{FAILING}')
    same(browser.shown('.case-list'), [])
    browser.click('.back')
    browser.until(lambda: browser.shown('.case-list'), 'list')


CONTRAST = '''
const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
const light = (parts) => { const [r, g, b] = parts.map((part) => { part /= 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = (element) => { for (let e = element; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 200) return c; } return rgb('white'); };
const poor = [];
for (const element of document.querySelectorAll('#page *')) {
  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility() || element.closest('.dim, .empty, .none')) continue;
  const a = light(rgb(getComputedStyle(element).color).slice(0, 3)), b = light(ground(element).slice(0, 3));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
}
return [...new Set(poor)];
'''


@check
def all_text_stands_out_in_light_and_dark(browser):
    grounds = set()
    for dark in (False, True):
        browser.look(dark=dark)
        for page in ('run.html', 'run.html#req/3.1.1/MQTT-3.3.5-1', f'run.html#case/{FAILING}', 'run.html#cases?show=advisory',
                     'since.html', 'matrix.html#cell/0/3.1.1/MQTT-3.3.5-1'):
            browser.open(page)
            if page.endswith('advisory'):
                browser.click('.case-row')
            same(browser.js(CONTRAST), [])
        grounds.add(browser.js('return getComputedStyle(document.body).backgroundColor'))
    same(len(grounds), 2)


@check
def the_switch_of_colours_holds(browser):
    browser.open('run.html')
    ground = lambda: browser.js('return getComputedStyle(document.body).backgroundColor')
    light = ground()
    browser.keys('t', 't')
    browser.until(lambda: ground() != light, 'dark page')
    browser.open('run.html#cases')
    assert ground() != light, 'forgotten'
    browser.keys('t')
    browser.until(lambda: ground() == light, 'light page')


def main():
    with tempfile.TemporaryDirectory(prefix='conformance-chromium-') as profile:
        browser = Browser(sys.argv[1], profile)
        only = sys.argv[2:]
        done = 0
        try:
            for function in CHECKS:
                if only and function.__name__ not in only:
                    continue
                browser.look()
                try:
                    function(browser)
                    told = browser.told()
                    assert not told, told
                    print(f'ok {function.__name__}', flush=True)
                except Exception as error:  # one check that fails must not hide the others
                    browser.told()
                    print(f'not ok {function.__name__}: {type(error).__name__} {str(error).splitlines()[0]}', flush=True)
                done += 1
        finally:
            browser.driver.quit()
        print(f'done {done}')


main()
