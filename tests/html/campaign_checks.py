"""The page of a campaign."""
from common import check, has, same


@check
def a_campaign_tells_all_of_a_finding(browser):
    browser.open('campaign.html')
    browser.has('h1', 'Found: 1 critical, 1 high, 1 medium, 2 low')
    same(len(browser.all('#findings tbody tr')), 5)
    same([card.get_attribute('id') for card in browser.all('.finding')],
         ['crash-1', 'memory-not-returned-4', 'ill-formed-output-2', 'accepted-malformed-3', 'unreproduced-5'])
    browser.has('#crash-1 .facts', '9 of 10 tries')
    browser.has('#crash-1 .facts', '2 connections, 2 at once')
    browser.has('#crash-1 .steps', 'after all answers')
    browser.has('#accepted-malformed-3 .requirement', '5.0/MQTT-3.8.1-1')
    browser.has('#accepted-malformed-3 .steps', 'illegal: The flags of the first byte')
    browser.has('#ill-formed-output-2', '90 04 00 01 00 7e')
    text = browser.js('return document.querySelector("#crash-1 .listing pre").textContent')
    has(text, '#!/usr/bin/env python3')
    has(browser.js('return document.querySelector("#crash-1").textContent'), "Assertion `client' failed.")


@check
def a_campaign_can_be_linked_to_and_be_dark(browser):
    browser.look(900, 700, dark=True)
    browser.open('campaign.html#accepted-malformed-3')
    assert browser.js('return document.getElementById("accepted-malformed-3").getBoundingClientRect().top') < 200
    same(browser.js('return document.documentElement.scrollWidth <= innerWidth'), True)
    browser.keys('t')
    same(browser.js('return document.documentElement.dataset.theme'), 'light')


@check
def hostile_texts_of_a_campaign_are_inert(browser):
    browser.open('hostile-campaign.html')
    browser.has('h1', 'Found')
    same(browser.all('#page img, #page svg, #page script, #page iframe'), [])
