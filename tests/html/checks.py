"""The pages of reports/html in a browser: checks.py FOLDER. A line `ok NAME` or `not ok NAME: why` for each check,
and `done N` at the end. The pages are those of tests/html/support/pages.cpp."""
import sys
import tempfile

import common
import reader_checks  # noqa: F401, the modules add their checks
import filter_checks  # noqa: F401
import diagram_checks  # noqa: F401
import page_checks  # noqa: F401
import campaign_checks  # noqa: F401
from browser import Browser


def main():
    with tempfile.TemporaryDirectory(prefix='conformance-chromium-') as profile:
        browser = Browser(sys.argv[1], profile)
        only = sys.argv[2:]
        done = 0
        try:
            for function in common.CHECKS:
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
