// MQTT.js in every feature it has, in both versions, against the broker of a URL. One line a check, see checks.py.
// node mqttjs_client.cjs URL [--ca FILE] [--user NAME --password TEXT] [--authentication] [--only CHECK]
// MQTT.js is found through NODE_PATH.
'use strict';
const crypto = require('crypto');
const { EventEmitter, once } = require('events');
const fs = require('fs');
const mqtt = require('mqtt');

const patience = 15000; // ms for what must happen; nothing waits so long when all is well
const argv = process.argv.slice(2);
const option = (name, otherwise) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : otherwise);
const url = argv[0];
const user = option('--user', 'sensor');
const password = option('--password', 'sensorpw');
const ca = option('--ca') && fs.readFileSync(option('--ca'));

let number = 0;
const topic = () => `mqttjs/${new URL(url).protocol.slice(0, -1)}/${++number}`;

const equal = (actual, expected, what = 'value') => {
  const [a, e] = [actual, expected].map((each) => JSON.stringify(each));
  if (a !== e) throw new Error(`${what}: expected ${e}, got ${a}`);
};
const expect = (condition, why) => {
  if (!condition) throw new Error(why);
};
const within = (promise, what) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/// What comes in, to be waited for one by one.
class Queue {
  constructor(what) {
    this.what = what;
    this.items = [];
    this.bell = new EventEmitter();
  }
  put(item) {
    this.items.push(item);
    this.bell.emit('item');
  }
  async next() {
    if (!this.items.length) await within(once(this.bell, 'item'), this.what);
    return this.items.shift();
  }
}

const open = new Set();

