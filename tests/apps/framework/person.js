// Somebody called fran who uses irc-framework: what they do is read from standard input, what they see is told in lines of
// standard output.  Arguments: the port, and "websocket" or "tcp".
const IRC = require("irc-framework")

const [port, way] = process.argv.slice(2)
const options = {
  host: "127.0.0.1",
  port: Number(port),
  tls: false,
  nick: "fran",
  username: "fran",
  gecos: "Fran",
  account: { account: "fran", password: "sesame" },
  enable_chghost: true,
  enable_echomessage: true,
  enable_setname: true,
  auto_reconnect: false, // its own waits up to six seconds, and only who was here for five comes back
}
if (way === "websocket") {
  globalThis.WebSocket = require("ws")
  options.transport = require("irc-framework/src/transports/websocket.js")
  options.path = "/ws"
  options.websocket_protocol = "text.ircv3.net"
}

const tell = (line) => process.stdout.write(`${line}\n`)
const client = new IRC.Client(options)
client.requestCap(["draft/chathistory", "draft/persistence"])
client.on("loggedin", (event) => tell(`logged in as ${event.account}`))
client.on("registered", (event) => {
  tell(`registered as ${event.nick}`)
  client.join("#lobby")
})
client.on("join", (event) => tell(`${event.nick} is in ${event.channel}`))
client.on("quit", (event) => tell(`${event.nick} is gone`))
client.on("message", (event) => {
  const from = event.target.startsWith("#") ? "" : " in private"
  const when = event.batch ? `${event.batch.type} ` : ""
  tell(`${when}${event.nick}${from}: ${event.type === "action" ? "* " : ""}${event.message}`)
})
client.on("tagmsg", (event) => tell(`${event.nick} marks: ${event.tags["+draft/react"] ?? ""}`))
client.on("unknown command", (event) => tell(`also: ${event.command} ${event.params.join(" ")}`))
client.on("close", () => {
  tell("comes again")
  setTimeout(() => client.connect(), 200)
})
client.connect()

process.stdin.setEncoding("utf8")
let unread = ""
process.stdin.on("data", (text) => {
  const lines = (unread + text).split("\n")
  unread = lines.pop()
  for (const line of lines) {
    if (line.startsWith("/")) client.raw(line.slice(1))
    else client.say("#lobby", line)
  }
})
process.stdin.on("end", () => process.exit(0))
