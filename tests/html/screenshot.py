"""A picture of a page: screenshot.py FOLDER PAGE#PLACE FILE.png [WIDTH HEIGHT [dark]]; those of docs/images are made with it."""
import sys
import tempfile

from browser import Browser

folder, page, file = sys.argv[1:4]
width, height = [int(number) for number in sys.argv[4:6]] or (1400, 900)
with tempfile.TemporaryDirectory(prefix='conformance-chromium-') as profile:
    browser = Browser(folder, profile)
    browser.look(width, height, 'dark' in sys.argv[6:])
    browser.open(page)
    browser.until(lambda: browser.all('main'), 'page')
    browser.driver.save_screenshot(file)
    print('\n'.join(browser.told()))
    browser.driver.quit()