class Client {
  static start(version, options = {}) {
    const client = new Client();
    client.version = version;
    client.raw = mqtt.connect(url, {
      protocolVersion: version === '5.0' ? 5 : 4,
      clientId: `mqttjs${++number}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: patience,
      ca,
      ...options,
    });
    client.messages = new Queue('a message');
    client.packets = new Queue('a packet');
    client.errors = [];
    client.raw.on('message', (name, payload, packet) => client.messages.put({ topic: name, payload, packet }));
    client.raw.on('packetreceive', (packet) => {
      if (['disconnect', 'auth', 'pingresp'].includes(packet.cmd)) client.packets.put(packet);
    });
    client.raw.on('error', (error) => client.errors.push(error));
    client.closed = new Promise((resolve) => client.raw.once('close', resolve));
    open.add(client);
    return client;
  }
  static async connect(version, options) {
    const client = Client.start(version, options);
    const failed = new Promise((_, reject) => client.raw.once('error', reject));
    failed.catch(() => {});
    [client.connack] = await within(Promise.race([once(client.raw, 'connect'), failed]), 'CONNACK');
    return client;
  }
  async refused() {
    const [error] = await within(once(this.raw, 'error'), 'a refusal');
    return error.code;
  }
  subscribe(what, options = { qos: 2 }) {
    return within(this.raw.subscribeAsync(what, options), 'SUBACK');
  }
  publish(name, payload, options = { qos: 1 }) {
    return within(this.raw.publishAsync(name, payload, options), 'the acknowledgement of a message');
  }
  async next() {
    const { topic: name, payload, packet } = await this.messages.next();
    return { topic: name, payload: payload.toString(), qos: packet.qos, retain: packet.retain, properties: packet.properties, packet };
  }
  /// That nothing more is under way to this client: its own marker comes first.
  async quiet() {
    const marker = `${topic()}/marker`;
    await this.subscribe(marker, { qos: 1 });
    await this.publish(marker, 'marker');
    equal((await this.next()).topic, marker, 'instead of silence');
  }
  async leave(options) {
    open.delete(this);
    await within(this.raw.endAsync(false, options), 'the end');
  }
  /// The network goes, without DISCONNECT.
  async drop() {
    open.delete(this);
    this.raw.stream.destroy();
    await within(this.closed, 'the close');
  }
}
const some = async (count, version, options) => {
  const clients = [];
  for (let i = 0; i < count; ++i) clients.push(await Client.connect(version, options));
  return clients;
};

// ---- both versions

const roundTrip = async (version, qos) => {
  const [one, two] = await some(2, version);
  const t = topic();
  equal((await two.subscribe(t, { qos }))[0].qos, qos, 'granted');
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  for (const payload of [Buffer.from('first'), Buffer.alloc(0), bytes, Buffer.alloc(200000, '€')]) {
    await one.publish(t, payload, { qos });
    const got = await within(two.messages.next(), 'the message');
    expect(payload.equals(got.payload), `the payload of ${payload.length} bytes was altered`);
    equal([got.packet.qos, got.packet.retain], [qos, false], 'qos and retain');
  }
};

const orderOfMany = async (version, qos) => {
  const [one, two] = await some(2, version);
  const t = topic();
  await two.subscribe(t, { qos });
  const sent = Array.from({ length: 300 }, (_, i) => String(i));
  // MQTT.js does not keep to the Receive Maximum of a server by itself; 3.1.1 has none.
  const window = version === '5.0' ? Math.min(one.connack.properties.receiveMaximum || 65535, 300) : 300;
  for (let i = 0; i < sent.length; i += window) {
    const acknowledged = sent.slice(i, i + window).map((payload) => one.publish(t, payload, { qos }));
    if (version === '5.0') await Promise.all(acknowledged);
    else Promise.all(acknowledged).catch(() => {});
  }
  const got = [];
  for (const _ of sent) got.push((await two.next()).payload);
  equal(got, sent, 'order');
};

const both = {
  async lowestQosCounts(version) {
    const [client] = await some(1, version);
    for (const published of [0, 1, 2]) {
      for (const granted of [0, 1, 2]) {
        const t = topic();
        await client.subscribe(t, { qos: granted });
        await client.publish(t, 'x', { qos: published });
        equal((await client.next()).qos, Math.min(published, granted), `published ${published}, granted ${granted}`);
      }
    }
  },
  async wildcards(version) {
    const [client] = await some(1, version);
    const t = topic();
    const granted = await client.subscribe({ [`${t}/+/a`]: { qos: 0 }, [`${t}/b/#`]: { qos: 1 } });
    equal(granted.map((each) => each.qos), [0, 1], 'granted');
    for (const level of ['x/a', 'b', 'b/c/d']) {
      await client.publish(`${t}/${level}`, level);
      equal((await client.next()).topic, `${t}/${level}`);
    }
    await client.publish(`${t}/x/b`, 'no');
    await client.quiet();
  },
  async unsubscribe(version) {
    const [client] = await some(1, version);
    const t = topic();
    await client.subscribe(t);
    await within(client.raw.unsubscribeAsync(t), 'UNSUBACK');
    await client.publish(t, 'no');
    await client.quiet();
  },
  async retained(version) {
    const [one, two, three] = await some(3, version);
    const t = topic();
    await one.publish(t, 'old', { qos: 1, retain: true });
    await one.publish(t, 'new', { qos: 2, retain: true });
    await two.subscribe(t, { qos: 1 });
    const brief = async () => {
      const got = await two.next();
      return [got.payload, got.qos, got.retain];
    };
    equal(await brief(), ['new', 1, true]);
    await one.publish(t, 'live', { qos: 1, retain: true });
    equal(await brief(), ['live', 1, false], 'to a subscription that stood');
    await one.publish(t, '', { qos: 1, retain: true });
    equal(await brief(), ['', 1, false], 'the message that clears');
    await three.subscribe(t);
    await three.quiet();
  },
  async will(version) {
    const [watcher] = await some(1, version);
    const t = topic();
    await watcher.subscribe(t, { qos: 2 });
    const one = await Client.connect(version, { will: { topic: t, payload: Buffer.from('gone'), qos: 2, retain: true } });
    await one.drop();
    const got = await watcher.next();
    equal([got.payload, got.qos, got.retain], ['gone', 2, false]);
    const two = await Client.connect(version, { will: { topic: t, payload: Buffer.from('not this'), qos: 1 } });
    await two.leave();
    await watcher.quiet();
    const [late] = await some(1, version);
    await late.subscribe(t, { qos: 1 });
    equal((await late.next()).retain, true, 'retain');
    await late.publish(t, '', { qos: 1, retain: true });
  },
  async sessionIsKept(version) {
    const keep = { clientId: `mqttjs-kept${++number}`, clean: false };
    if (version === '5.0') keep.properties = { sessionExpiryInterval: 100 };
    const t = topic();
    const first = await Client.connect(version, keep);
    equal(first.connack.sessionPresent, false, 'session present');
    await first.subscribe(t, { qos: 2 });
    await first.leave();
    const [other] = await some(1, version);
    for (const qos of [1, 2]) await other.publish(t, `while away ${qos}`, { qos });
    const again = await Client.connect(version, keep);
    equal(again.connack.sessionPresent, true, 'session present');
    for (const qos of [1, 2]) {
      const got = await again.next();
      equal([got.payload, got.qos], [`while away ${qos}`, qos]);
    }
    await again.leave();
    const clean = await Client.connect(version, { clientId: keep.clientId });
    equal(clean.connack.sessionPresent, false, 'session present after a clean start');
    await clean.quiet();
  },
  async takenOver(version) {
    const clientId = `mqttjs-taken${++number}`;
    const first = await Client.connect(version, { clientId });
    const second = await Client.connect(version, { clientId });
    await within(first.closed, 'the end of the first connection');
    if (version === '5.0') equal((await first.packets.next()).reasonCode, 0x8e, 'code of DISCONNECT');
    await second.quiet();
  },
  async keepAlive(version) {
    const client = await Client.connect(version, { keepalive: 2 });
    for (let i = 0; i < 2; ++i) equal((await client.packets.next()).cmd, 'pingresp');
    expect(client.raw.connected, 'the connection ended although it was kept alive');
  },
  async passwords(version) {
    const friend = await Client.connect(version, { username: user, password });
    await friend.quiet();
    const code = await Client.start(version, { username: user, password: 'wrong' }).refused();
    expect((version === '5.0' ? [0x86, 0x87] : [4, 5]).includes(code), `a wrong password gave ${code}`);
  },
  async noClientId(version) {
    const clients = await some(2, version, { clientId: '' });
    if (version === '5.0') {
      const names = clients.map((each) => each.connack.properties.assignedClientIdentifier);
      expect(names[0] && names[1] && names[0] !== names[1], `assigned ${names}`);
    }
    for (const each of clients) await each.quiet();
  },
  async resendsAfterReconnect(version) {
    // The acknowledgement of the subscriber is withheld; the message must come again, with DUP.
    const keep = { clientId: `mqttjs-again${++number}`, clean: false, properties: { sessionExpiryInterval: 100 } };
    if (version !== '5.0') delete keep.properties;
    const t = topic();
    const first = await Client.connect(version, keep);
    await first.subscribe(t, { qos: 1 });
    const seen = new Promise((resolve) => {
      first.raw.handleMessage = (packet) => resolve(packet); // never calls back: no PUBACK
    });
    const [sender] = await some(1, version);
    await sender.publish(t, 'once more');
    equal((await within(seen, 'the message')).dup, false, 'dup');
    await first.drop();
    const again = await Client.connect(version, keep);
    const got = await again.next();
    equal([got.payload, got.packet.dup], ['once more', true]);
  },
};

// ---- 5.0 alone

const scram = (name, secret) => {
  const nonce = crypto.randomBytes(18).toString('base64');
  const bare = `n=${name},r=${nonce}`;
  const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
  let expected;
  return {
    first: Buffer.from(`n,,${bare}`),
    answer(data) {
      const challenge = data.toString();
      const { r, s, i } = Object.fromEntries(challenge.split(',').map((each) => [each[0], each.slice(2)]));
      if (!r.startsWith(nonce)) throw new Error('the nonce of the server does not begin with ours');
      const salted = crypto.pbkdf2Sync(secret, Buffer.from(s, 'base64'), Number(i), 32, 'sha256');
      const key = hmac(salted, 'Client Key');
      const last = `c=${Buffer.from('n,,').toString('base64')},r=${r}`;
      const all = `${bare},${challenge},${last}`;
      const signature = hmac(crypto.createHash('sha256').update(key).digest(), all);
      const proof = Buffer.from(key.map((byte, at) => byte ^ signature[at])).toString('base64');
      expected = `v=${hmac(hmac(salted, 'Server Key'), all).toString('base64')}`;
      return Buffer.from(`${last},p=${proof}`);
    },
    check(data) {
      equal(data.toString(), expected, "the server's signature");
    },
  };
};
const authenticating = (client, exchange) => {
  client.exchange = exchange;
  client.raw.handleAuth = (packet, callback) => {
    const properties = packet.reasonCode === 24 && {
      authenticationMethod: 'SCRAM-SHA-256',
      authenticationData: client.exchange.answer(packet.properties.authenticationData),
    };
    callback(null, properties && { cmd: 'auth', reasonCode: 24, properties });
  };
};

const newer = {
  async messageProperties() {
    const [one, two] = await some(2, '5.0');
    const t = topic();
    await two.subscribe(t);
    const sent = {
      payloadFormatIndicator: true,
      contentType: 'text/plain',
      responseTopic: 're/ply',
      correlationData: Buffer.from([0, 1, 255]),
      messageExpiryInterval: 1000,
      userProperties: { a: ['1', '3'], b: '2' },
    };
    await one.publish(t, 'hello', { qos: 2, properties: sent });
    const got = (await two.next()).properties;
    for (const name of ['payloadFormatIndicator', 'contentType', 'responseTopic', 'correlationData', 'userProperties'])
      equal(got[name], sent[name], name);
    expect(got.messageExpiryInterval >= 990 && got.messageExpiryInterval <= 1000, 'the expiry was not counted down');
  },
  async subscriptionOptions() {
    const [one, two] = await some(2, '5.0');
    const t = topic();
    const brief = async () => {
      const got = await two.next();
      return [got.payload, got.retain];
    };
    await one.publish(t, 'kept', { qos: 1, retain: true });
    await one.subscribe(t, { qos: 1, nl: true, rh: 2 });
    await one.publish(t, 'own');
    await one.quiet();
    await two.subscribe(t, { qos: 1, rap: true, rh: 1 });
    equal(await brief(), ['kept', true]);
    await two.subscribe(t, { qos: 1, rap: true, rh: 1 });
    await one.publish(t, 'flagged', { qos: 1, retain: true });
    equal(await brief(), ['flagged', true]);
    await two.subscribe(t, { qos: 1, rh: 0 });
    equal(await brief(), ['flagged', true]);
    await one.publish(t, '', { qos: 1, retain: true });
  },
  async subscriptionIdentifiers() {
    const [client] = await some(1, '5.0');
    const t = topic();
    await client.subscribe(`${t}/#`, { qos: 1, properties: { subscriptionIdentifier: 268435455 } });
    await client.publish(`${t}/x`, 'x');
    equal((await client.next()).properties.subscriptionIdentifier, 268435455);
  },
  async overlappingSubscriptions() {
    const [client] = await some(1, '5.0');
    const t = topic();
    await client.subscribe(`${t}/#`, { qos: 1, properties: { subscriptionIdentifier: 1 } });
    await client.subscribe(`${t}/x`, { qos: 2, properties: { subscriptionIdentifier: 2 } });
    await client.publish(`${t}/x`, 'x', { qos: 2 });
    const got = [await client.next()];
    if (![got[0].properties.subscriptionIdentifier].flat()[1]) got.push(await client.next());
    equal(got.flatMap((each) => each.properties.subscriptionIdentifier).sort(), [1, 2]);
    equal(Math.max(...got.map((each) => each.qos)), 2, 'qos');
    await client.quiet();
  },
  async topicAliasesToTheBroker() {
    const one = await Client.connect('5.0', { autoAssignTopicAlias: true });
    const [two] = await some(1, '5.0');
    expect(one.connack.properties.topicAliasMaximum > 0, 'the broker takes no aliases');
    const sent = [];
    one.raw.on('packetsend', (packet) => packet.cmd === 'publish' && sent.push(packet.topic));
    const names = [topic(), topic()];
    await two.subscribe(names);
    for (const qos of [0, 1, 2]) {
      for (const name of names) {
        await one.publish(name, `${qos}`, { qos });
        const got = await two.next();
        equal([got.topic, got.payload, got.qos], [name, `${qos}`, qos]);
      }
    }
    expect(sent.includes(''), 'MQTT.js used no alias');
  },
  async topicAliasesFromTheBroker() {
    const one = await Client.connect('5.0', { properties: { topicAliasMaximum: 2 } });
    const [two] = await some(1, '5.0');
    const names = [topic(), topic(), topic()];
    await one.subscribe(names);
    for (let round = 0; round < 3; ++round) {
      for (const name of names) {
        // At QoS 2 MQTT.js forgets what an alias stood for (handlers/pubrel.js emits the topic as it came).
        await two.publish(name, `${round}`, { qos: round % 2 });
        const got = await one.next();
        equal([got.topic, got.payload], [name, `${round}`]);
      }
    }
  },
  async receiveMaximum() {
    const one = await Client.connect('5.0', { properties: { receiveMaximum: 1 } });
    const [two] = await some(1, '5.0');
    const t = topic();
    await one.subscribe(t, { qos: 2 });
    for (let i = 0; i < 20; ++i) two.raw.publish(t, String(i), { qos: 2 });
    for (let i = 0; i < 20; ++i) equal((await one.next()).payload, String(i), 'order');
  },
  async maximumPacketSize() {
    const one = await Client.connect('5.0', { properties: { maximumPacketSize: 200 } });
    const [two] = await some(1, '5.0');
    const t = topic();
    await one.subscribe(t, { qos: 1 });
    await two.publish(t, 'x'.repeat(300));
    await two.publish(t, 'small');
    equal((await one.next()).payload, 'small', 'the first message that fits');
  },
  async sessionExpiry() {
    const clientId = `mqttjs-expiry${++number}`;
    const expiring = (seconds, clean = false) =>
      Client.connect('5.0', { clientId, clean, properties: { sessionExpiryInterval: seconds } });
    await (await expiring(100, true)).leave();
    const again = await expiring(0);
    equal(again.connack.sessionPresent, true, 'session present within the interval');
    await again.leave();
    const over = await expiring(100);
    equal(over.connack.sessionPresent, false, 'session present with an interval of 0');
    await over.leave({ properties: { sessionExpiryInterval: 0 } });
    const last = await expiring(0);
    equal(last.connack.sessionPresent, false, 'session present after DISCONNECT took the interval back');
  },
  async willWithPropertiesAndDelay() {
    const [watcher] = await some(1, '5.0');
    const t = topic();
    await watcher.subscribe(t, { qos: 1 });
    const about = {
      willDelayInterval: 1,
      payloadFormatIndicator: true,
      messageExpiryInterval: 100,
      contentType: 'text/x',
      responseTopic: 'r',
      correlationData: Buffer.from('c'),
      userProperties: { u: 'v' },
    };
    const clientId = `mqttjs-will${++number}`;
    const dying = (payload, properties) =>
      Client.connect('5.0', {
        clientId,
        properties: { sessionExpiryInterval: 100 },
        will: { topic: t, payload: Buffer.from(payload), qos: 1, retain: false, properties },
      });
    await (await dying('gone', about)).drop();
    const got = await watcher.next();
    equal([got.payload, got.qos], ['gone', 1]);
    for (const name of ['payloadFormatIndicator', 'contentType', 'responseTopic', 'correlationData', 'userProperties'])
      equal(got.properties[name], about[name], name);
    await (await dying('late', { ...about, willDelayInterval: 60 })).drop();
    await Client.connect('5.0', { clientId, clean: false });
    await watcher.quiet();
  },
  async disconnectWithWill() {
    const [watcher] = await some(1, '5.0');
    const t = topic();
    await watcher.subscribe(t, { qos: 1 });
    const one = await Client.connect('5.0', { will: { topic: t, payload: Buffer.from('on purpose'), qos: 1 } });
    await one.leave({ reasonCode: 4 });
    equal((await watcher.next()).payload, 'on purpose');
  },
  async sharedSubscriptions() {
    const [one, two, sender] = await some(3, '5.0');
    const t = topic();
    for (const member of [one, two]) equal((await member.subscribe(`$share/group/${t}`, { qos: 1 }))[0].qos, 1, 'granted');
    for (let i = 0; i < 20; ++i) await sender.publish(t, String(i));
    for (const member of [one, two]) await within(member.raw.unsubscribeAsync(`$share/group/${t}`), 'UNSUBACK');
    const got = [one, two].map((member) => member.messages.items.map((each) => Number(each.payload.toString())));
    equal(got.flat().sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i), 'each message once');
    expect(got[0].length && got[1].length, `one member got all: ${got.map((each) => each.length)}`);
  },
  async requestResponse() {
    const asker = await Client.connect('5.0', { properties: { requestResponseInformation: true } });
    const [answerer] = await some(1, '5.0');
    const t = topic();
    const reply = `${asker.connack.properties.responseInformation || 'mqttjs/'}${asker.raw.options.clientId}`;
    await asker.subscribe(reply, { qos: 1 });
    await answerer.subscribe(t, { qos: 1 });
    await asker.publish(t, 'question', { qos: 1, properties: { responseTopic: reply, correlationData: Buffer.from('42') } });
    const { responseTopic, correlationData } = (await answerer.next()).properties;
    await answerer.publish(responseTopic, 'answer', { qos: 1, properties: { correlationData } });
    const got = await asker.next();
    equal([got.payload, got.properties.correlationData.toString()], ['answer', '42']);
  },
};

const authentication = {
  async scramAndAgain() {
    const exchange = scram(user, password);
    const client = Client.start('5.0', {
      properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: exchange.first },
    });
    authenticating(client, exchange);
    const [connack] = await within(once(client.raw, 'connect'), 'CONNACK');
    exchange.check(connack.properties.authenticationData);
    await client.quiet();
    client.packets.items.length = 0;
    client.exchange = scram(user, password);
    client.raw._sendPacket({
      cmd: 'auth',
      reasonCode: 25,
      properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: client.exchange.first },
    });
    equal((await client.packets.next()).reasonCode, 24, 'code of AUTH');
    const last = await client.packets.next();
    equal([last.cmd, last.reasonCode], ['auth', 0]);
    client.exchange.check(last.properties.authenticationData);
    await client.quiet();
  },
  async scramWithAWrongPassword() {
    const exchange = scram(user, 'wrong');
    const client = Client.start('5.0', {
      properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: exchange.first },
    });
    authenticating(client, exchange);
    equal(await client.refused(), 0x87, 'code of CONNACK');
  },
  async anUnknownMethodIsRefused() {
    const client = Client.start('5.0', { properties: { authenticationMethod: 'crystal ball' } });
    equal(await client.refused(), 0x8c, 'code of CONNACK');
  },
};

