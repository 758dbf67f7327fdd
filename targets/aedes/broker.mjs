// Starts aedes in this process. Its arguments: the folder with the certificates, then the ports by listener: tcp=1 tls=2 …, and
// store=FOLDER for what it keeps on disk; without it all is in memory.
// aedes is a library without listeners, users or rules of its own; on the listener acl it asks the hooks below.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { Aedes } from 'aedes'
import LevelPersistence from 'aedes-persistence-level/asyncPersistence.js'
import { Level } from 'level'
import { WebSocketServer, createWebSocketStream } from 'ws'

const [folder, ...named] = process.argv.slice(2)
const ports = Object.fromEntries(named.map((each) => each.split('=')))
const passwords = { sensor: 'sensorpw', dashboard: 'dashpw' }
const store = ports.store ? new Level(ports.store) : null
const broker = await Aedes.createBroker(store ? { persistence: new LevelPersistence(store) } : {})

// Told to end it ends in order, as one who embeds it would have it: its own `close`, and then the store.
process.once('SIGTERM', () => broker.close(async () => {
  await store?.close()
  process.exit(0)
}))

// Which listener a client came by; its connection stream is the key.
const cameByAcl = new WeakSet()
const asked = (client) => client !== null && client !== undefined && cameByAcl.has(client.conn)
const within = (topic, root) => topic === root || topic.startsWith(`${root}/`)

broker.authenticate = (client, user, password, done) => {
  if (!asked(client)) return done(null, true)
  client.user = user
  if (user && passwords[user] === String(password)) return done(null, true)
  const refusal = new Error('bad user name or password')
  refusal.returnCode = 4
  done(refusal, false)
}
const publishes = broker.authorizePublish
broker.authorizePublish = (client, packet, done) => {
  if (!asked(client)) return publishes.call(broker, client, packet, done)
  if (client.user === 'sensor' && within(packet.topic, 'home/sensors')) return done(null)
  done(new Error('not allowed'))
}
broker.authorizeSubscribe = (client, subscription, done) => {
  if (!asked(client)) return done(null, subscription)
  done(null, client.user === 'dashboard' && within(subscription.topic, 'home') ? subscription : null)
}

const secret = { cert: readFileSync(`${folder}/server.crt`), key: readFileSync(`${folder}/server.key`) }
const listen = (server, name) => server.listen(Number(ports[name]), '127.0.0.1')
const overWebSocket = (server) => {
  const handleProtocols = (offered) => (offered.has('mqtt') ? 'mqtt' : false)
  new WebSocketServer({ server, path: '/mqtt', handleProtocols }).on('connection', (socket, request) => {
    broker.handle(createWebSocketStream(socket), request)
  })
  return server
}

listen(net.createServer(broker.handle), 'tcp')
listen(net.createServer((socket) => {
  cameByAcl.add(socket)
  broker.handle(socket)
}), 'acl')
listen(tls.createServer(secret, broker.handle), 'tls')
listen(tls.createServer({ ...secret, ca: readFileSync(`${folder}/ca.crt`), requestCert: true }, broker.handle), 'mtls')
listen(overWebSocket(http.createServer()), 'ws')
listen(overWebSocket(https.createServer(secret)), 'wss')
