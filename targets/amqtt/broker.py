"""Starts amqtt in this process. Its arguments: the folder with the certificates, then the ports by listener: tcp=1 tls=2 ….

amqtt's plugins hold for all of its listeners, so two brokers stand side by side: one for everybody, and one with users and rules.
"""

import asyncio
import signal
import sys
from dataclasses import dataclass

from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin

PASSWORDS = {"sensor": "sensorpw", "dashboard": "dashpw"}


def within(topic, root):
    return topic == root or topic.startswith(root + "/")


class Everybody(BaseAuthPlugin):
    """In place of amqtt's own AnonymousAuthPlugin, with which no client without a user name has a session that is kept."""

    @dataclass
    class Config:
        pass

    async def authenticate(self, *, session):
        return True


class Users(BaseAuthPlugin):
    @dataclass
    class Config:
        pass

    async def authenticate(self, *, session):
        return session.username in PASSWORDS and PASSWORDS[session.username] == session.password


class Rules(BaseTopicPlugin):
    @dataclass
    class Config:
        pass

    async def topic_filtering(self, *, session=None, topic=None, action=None):
        if action == Action.PUBLISH:
            return session.username == "sensor" and within(topic, "home/sensors")
        return session.username == "dashboard" and within(topic, "home")


class Subscriptions(dict):
    """What a Broker keeps by filter. amqtt awaits while it walks through them, and a client that connects while another one
    subscribes is thrown out (RuntimeError: dictionary changed size during iteration): any two clients may meet with it, so no case
    could be judged. Here it walks through a copy."""

    def __iter__(self):
        return iter(list(super().__iter__()))

    def items(self):
        return list(super().items())


def listener(port, kind="tcp", tls=None):
    settings = {"type": kind, "bind": f"127.0.0.1:{port}"}
    if tls:
        # Asks every client for a certificate and takes none it cannot verify, so it must know the authority.
        settings.update({"ssl": True, "cafile": f"{tls}/ca.crt", "certfile": f"{tls}/server.crt", "keyfile": f"{tls}/server.key"})
    return settings


async def main(folder, ports):
    everybody = Broker({
        "listeners": {
            "default": listener(ports["tcp"]),
            "tls": listener(ports["tls"], tls=folder),
            "ws": listener(ports["ws"], "ws"),
            "wss": listener(ports["wss"], "ws", folder),
        },
        "plugins": {"broker.Everybody": {}},
    })
    users = Broker({
        "listeners": {"default": listener(ports["acl"])},
        "plugins": {"broker.Users": {}, "broker.Rules": {}},
    })
    for broker in (everybody, users):
        broker._subscriptions = Subscriptions()
    await users.start()
    await everybody.start()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await everybody.shutdown()
    await users.shutdown()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], dict(each.split("=") for each in sys.argv[2:])))
