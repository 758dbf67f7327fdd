// The parser of npm's mqtt-packet for mqtt_fuzz_pipe: `node mqtt-packet.cjs`, where mqtt-packet is installed. It does not know
// who sent a packet, so the driver is to be told --from either.
const mqtt = require(require.resolve('mqtt-packet', { paths: [process.cwd()] }))

const ACCEPT = 0
const MALFORMED = 1
const NO_OPINION = 3

function judge (packet, version) {
  const parser = mqtt.parser({ protocolVersion: version })
  let answer = NO_OPINION // it waits for more
  parser.on('packet', () => { if (answer === NO_OPINION) answer = ACCEPT })
  parser.on('error', () => { answer = MALFORMED })
  // What it throws instead of telling would end the process of a user who does not expect it: that is no refusal.
  parser.parse(packet)
  return answer
}

let pending = Buffer.alloc(0)
process.stdin.on('data', (piece) => {
  pending = pending.length ? Buffer.concat([pending, piece]) : piece
  const answers = []
  while (pending.length >= 6 && pending.length >= 6 + pending.readUInt32BE(0)) {
    const size = pending.readUInt32BE(0)
    answers.push(judge(Buffer.from(pending.subarray(6, 6 + size)), pending[4]))
    pending = pending.subarray(6 + size)
  }
  if (answers.length) process.stdout.write(Buffer.from(answers))
})
