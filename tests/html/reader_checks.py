"""What a reader can do."""
from selenium.webdriver.common.keys import Keys

from common import FAILING, check, has, open_failing, rows, same


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
    open_failing(browser)
    browser.same('#failing-line .line-number', '41')
    browser.same('#failing-line mark', 'qos=2')
    browser.has('#failing-line .got', 'got qos=1')
    browser.has('.failure .expected', 'PUBLISH topic="t/7f3a/12/x" qos=2')
    browser.has('.failure .actual', 'qos=1')
    browser.click('#show-packet')
    browser.has('#failing-event .decoded', 'bob <- PUBLISH')
    browser.has('#failing-event .hex', '0000  32 11 00 0b 74 2f 37 66')


@check
def reads_what_the_broker_printed(browser):
    open_failing(browser)
    browser.has('#broker-log summary', '2 lines')
    browser.has('#broker-log pre', 'New client connected from 127.0.0.1:50210 as bob')
    browser.has('#broker-log pre', 'a line with \\u{1b}[2J and <b>markup</b>')


@check
def comes_by_a_former_name(browser):
    browser.open('run.html#case/subscribe/highest-qos@3.1.1')
    browser.same('#case h1', FAILING)
    browser.has('#circumstances', 'Formerly subscribe/highest-qos@3.1.1.')


@check
def copies_the_rerun_line(browser):
    open_failing(browser)
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
    browser.open('run.html#case/connect/clean@3.1.1')
    browser.has('#case', 'It passed')
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
