"""Filters, keys, links."""
from selenium.webdriver.common.keys import Keys

from common import check, has, rows, same


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
