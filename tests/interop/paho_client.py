#!/usr/bin/python3
# Paho for Python (Debian's python3-paho-mqtt) in every feature it has, in both versions, against the broker of a URL.
import itertools
import queue
import ssl
import threading

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

import checks
from checks import PATIENCE, equal, expect

given = checks.arguments(__doc__)
numbers = itertools.count(1)
V3, V5 = paho.MQTTv311, paho.MQTTv5


def properties(packet, **values):
    result = Properties(packet)
    for name, value in values.items():
        setattr(result, name, value)
    return result


class Client:
    """A client with a thread of its own; what happens to it stands in queues."""

    def __init__(self, version, client_id=None, clean=True, **options):
        self.version = version
        self.client_id = f"paho{next(numbers)}" if client_id is None else client_id
        websocket = given.url.scheme in ("ws", "wss")
        kind = {"protocol": version, "transport": "websockets" if websocket else "tcp"}
        if version == V3:
            kind["clean_session"] = clean
        self.clean = clean
        self.raw = paho.Client(self.client_id, **kind)
        self.raw.reconnect_on_failure = False
        self.raw._reconnect_on_failure = False
        if websocket:
            self.raw.ws_set_options(path=given.url.path)
        if given.url.scheme in ("mqtts", "wss"):
            self.raw.tls_set(ca_certs=given.ca, cert_reqs=ssl.CERT_REQUIRED)
        self.connected, self.left = queue.Queue(), queue.Queue()
        self.messages, self.granted, self.removed = queue.Queue(), queue.Queue(), queue.Queue()
        self.pings = queue.Queue()
        self.raw.on_connect = lambda _, __, flags, code, props=None: self.connected.put((flags, code, props))
        self.raw.on_disconnect = lambda _, __, code, props=None: self.left.put((code, props))
        self.raw.on_message = lambda _, __, message: self.messages.put(message)
        self.raw.on_subscribe = lambda _, __, mid, codes, props=None: self.granted.put(codes)
        self.raw.on_unsubscribe = lambda *args: self.removed.put(args)
        self.raw.on_log = lambda _, __, ___, text: self.pings.put(text) if "PINGRESP" in text else None
        self.options = options

    def begin(self, keepalive=60, props=None, user=None, password=None, will=None, will_props=None):
        if user is not None:
            self.raw.username_pw_set(user, password)
        if will is not None:
            self.raw.will_set(*will, **({"properties": will_props} if will_props else {}))
        more = {}
        if self.version == V5:
            more = {"clean_start": self.clean, "properties": props}
        self.raw.connect(given.url.hostname, given.url.port, keepalive, **more)
        self.raw.loop_start()
        return self.connected.get(timeout=PATIENCE)

    def connect(self, **how):
        flags, code, props = self.begin(**how)
        equal(int(code) if self.version == V3 else code.value, 0, "code of CONNACK")
        self.session_present, self.server = flags["session present"], props
        return self

    def subscribe(self, topic, qos=2, **more):
        self.raw.subscribe(topic, **(more if "options" in more else {"qos": qos, **more}))
        codes = self.granted.get(timeout=PATIENCE)
        return [code if isinstance(code, int) else code.value for code in codes]

    def publish(self, topic, payload=b"", qos=1, retain=False, **more):
        info = self.raw.publish(topic, payload, qos, retain, **more)
        info.wait_for_publish(PATIENCE)
        expect(info.is_published(), f"the message to {topic} was not acknowledged")

    def next(self):
        return self.messages.get(timeout=PATIENCE)

    def quiet(self):
        """That nothing more is under way to this client: its own marker comes first."""
        marker = f"{topic()}/marker"
        self.subscribe(marker, 1)
        self.publish(marker, b"marker", 1)
        message = self.next()
        equal((message.topic, message.payload), (marker, b"marker"), "instead of silence")

    def leave(self, **how):
        self.raw.disconnect(**how)
        self.left.get(timeout=PATIENCE)
        self.raw.loop_stop()

    def drop(self):
        """The network goes, without DISCONNECT."""
        self.raw._sock_close()
        self.raw.loop_stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.raw.is_connected():
            self.leave()
        else:
            self.raw.loop_stop()


