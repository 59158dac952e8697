// A client of the npm package ws against an echo: node ws.js PORT
const WebSocket = require("ws")
const port = process.argv[2]

function fail(why) {
  console.error(why)
  process.exit(1)
}

setTimeout(() => fail("out of time"), 20000).unref()

/** Sends messages one after the other and closes; resolves with the code of the close. */
function talk(options, messages, deflates) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, ["v2", "v1"], options)
    let at = 0
    socket.on("open", () => {
      if (socket.protocol !== "v1") reject(new Error("protocol " + socket.protocol))
      if (socket.extensions.includes("permessage-deflate") !== deflates) {
        reject(new Error("extensions " + socket.extensions))
      }
      socket.send(messages[0])
    })
    socket.on("message", (data, isBinary) => {
      const sent = messages[at]
      if (isBinary !== Buffer.isBuffer(sent) || !Buffer.from(sent).equals(data)) {
        reject(new Error("another message of " + data.length + " bytes"))
      }
      at++
      if (at < messages.length) socket.send(messages[at])
      else socket.ping("here")
    })
    socket.on("pong", data => {
      if (data.toString() !== "here") reject(new Error("pong " + data))
      socket.close(4001, "bye")
    })
    socket.on("close", code => resolve(code))
    socket.on("error", reject)
  })
}

async function main() {
  const json = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ id: i, name: "n" + i })))
  const messages = ["hi", "", json, json, Buffer.from([0, 1, 255]), Buffer.alloc(1 << 20, 7), json]
  const offers = [
    [false, false],
    [true, true],
    [{ serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 }, true],
    [{ serverMaxWindowBits: 10, clientMaxWindowBits: 10, threshold: 0 }, true],
  ]
  for (const [perMessageDeflate, deflates] of offers) {
    const code = await talk({ perMessageDeflate }, messages, deflates)
    if (code !== 4001) fail("closed with " + code)
  }
  console.log("good")
  process.exit(0)
}

main().catch(e => fail(e.stack))
