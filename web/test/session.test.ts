/** Being here, in a browser of stand-ins: what is kept, whose it is, and parts of the page that do not come. */

import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import type { Client } from "../src/client/types.ts"
import { UserError } from "../src/view/types.ts"

/** A browser's storage. */
class Shelf {
  readonly kept = new Map<string, string>()
  getItem = (key: string) => this.kept.get(key) ?? null
  setItem = (key: string, value: string) => void this.kept.set(key, value)
  removeItem = (key: string) => void this.kept.delete(key)
}

/** Object.keys of a storage are those of what it keeps. */
function storage(): Storage {
  const shelf = new Shelf()
  return new Proxy(shelf, {
    ownKeys: () => [...shelf.kept.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as unknown as Storage
}

class FakeSocket {
  static readonly OPEN = 1
  static last: FakeSocket
  readyState = 1
  sent: string[] = []
  onopen = () => {}
  onmessage = (_: { data: unknown }) => {}
  onclose = () => {}

  constructor(readonly url: string) {
    FakeSocket.last = this
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.readyState = 3
  }

  hear(...frames: unknown[]): void {
    for (const data of frames) this.onmessage({ data })
  }
}

let reloads = 0
let page = { hidden: false }
const leaving: (() => void)[] = []

function browser(local = storage()): Storage {
  reloads = 0
  page = { hidden: false }
  leaving.splice(0)
  const location = {
    href: "http://hub.example/chat/",
    pathname: "/chat/",
    protocol: "http:",
    hash: "",
    reload() {
      reloads += 1
      leave()
    },
  }
  const document = { get hidden() { return page.hidden }, addEventListener() {}, removeEventListener() {}, querySelector: () => null }
  const addEventListener = (kind: string, step: () => void) => void (kind === "pagehide" && leaving.push(step))
  const globals = {
    location, document, addEventListener, removeEventListener() {}, localStorage: local, sessionStorage: storage(), WebSocket: FakeSocket,
    BroadcastChannel: undefined, indexedDB: undefined, requestAnimationFrame: (step: () => void) => setTimeout(step, 0),
    setInterval: () => 0,
  }
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  return local
}

beforeEach(() => void browser())
afterEach(leave)

/** The page goes. */
function leave(): void {
  for (const step of leaving) step()
}

async function client(): Promise<Client> {
  const { createClient } = await import("../src/client/client.ts")
  return createClient()
}

const CAPS = "batch echo-message hubbub/resume labeled-response message-tags server-time"

async function here(nick: string): Promise<Client> {
  const made = await client()
  const done = made.connect({ nick })
  await new Promise((resolve) => setTimeout(resolve, 0))
  const socket = FakeSocket.last
  socket.onopen()
  socket.hear(`:hub CAP * LS :${CAPS}`, `:hub CAP * ACK :${CAPS}`, `:hub 001 ${nick} :Welcome`, ":hub 005 a CASEMAPPING=ascii :are")
  socket.hear(":hub PONG hub hubbub-ready", `:${nick}!a@h JOIN #lobby`, `:hub 353 ${nick} = #lobby :${nick} bob`, `:hub 366 ${nick} #lobby :End`)
  await done
  return made
}

const said = () => FakeSocket.last.sent.splice(0).map((line) => line.replace(/^@\S+ /, ""))

test("a command is a part of the page that comes with the first slash", async () => {
  const alice = await here("alice")
  const lobby = alice.find("#lobby")!
  said()
  await alice.enter(lobby, "/topic tea")
  assert.deepEqual(said(), ["TOPIC #lobby tea"])
  await assert.rejects(alice.enter(lobby, "/nosuch"), UserError)
  // A message is said before `enter` returns.
  void alice.enter(lobby, "//hello")
  assert.deepEqual(said(), ["PRIVMSG #lobby /hello"])
  assert.deepEqual(alice.sent(lobby), ["//hello", "/topic tea"])
  assert.ok((await alice.commands()).some(({ name }) => name === "join"))
})

test("bytes instead of text are read as well, and what is no text in them is no harm", async () => {
  const alice = await here("alice")
  const bytes = (text: string) => new TextEncoder().encode(text).buffer
  FakeSocket.last.hear(new Uint8Array([0xff, 0xfe, 0]).buffer, bytes(":bob!b@h PRIVMSG #lobby :grüß dich"))
  assert.equal(alice.find("#lobby")?.messages.at(-1)?.text, "grüß dich")
})

test("what somebody left unsent is a draft for whoever comes next, and is not said in their name", async () => {
  const alice = await here("alice")
  const lobby = alice.find("#lobby")!
  FakeSocket.last.onclose()
  await alice.enter(lobby, "in my name only")
  assert.equal(lobby.messages.at(-1)?.state, "pending")
  alice.logout()
  await new Promise((resolve) => setTimeout(resolve, 0))
  assert.equal(reloads, 1)
  const keys = Object.keys(localStorage)
  assert.deepEqual(keys.filter((key) => key.includes("outbox")), [])
  const kept = localStorage
  browser(kept)
  const bob = await here("bob")
  const again = bob.find("#lobby")!
  assert.equal(again.draft, "in my name only")
  await new Promise((resolve) => setTimeout(resolve, 450))
  assert.ok(!FakeSocket.last.sent.join().includes("in my name only"))
})

test("a reload takes up what was not sent, and what was refused stays refused", async () => {
  const alice = await here("alice")
  const lobby = alice.find("#lobby")!
  void alice.enter(lobby, "refused")
  const label = /@label=([^; ]+)\S* PRIVMSG #lobby refused/.exec(FakeSocket.last.sent.join("\n"))?.[1]
  FakeSocket.last.hear(`@label=${label} :hub 404 alice #lobby :Cannot send`)
  FakeSocket.last.onclose()
  void alice.enter(lobby, "waiting")
  leave()
  browser(localStorage)
  const again = await here("alice")
  await new Promise((resolve) => setTimeout(resolve, 450))
  const own = again.find("#lobby")!.messages.filter((row) => row.own).map((row) => [row.text, row.state, row.reason !== ""])
  assert.deepEqual(own, [["refused", "failed", true], ["waiting", "pending", false]])
  assert.deepEqual(said().filter((line) => line.startsWith("PRIVMSG")), ["PRIVMSG #lobby waiting"])
})

test("the server's own password is asked for by name, and kept for the next time", async () => {
  const alice = await client()
  const refused = alice.connect({ nick: "alice" })
  await new Promise((resolve) => setTimeout(resolve, 0))
  FakeSocket.last.onopen()
  FakeSocket.last.hear(":hub CAP * LS :", ":hub 464 * :Password incorrect")
  await assert.rejects(refused, /^UserError: The server does not accept this password$/)
  const done = alice.connect({ nick: "alice", serverPassword: "open sesame" })
  await new Promise((resolve) => setTimeout(resolve, 0))
  FakeSocket.last.onopen()
  assert.ok(FakeSocket.last.sent.includes("PASS :open sesame"))
  FakeSocket.last.hear(":hub CAP * LS :", ":hub 001 alice :Welcome", ":hub PONG hub hubbub-ready")
  await done
  leave()
  browser(localStorage)
  await client()
  await new Promise((resolve) => setTimeout(resolve, 0))
  FakeSocket.last.onopen()
  assert.ok(FakeSocket.last.sent.includes("PASS :open sesame"))
})

test("a part of the page that does not come: a newer page, or nobody there", async () => {
  const { Outdated, part } = await import("../src/parts.ts")
  const answers = (answer: () => Promise<unknown>) => Object.defineProperty(globalThis, "fetch", { value: answer, configurable: true })
  const lost = () => part(Promise.reject(new TypeError("Failed to fetch dynamically imported module")))
  assert.equal(await part(Promise.resolve(7)), 7)
  answers(async () => ({ ok: true, text: async () => '<script type="module" src="assets/main-0123abcd.js"></script>' }))
  await assert.rejects(lost(), (error: Error) => error instanceof Outdated && /newer version of this page: reload it/.test(error.message))
  const own = new URL(import.meta.url).pathname.split("/").pop()
  for (const answer of [
    async () => ({ ok: true, text: async () => `<script type="module" src="assets/${own}"></script>` }),
    async () => ({ ok: false, text: async () => "503" }),
    async () => Promise.reject(new TypeError("Failed to fetch")),
  ]) {
    answers(answer)
    await assert.rejects(lost(), (error: Error) => error instanceof UserError && !(error instanceof Outdated) && /Try again when there is a connection/.test(error.message))
  }
})