def topic():
    return f"paho/{given.url.scheme}/{next(numbers)}"


def payload_of(message):
    return message.payload, message.qos, bool(message.retain)


# ---- both versions

def round_trip(version, qos):
    with Client(version).connect() as one, Client(version).connect() as two:
        t = topic()
        equal(two.subscribe(t, qos), [qos], "granted")
        for payload in (b"first", b"", bytes(range(256)), b"\xe2\x82\xac" * 60000):
            one.publish(t, payload, qos)
            equal(payload_of(two.next()), (payload, qos, False))


def lowest_qos_counts(version):
    with Client(version).connect() as client:
        for published, granted in itertools.product(range(3), range(3)):
            t = topic()
            client.subscribe(t, granted)
            client.publish(t, b"x", published)
            equal(client.next().qos, min(published, granted), f"published {published}, granted {granted}")


def order_of_many(version, qos):
    with Client(version).connect() as one, Client(version).connect() as two:
        t = topic()
        two.subscribe(t, qos)
        one.raw.max_inflight_messages_set(20)
        sent = [str(n).encode() for n in range(300)]
        for payload in sent:
            one.raw.publish(t, payload, qos)
        equal([two.next().payload for _ in sent], sent, "order")


def wildcards(version):
    with Client(version).connect() as client:
        t = topic()
        equal(client.subscribe([(f"{t}/+/a", 0), (f"{t}/b/#", 1)]), [0, 1], "granted")
        for level in ("x/a", "b", "b/c/d"):
            client.publish(f"{t}/{level}", level)
            equal(client.next().topic, f"{t}/{level}")
        client.publish(f"{t}/x/b", b"no")
        client.quiet()


def unsubscribe(version):
    with Client(version).connect() as client:
        t = topic()
        client.subscribe(t)
        client.raw.unsubscribe(t)
        client.removed.get(timeout=PATIENCE)
        client.publish(t, b"no")
        client.quiet()


def retained(version):
    with Client(version).connect() as one, Client(version).connect() as two:
        t = topic()
        one.publish(t, b"old", 1, True)
        one.publish(t, b"new", 2, True)
        two.subscribe(t, 1)
        equal(payload_of(two.next()), (b"new", 1, True))
        one.publish(t, b"live", 1, True)
        equal(payload_of(two.next()), (b"live", 1, False), "to a subscription that stood")
        one.publish(t, b"", 1, True)
        equal(payload_of(two.next()), (b"", 1, False), "the message that clears")
        with Client(version).connect() as three:
            three.subscribe(t)
            three.quiet()


def will(version):
    with Client(version).connect() as watcher:
        t = topic()
        watcher.subscribe(t, 2)
        one = Client(version).connect(will=(t, b"gone", 2, False))
        one.drop()
        equal(payload_of(watcher.next()), (b"gone", 2, False))
        two = Client(version).connect(will=(t, b"not this", 1, False))
        two.leave()
        watcher.quiet()


def retained_will(version):
    t = topic()
    with Client(version).connect() as watcher:
        watcher.subscribe(t, 1)
        Client(version).connect(will=(t, b"gone", 1, True)).drop()
        equal(payload_of(watcher.next()), (b"gone", 1, False))
    with Client(version).connect() as late:
        late.subscribe(t, 1)
        equal(payload_of(late.next()), (b"gone", 1, True))
        late.publish(t, b"", 1, True)


