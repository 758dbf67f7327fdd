#!/usr/bin/python3
# mosquitto_pub, mosquitto_sub and mosquitto_rr in every feature they have, in both versions, against the broker of a URL.
import itertools
import queue
import subprocess
import tempfile
import threading

import checks
from checks import PATIENCE, equal, expect

given = checks.arguments(None)
numbers = itertools.count(1)
V3, V5 = "311", "5"
FORMAT = "MESSAGE|%t|%q|%r|%p"


def topic():
    return f"mosquitto/{given.url.scheme}/{next(numbers)}"


def connection(version):
    words = ["-h", given.url.hostname, "-p", str(given.url.port), "-V", version]
    return words + (["--cafile", given.ca] if given.url.scheme == "mqtts" else [])


def publish(version, *words, code=0, text=None):
    ended = subprocess.run(["mosquitto_pub", *connection(version), *words], timeout=PATIENCE, input=text, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    expect(ended.returncode == code if code is not None else ended.returncode != 0,
           f"mosquitto_pub ended with {ended.returncode}: {ended.stdout}")


class Subscriber:
    """A mosquitto_sub or mosquitto_rr that runs; its lines of the format MESSAGE|… are put into a queue."""

    def __init__(self, version, *words, program="mosquitto_sub", form=FORMAT, wait_for="Subscribed"):
        self.process = subprocess.Popen(["stdbuf", "-oL", program, *connection(version), "-d", "-F", form, *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.messages, self.others, self.said = queue.Queue(), queue.Queue(), []
        threading.Thread(target=self.read, daemon=True).start()
        if wait_for:
            self.wait_for(wait_for)

    def read(self):
        for line in self.process.stdout:
            line = line.rstrip("\n")
            self.said.append(line)
            (self.messages if line.startswith("MESSAGE|") else self.others).put(line)
        self.others.put(None)
        self.messages.put(None)

    def wait_for(self, word):
        while True:
            line = self.others.get(timeout=PATIENCE)
            expect(line is not None, f"it ended before it said `{word}`: {self.said[-3:]}")
            if word in line:
                return

    def next(self):
        line = self.messages.get(timeout=PATIENCE)
        expect(line is not None, f"it ended without a message: {self.said[-3:]}")
        return line.split("|")[1:]

    def ended(self):
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Not SIGTERM: mosquitto_sub 2.0.11 may lock itself up when that comes at a bad moment.
        self.process.kill()
        self.process.wait(PATIENCE)


def round_trip(version, qos):
    t, q = topic(), str(qos)
    with Subscriber(version, "-t", t, "-q", q) as subscriber:
        publish(version, "-t", t, "-q", q, "-m", "hello")
        equal(subscriber.next(), [t, q, "0", "hello"])
        publish(version, "-t", t, "-q", q, "-n")
        equal(subscriber.next(), [t, q, "0", ""])
        publish(version, "-t", t, "-q", q, "-l", text="".join(f"line {n}\n" for n in range(100)))
        equal([subscriber.next()[3] for _ in range(100)], [f"line {n}" for n in range(100)], "order")
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("0123456789" * 20000)
            file.flush()
            publish(version, "-t", t, "-q", q, "-f", file.name)
        equal(len(subscriber.next()[3]), 200000, "size")
        publish(version, "-t", t, "-q", q, "-m", "again", "--repeat", "3")
        equal([subscriber.next()[3] for _ in range(3)], ["again"] * 3)


def several_filters(version):
    t = topic()
    with Subscriber(version, "-t", f"{t}/+/a", "-t", f"{t}/b/#", "-T", f"{t}/b/not", "-q", "1") as subscriber:
        for level in ("x/a", "b", "b/c/d"):
            publish(version, "-t", f"{t}/{level}", "-m", level, "-q", "1")
            equal(subscriber.next()[0], f"{t}/{level}")


def unsubscribe(version):
    t = topic()
    with Subscriber(version, "-t", f"{t}/no", "-t", f"{t}/yes", "-U", f"{t}/no", wait_for="UNSUBACK") as subscriber:
        publish(version, "-t", f"{t}/no", "-m", "x", "-q", "1")
        publish(version, "-t", f"{t}/yes", "-m", "x", "-q", "1")
        equal(subscriber.next()[0], f"{t}/yes")


def retained(version):
    t = topic()
    publish(version, "-t", t, "-m", "old", "-q", "1", "-r")
    publish(version, "-t", t, "-m", "new", "-q", "2", "-r")
    with Subscriber(version, "-t", t, "-q", "2") as subscriber:
        equal(subscriber.next(), [t, "2", "1", "new"])
        publish(version, "-t", t, "-m", "live", "-q", "1", "-r")
        equal(subscriber.next(), [t, "1", "0", "live"])
    with Subscriber(version, "-t", t, "-q", "0", "--retained-only", "-C", "1") as subscriber:
        equal(subscriber.next(), [t, "0", "1", "live"])
        equal(subscriber.ended(), 0, "exit code")
    with Subscriber(version, "-t", t, "--remove-retained", "-q", "1", wait_for="received PUBACK") as subscriber:
        equal(subscriber.next()[3], "live")
    with Subscriber(version, "-t", t, "-t", f"{t}/fence", "-q", "1") as subscriber:
        publish(version, "-t", f"{t}/fence", "-m", "", "-q", "1")
        equal(subscriber.next()[0], f"{t}/fence", "after it was removed")


def will(version):
    t = topic()
    with Subscriber(version, "-t", t, "-q", "2") as watcher:
        words = ["-t", f"{t}/x", "--will-topic", t, "--will-payload", "gone", "--will-qos", "1"]
        with Subscriber(version, *words, "--will-retain") as dying:
            dying.process.kill()
        equal(watcher.next(), [t, "1", "0", "gone"])
        with Subscriber(version, *words, "-E", wait_for=None) as leaving:
            equal(leaving.ended(), 0, "exit code")
        publish(version, "-t", t, "-m", "fence", "-q", "1")
        equal(watcher.next()[3], "fence")
    with Subscriber(version, "-t", t, "-q", "1") as late:
        equal(late.next(), [t, "1", "1", "gone"])
    publish(version, "-t", t, "-r", "-n", "-q", "1")


def session(version):
    t, name = topic(), f"mosquitto-kept{next(numbers)}"
    words = ["-t", t, "-i", name, "-c", "-q", "2"] + (["-x", "100"] if version == V5 else [])
    with Subscriber(version, *words, "-E", wait_for=None) as first:
        equal(first.ended(), 0, "exit code")
    for qos in ("1", "2"):
        publish(version, "-t", t, "-m", f"while away {qos}", "-q", qos)
    with Subscriber(version, *words, "-C", "2", wait_for=None) as again:
        equal([again.next()[3], again.next()[3]], ["while away 1", "while away 2"])
        equal(again.ended(), 0, "exit code")
    with Subscriber(version, "-t", f"{t}/fence", "-i", name, "-q", "1") as clean:
        publish(version, "-t", t, "-m", "lost", "-q", "1")
        publish(version, "-t", f"{t}/fence", "-m", "fence", "-q", "1")
        equal(clean.next()[3], "fence")


def passwords(version):
    t = topic()
    publish(version, "-t", t, "-m", "x", "-q", "1", "-u", given.user, "-P", given.password)
    publish(version, "-t", t, "-m", "x", "-q", "1", "-u", given.user, "-P", "wrong", code=None)


def message_properties():
    t = topic()
    form = "MESSAGE|%t|%q|%r|%p|%C|%D|%E|%F|%P|%R"
    with Subscriber(V5, "-t", t, "-q", "1", form=form) as subscriber:
        words = [["user-property", "a", "1"], ["user-property", "b", "2"], ["content-type", "text/plain"],
                 ["response-topic", "re/ply"], ["correlation-data", "42"], ["payload-format-indicator", "1"],
                 ["message-expiry-interval", "100"]]
        publish(V5, "-t", t, "-q", "1", "-m", "x", *(word for each in words for word in ("-D", "publish", *each)))
        got = subscriber.next()
        expect(98 <= int(got[6]) <= 100, f"Message Expiry Interval {got[6]}")
        del got[6]
        equal(got, [t, "1", "0", "x", "text/plain", "42", "1", "a:1 b:2", "re/ply"])


def message_expiry():
    t = topic()
    publish(V5, "-t", t, "-q", "1", "-r", "-m", "short", "-D", "publish", "message-expiry-interval", "1")
    publish(V5, "-t", f"{t}/long", "-q", "1", "-r", "-m", "long", "-D", "publish", "message-expiry-interval", "100")
    with Subscriber(V5, "-t", f"{t}/nothing", "-W", "2", wait_for=None) as waiting:
        equal(waiting.ended(), 27, "exit code after -W")
    with Subscriber(V5, "-t", f"{t}/#", "-q", "1") as late:
        equal(late.next()[3], "long")
    publish(V5, "-t", f"{t}/long", "-r", "-n")


def session_expiry():
    t, name = topic(), f"mosquitto-expiry{next(numbers)}"
    words = ["-t", t, "-i", name, "-c", "-q", "1"]
    with Subscriber(V5, *words, "-x", "1", "-E", wait_for=None) as first:
        equal(first.ended(), 0, "exit code")
    with Subscriber(V5, "-t", f"{t}/nothing", "-W", "3", wait_for=None) as waiting:
        equal(waiting.ended(), 27, "exit code after -W")
    publish(V5, "-t", t, "-m", "lost", "-q", "1")
    with Subscriber(V5, *words) as late:
        publish(V5, "-t", t, "-m", "new", "-q", "1")
        equal(late.next()[3], "new")


def subscription_options():
    t = topic()
    form = "MESSAGE|%t|%q|%r|%p|%S"
    with Subscriber(V5, "-t", t, "-q", "1", "--retain-as-published", "-D", "subscribe", "subscription-identifier", "77",
                    form=form) as subscriber:
        publish(V5, "-t", t, "-m", "flagged", "-q", "1", "-r")
        equal(subscriber.next(), [t, "1", "1", "flagged", "77"])
    publish(V5, "-t", t, "-r", "-n", "-q", "1")


def topic_alias():
    t = topic()
    with Subscriber(V5, "-t", t, "-q", "1") as subscriber:
        publish(V5, "-t", t, "-q", "1", "-m", "x", "--repeat", "3", "-D", "publish", "topic-alias", "1")
        equal([subscriber.next()[0] for _ in range(3)], [t] * 3)


def limits_of_the_client():  # topic aliases from a server are nothing that these clients understand
    t = topic()
    with Subscriber(V5, "-t", t, "-q", "2", "-D", "connect", "receive-maximum", "1", "-D", "connect",
                    "maximum-packet-size", "200") as subscriber:
        publish(V5, "-t", t, "-q", "1", "-m", "x" * 300)
        publish(V5, "-t", t, "-q", "2", "-l", text="".join(f"{n}\n" for n in range(20)))
        equal([subscriber.next()[3] for _ in range(20)], [str(n) for n in range(20)], "order")


def will_with_properties():
    t = topic()
    form = "MESSAGE|%p|%C|%P"
    with Subscriber(V5, "-t", t, "-q", "1", form=form) as watcher:
        with Subscriber(V5, "-t", f"{t}/x", "-x", "100", "--will-topic", t, "--will-payload", "gone", "--will-qos", "1",
                        "-D", "will", "will-delay-interval", "1", "-D", "will", "content-type", "text/x",
                        "-D", "will", "user-property", "u", "v") as dying:
            dying.process.kill()
        equal(watcher.next(), ["gone", "text/x", "u:v"])


def shared_subscriptions():
    t = topic()
    with Subscriber(V5, "-t", f"$share/g/{t}", "-t", f"{t}/end", "-q", "1") as one, \
            Subscriber(V5, "-t", f"$share/g/{t}", "-t", f"{t}/end", "-q", "1") as two:
        publish(V5, "-t", t, "-q", "1", "-l", text="".join(f"{n}\n" for n in range(20)))
        publish(V5, "-t", f"{t}/end", "-q", "1", "-m", "end")
        got = []
        for member in (one, two):
            got.append([each[3] for each in iter(member.next, [f"{t}/end", "1", "0", "end"])])
        equal(sorted(map(int, got[0] + got[1])), list(range(20)), "each message once")
        expect(got[0] and got[1], f"one member got all: {[len(each) for each in got]}")


def request_response(version):
    t = topic()
    form = "MESSAGE|%p|%R|%D" if version == V5 else "MESSAGE|%p"
    with Subscriber(version, "-t", t, "-q", "1", form=form) as answerer:
        with Subscriber(version, "-t", t, "-e", f"{t}/answer", "-m", "question", "-q", "1", program="mosquitto_rr",
                        wait_for=None) as asker:
            got = answerer.next()
            equal(got[0], "question")
            words = []
            if version == V5:
                equal(got[1], f"{t}/answer", "Response Topic")
                words = ["-D", "publish", "correlation-data", got[2]] if got[2] else []
            publish(version, "-t", f"{t}/answer", "-m", "answer", "-q", "1", *words)
            equal(asker.next()[3], "answer")
            equal(asker.ended(), 0, "exit code")


both = [several_filters, unsubscribe, retained, will, session, passwords, request_response]
new = [message_properties, message_expiry, session_expiry, subscription_options, topic_alias, limits_of_the_client,
       will_with_properties, shared_subscriptions]
plan = []
for version, called in ((V3, "3.1.1"), (V5, "5.0")):
    plan += [(f"round_trip[qos={qos}]@{called}", lambda v=version, q=qos: round_trip(v, q)) for qos in range(3)]
    plan += [(f"{each.__name__}@{called}", lambda v=version, f=each: f(v)) for each in both]
plan += [(f"{each.__name__}@5.0", each) for each in new]
checks.run(plan, given.only)
