// The npm package ws, which echoes on BENCH_PORT.
const { WebSocketServer } = require("ws")
const server = new WebSocketServer({ port: +process.env.BENCH_PORT, host: "127.0.0.1" })
server.on("connection", socket =>
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })))