def session_is_kept(version):
    name, t = f"paho-kept{next(numbers)}", topic()
    keep = {"props": properties(PacketTypes.CONNECT, SessionExpiryInterval=100)} if version == V5 else {}
    first = Client(version, name, clean=False).connect(**keep)
    equal(first.session_present, 0, "session present")
    first.subscribe(t, 2)
    first.leave()
    with Client(version).connect() as other:
        for qos in (0, 1, 2):
            other.publish(t, f"while away {qos}", qos)
    again = Client(version, name, clean=False).connect(**keep)
    equal(again.session_present, 1, "session present")
    got = [again.next() for _ in range(2)]
    # QoS 0 may or may not have been kept.
    if got[0].qos == 0:
        got = [got[1], again.next()]
    equal([(m.payload, m.qos) for m in got], [(b"while away 1", 1), (b"while away 2", 2)])
    again.leave()
    clean = Client(version, name, clean=True).connect()
    equal(clean.session_present, 0, "session present after a clean start")
    clean.quiet()
    clean.leave()


def taken_over(version):
    name = f"paho-taken{next(numbers)}"
    first = Client(version, name).connect()
    second = Client(version, name).connect()
    code, _ = first.left.get(timeout=PATIENCE)
    # Paho overlooks the code of a DISCONNECT without properties and then has a number of its own.
    if not isinstance(code, int):
        equal(code.value, 0x8E, "code of DISCONNECT")
    first.raw.loop_stop()
    second.quiet()
    second.leave()


def keep_alive(version):
    with Client(version).connect(keepalive=2) as client:
        for _ in range(2):
            client.pings.get(timeout=PATIENCE)
        expect(client.raw.is_connected(), "the connection ended although it was kept alive")


def passwords(version):
    with Client(version).connect(user=given.user, password=given.password) as client:
        client.quiet()
    wrong = Client(version)
    _, code, _ = wrong.begin(user=given.user, password="wrong")
    wrong.raw.loop_stop()
    expect(int(code) in (4, 5) if version == V3 else code.value in (0x86, 0x87), f"a wrong password gave {code}")


def no_client_id(version):
    with Client(version, "").connect() as one, Client(version, "").connect() as two:
        if version == V5:
            names = [each.server.AssignedClientIdentifier for each in (one, two)]
            expect(names[0] and names[1] and names[0] != names[1], f"assigned {names}")
        one.quiet()
        two.quiet()


# ---- 5.0 alone

def message_properties():
    with Client(V5).connect() as one, Client(V5).connect() as two:
        t = topic()
        two.subscribe(t)
        sent = properties(PacketTypes.PUBLISH, PayloadFormatIndicator=1, ContentType="text/plain", ResponseTopic="re/ply",
                          CorrelationData=b"\x00\x01\xff", MessageExpiryInterval=1000)
        sent.UserProperty = [("a", "1"), ("b", "2"), ("a", "3")]
        one.publish(t, b"hello", 2, properties=sent)
        got = two.next().properties
        for name in ("PayloadFormatIndicator", "ContentType", "ResponseTopic", "CorrelationData", "UserProperty"):
            equal(getattr(got, name), getattr(sent, name), name)
        expect(990 <= got.MessageExpiryInterval <= 1000, f"Message Expiry Interval {got.MessageExpiryInterval}")


def message_expiry():
    t = topic()
    with Client(V5).connect() as one:
        one.publish(t, b"short", 1, True, properties=properties(PacketTypes.PUBLISH, MessageExpiryInterval=1))
        one.publish(f"{t}/long", b"long", 1, True, properties=properties(PacketTypes.PUBLISH, MessageExpiryInterval=600))
        # Waiting for the will of another client is waiting for a time that the broker keeps.
        one.subscribe(f"{t}/will", 0)
        Client(V5).connect(will=(f"{t}/will", b"", 0, False),
                           will_props=properties(PacketTypes.WILLMESSAGE, WillDelayInterval=3),
                           props=properties(PacketTypes.CONNECT, SessionExpiryInterval=60)).drop()
        one.next()
        one.subscribe(f"{t}/#", 1)
        left = []
        while not left or left[-1] != f"{t}/long":
            left.append(one.next().topic)
        one.quiet()
        expect(t not in left, "the message outlived its expiry")
        one.publish(f"{t}/long", b"", 1, True)


