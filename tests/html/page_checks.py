"""Safety, size, looks."""
import os

from common import FAILING, check, has, open_failing, rows, same


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
    open_failing(browser)
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
