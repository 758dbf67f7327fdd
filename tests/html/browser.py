"""A headless Chromium, and what the checks ask of it."""
import json
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By


class Browser:
    def __init__(self, folder, profile):
        options = Options()
        options.binary_location = '/usr/bin/chromium'
        for argument in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
                         '--disable-background-networking', '--no-first-run', '--hide-scrollbars',
                         f'--user-data-dir={profile}'):
            options.add_argument(argument)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL', 'performance': 'ALL'})
        self.driver = webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)
        self.driver.set_script_timeout(30)
        self.folder = folder
        self.complaints = []
        self.look()

    def look(self, width=1400, height=900, dark=False):
        """The size of the window and the reader's taste."""
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 500})
        self.driver.execute_cdp_cmd('Emulation.setEmulatedMedia', {'features': [
            {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}]})

    def open(self, page):
        """Anew, also where only the part behind # differs."""
        self.driver.get('about:blank')
        self.driver.get(f'file://{self.folder}/{page}')

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.until(lambda: next(iter(self.all(selector)), None), selector)

    def shown(self, selector):
        return [element for element in self.all(selector) if element.is_displayed()]

    def text(self, selector):
        return self.one(selector).text

    def same(self, selector, text):
        """The element has this text, or has it soon."""
        self.until(lambda: self.text(selector) == text, lambda: f'{text!r} but {self.text(selector)!r}')

    def has(self, selector, part):
        """Likewise, a part of it."""
        self.until(lambda: part in self.text(selector), lambda: f'{part!r} in {self.text(selector)!r}')

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, selector):
        element = self.one(selector)
        self.js('arguments[0].scrollIntoView({block: "center"})', element)
        element.click()

    def hash(self):
        return self.js('return location.hash')

    def until(self, condition, what, seconds=20):
        """What the condition returns, as soon as it is true; else an error that names `what`, or what it returns."""
        end = time.monotonic() + seconds
        while True:
            try:
                result = condition()
            except StaleElementReferenceException:  # the page was just made anew
                result = None
            if result:
                return result
            if time.monotonic() > end:
                raise AssertionError(f'no {what() if callable(what) else what}')
            time.sleep(0.02)

    def told(self):
        """Errors and warnings of the page, and whatever it asked the network for, since the last time."""
        found = [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log('browser')
                 if entry['level'] in ('SEVERE', 'WARNING')]
        for entry in self.driver.get_log('performance'):
            message = json.loads(entry['message'])['message']
            if message['method'] != 'Network.requestWillBeSent':
                continue
            url = message['params']['request']['url']
            if not url.startswith(('file://', 'about:', 'data:', 'chrome:', 'chrome-')):
                found.append(f'asked for {url}')
        return found
