"""What the checks share."""

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


def open_failing(browser):
    browser.open(f'run.html#case/{FAILING}')
