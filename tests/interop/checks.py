# What the Python scripts of this folder share: arguments, and one line a check, which the tests of the folder read.
#   ok NAME
#   not ok NAME: WHY
#   done COUNT
import argparse
import sys
import traceback
from urllib.parse import urlparse

PATIENCE = 15  # seconds for what must happen; nothing waits so long when all is well


def arguments(what):
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("url", help="mqtt://, mqtts://, ws:// or wss://, as the broker prints it when it is ready")
    parser.add_argument("--ca", help="file with the certificate of the authority that signed the broker's")
    parser.add_argument("--user", default="sensor")
    parser.add_argument("--password", default="sensorpw")
    parser.add_argument("--only", help="name a check begins with")
    given = parser.parse_args()
    given.url = urlparse(given.url)
    return given


class Failed(Exception):
    pass


def expect(condition, why):
    if not condition:
        raise Failed(why)


def equal(actual, expected, what="value"):
    expect(actual == expected, f"{what}: expected {expected!r}, got {actual!r}")


def run(checks, only=None):
    """Plays (name, function) pairs, all of them, whatever fails."""
    bad = count = 0
    for name, function in checks:
        if only and not name.startswith(only):
            continue
        count += 1
        try:
            function()
            print(f"ok {name}", flush=True)
        except Exception as error:  # a client library may raise anything
            bad += 1
            where = traceback.extract_tb(error.__traceback__)[1 if len(traceback.extract_tb(error.__traceback__)) > 1 else 0]
            said = str(error).replace("\n", " | ") or type(error).__name__
            print(f"not ok {name}: {said} (line {where.lineno})", flush=True)
    print(f"done {count}", flush=True)
    sys.exit(1 if bad else 0)