const plan = [];
for (const version of ['3.1.1', '5.0']) {
  for (const qos of [0, 1, 2]) {
    plan.push([`roundTrip[qos=${qos}]@${version}`, () => roundTrip(version, qos)]);
    plan.push([`orderOfMany[qos=${qos}]@${version}`, () => orderOfMany(version, qos)]);
  }
  for (const [name, check] of Object.entries(both)) plan.push([`${name}@${version}`, () => check(version)]);
}
for (const [name, check] of Object.entries(newer)) plan.push([`${name}@5.0`, check]);
if (argv.includes('--authentication'))
  for (const [name, check] of Object.entries(authentication)) plan.push([`${name}@5.0`, check]);

(async () => {
  let count = 0;
  let bad = 0;
  for (const [name, check] of plan) {
    if (option('--only') && !name.startsWith(option('--only'))) continue;
    ++count;
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      ++bad;
      const line = (/mqttjs_client\.cjs:(\d+):\d+\)?\s*$/m.exec(error.stack || '') || [])[1];
      console.log(`not ok ${name}: ${String(error.message).replace(/\n/g, ' | ')} (line ${line})`);
    }
    for (const client of [...open]) {
      open.delete(client);
      await within(client.raw.endAsync(true), 'the end').catch(() => {});
    }
  }
  console.log(`done ${count}`);
  process.exit(bad ? 1 : 0);
})();
