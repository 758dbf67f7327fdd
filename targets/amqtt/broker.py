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


def listener(port, kind="tcp", tls=None):
    settings = {"type": kind, "bind": f"127.0.0.1:{port}"}
    if tls:
        settings.update({"ssl": True, "certfile": f"{tls}/server.crt", "keyfile": f"{tls}/server.key"})
    return settings


async def main(folder, ports):
    everybody = Broker({
        "listeners": {
            "default": listener(ports["tcp"]),
            "tls": listener(ports["tls"], tls=folder),
            "ws": listener(ports["ws"], "ws"),
            "wss": listener(ports["wss"], "ws", folder),
        },
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
    })
    users = Broker({
        "listeners": {"default": listener(ports["acl"])},
        "plugins": {"broker.Users": {}, "broker.Rules": {}},
    })
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