def subscription_options():
    with Client(V5).connect() as one, Client(V5).connect() as two:
        t = topic()
        one.publish(t, b"kept", 1, True)
        one.subscribe(t, options=SubscribeOptions(qos=1, noLocal=True, retainHandling=2))
        one.publish(t, b"own", 1)
        one.quiet()
        two.subscribe(t, options=SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=1))
        equal(payload_of(two.next()), (b"kept", 1, True))
        two.subscribe(t, options=SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=1))
        one.publish(t, b"flagged", 1, True)
        equal(payload_of(two.next()), (b"flagged", 1, True))
        two.subscribe(t, options=SubscribeOptions(qos=1, retainHandling=0))
        equal(payload_of(two.next()), (b"flagged", 1, True))
        one.publish(t, b"", 1, True)


def subscription_identifiers():
    with Client(V5).connect() as one:
        t = topic()
        one.subscribe(f"{t}/#", 1, properties=properties(PacketTypes.SUBSCRIBE, SubscriptionIdentifier=7))
        one.publish(f"{t}/x", b"x")
        equal(one.next().properties.SubscriptionIdentifier, [7])


def topic_aliases():
    with Client(V5).connect() as one, Client(V5).connect() as two:
        expect(getattr(one.server, "TopicAliasMaximum", 0) > 0, "the broker takes no aliases")
        t = topic()
        two.subscribe(t, 2)
        for qos in (0, 1, 2):
            alias = properties(PacketTypes.PUBLISH, TopicAlias=qos + 1)
            one.publish(t, b"by name", qos, properties=alias)
            one.publish("", b"by alias", qos, properties=alias)
            equal([(m.topic, m.payload) for m in (two.next(), two.next())], [(t, b"by name"), (t, b"by alias")])


def receive_maximum():
    with Client(V5).connect() as one, Client(V5).connect(
            props=properties(PacketTypes.CONNECT, ReceiveMaximum=2)) as two:
        t = topic()
        two.subscribe(t, 2)
        for n in range(20):
            one.raw.publish(t, str(n), 2)
        equal([int(two.next().payload) for _ in range(20)], list(range(20)), "order")


def maximum_packet_size():
    with Client(V5).connect() as one, Client(V5).connect(
            props=properties(PacketTypes.CONNECT, MaximumPacketSize=200)) as two:
        t = topic()
        two.subscribe(t, 1)
        one.publish(t, b"x" * 300)
        one.publish(t, b"small")
        equal(two.next().payload, b"small", "the first message that fits")


def session_expiry():
    def expiring(seconds, clean=False):
        return Client(V5, name, clean).connect(props=properties(PacketTypes.CONNECT, SessionExpiryInterval=seconds))

    name = f"paho-expiry{next(numbers)}"
    expiring(100, clean=True).leave()
    again = expiring(0)
    equal(again.session_present, 1, "session present within the interval")
    again.leave()
    over = expiring(100)
    equal(over.session_present, 0, "session present with an interval of 0")
    over.leave(properties=properties(PacketTypes.DISCONNECT, SessionExpiryInterval=0))
    last = expiring(0)
    equal(last.session_present, 0, "session present after DISCONNECT took the interval back")
    last.leave()


