"""The sequence diagram."""
from common import check, has, open_failing, same


@check
def the_broker_stands_between_the_clients(browser):
    open_failing(browser)
    heads = sorted(browser.all('.lane-head'), key=lambda head: head.location['x'])
    same([head.text for head in heads], ['bob', 'broker', 'alice'])
    browser.has('.event.sent', 'CONNECT')


@check
def arrows_point_the_way_a_packet_went(browser):
    open_failing(browser)
    arrow = {event: browser.one(f'.event.{event} .arrow').get_attribute('class') for event in ('sent', 'received')}
    has(arrow['sent'], 'to-right')
    has(arrow['received'], 'to-left')
    last = browser.js('return [...document.querySelectorAll(".event.sent .arrow")].at(-1).className')
    has(last, 'to-left')


@check
def long_gaps_in_time_are_told(browser):
    open_failing(browser)
    same([gap.text for gap in browser.all('.gap')], ['5.001 s'])


@check
def bytes_are_shown_on_demand(browser):
    open_failing(browser)
    same(browser.all('.hex'), [])
    browser.click('.event.sent button')
    browser.has('.hex', '10 ')
    browser.has('.hex', 'MQTT')
    browser.click('.event.sent button')
    same(browser.all('.hex'), [])


@check
def what_the_program_sends_itself_can_be_hidden(browser):
    open_failing(browser)
    before = len(browser.shown('.event'))
    browser.click('.diagram input[type=checkbox]')
    same(before - len(browser.shown('.event')), 3)


@check
def what_did_not_come_has_its_place(browser):
    browser.open('run.html#cases?q=delivered-once')
    browser.click('.case-row')
    browser.has('.failure .actual', 'nothing within 5 s')