def will_with_properties_and_delay():
    with Client(V5).connect() as watcher:
        t = topic()
        watcher.subscribe(t, 1)
        about = properties(PacketTypes.WILLMESSAGE, WillDelayInterval=1, ContentType="text/x", ResponseTopic="r",
                           CorrelationData=b"c", PayloadFormatIndicator=1, MessageExpiryInterval=100)
        about.UserProperty = [("u", "v")]
        keep = properties(PacketTypes.CONNECT, SessionExpiryInterval=100)
        name = f"paho-will{next(numbers)}"
        Client(V5, name).connect(will=(t, b"gone", 1, False), will_props=about, props=keep).drop()
        got = watcher.next()
        equal(payload_of(got), (b"gone", 1, False))
        for key in ("ContentType", "ResponseTopic", "CorrelationData", "PayloadFormatIndicator", "UserProperty"):
            equal(getattr(got.properties, key), getattr(about, key), key)
        about.WillDelayInterval = 60
        Client(V5, name).connect(will=(t, b"late", 1, False), will_props=about, props=keep).drop()
        with Client(V5, name, clean=False).connect():
            watcher.quiet()


def disconnect_with_will():
    with Client(V5).connect() as watcher:
        t = topic()
        watcher.subscribe(t, 1)
        one = Client(V5).connect(will=(t, b"on purpose", 1, False))
        one.leave(reasoncode=paho.ReasonCodes(PacketTypes.DISCONNECT, identifier=4))
        equal(watcher.next().payload, b"on purpose")


def shared_subscriptions():
    with Client(V5).connect() as one, Client(V5).connect() as two, Client(V5).connect() as sender:
        t = topic()
        for member in (one, two):
            equal(member.subscribe(f"$share/group/{t}", 1), [1], "granted")
        for n in range(20):
            sender.publish(t, str(n), 1)
        for member in (one, two):
            member.raw.unsubscribe(f"$share/group/{t}")
            member.removed.get(timeout=PATIENCE)
        got = [[int(m.payload) for m in list(member.messages.queue)] for member in (one, two)]
        equal(sorted(got[0] + got[1]), list(range(20)), "each message once")
        expect(got[0] and got[1], f"one member got all: {[len(each) for each in got]}")


def request_response():
    ask = properties(PacketTypes.CONNECT, RequestResponseInformation=1)
    with Client(V5).connect(props=ask) as asker, Client(V5).connect() as answerer:
        t = topic()
        reply = getattr(asker.server, "ResponseInformation", "paho/") + asker.client_id
        asker.subscribe(reply, 1)
        answerer.subscribe(t, 1)
        asker.publish(t, b"question", properties=properties(PacketTypes.PUBLISH, ResponseTopic=reply, CorrelationData=b"42"))
        question = answerer.next().properties
        answerer.publish(question.ResponseTopic, b"answer",
                         properties=properties(PacketTypes.PUBLISH, CorrelationData=question.CorrelationData))
        answer = asker.next()
        equal((answer.payload, answer.properties.CorrelationData), (b"answer", b"42"))


def unsubscribe_tells_what_was_not_there():
    with Client(V5).connect() as client:
        t = topic()
        client.subscribe(t)
        client.raw.unsubscribe([t, f"{t}/never"])
        codes = client.removed.get(timeout=PATIENCE)[4]
        equal([code.value for code in codes], [0x00, 0x11], "codes of UNSUBACK")


both = [lowest_qos_counts, wildcards, unsubscribe, retained, will, retained_will, session_is_kept, taken_over, keep_alive,
        passwords, no_client_id]
new = [message_properties, message_expiry, subscription_options, subscription_identifiers, topic_aliases, receive_maximum,
       maximum_packet_size, session_expiry, will_with_properties_and_delay, disconnect_with_will, shared_subscriptions,
       request_response, unsubscribe_tells_what_was_not_there]
plan = []
for version, called in ((V3, "3.1.1"), (V5, "5.0")):
    for qos in range(3):
        plan.append((f"round_trip[qos={qos}]@{called}", lambda v=version, q=qos: round_trip(v, q)))
        plan.append((f"order_of_many[qos={qos}]@{called}", lambda v=version, q=qos: order_of_many(v, q)))
    plan += [(f"{each.__name__}@{called}", lambda v=version, f=each: f(v)) for each in both]
plan += [(f"{each.__name__}@5.0", each) for each in new]
checks.run(plan, given.only)
