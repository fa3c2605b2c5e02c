import assert from "node:assert/strict"
import { test } from "node:test"
import { Backoff } from "../src/link/backoff.ts"
import { LONGEST, Link } from "../src/link/core.ts"
import type { Action, Event } from "../src/link/events.ts"
import { line } from "../src/link/message.ts"
import { Pace } from "../src/link/pace.ts"
import { MOST_NICKS, wantedOf } from "../src/link/registration.ts"
import { Secret, firstBare, sasl, unsasl } from "../src/link/scram.ts"
import { DEFAULTS, type Settings } from "../src/link/settings.ts"

/** A link by hand, on a clock of its own. */
class Bench {
  now = 1_000
  readonly events: Event[] = []
  readonly link: Link
  private ids = 0

  constructor(settings: Partial<Settings> = {}, token = "") {
    const newId = () => {
      this.ids += 1
      return `nonce${this.ids}`
    }
    this.link = new Link({ ...DEFAULTS, url: "ws://hub.example:7500/ws", nick: "alice", ...settings }, () => 0.5, newId, token)
    this.link.start(this.now)
  }

  open(): string[] {
    this.link.opened(this.now)
    return this.link.takeLines()
  }

  hear(...lines: string[]): string[] {
    for (const each of lines) this.link.receive(each, this.now)
    return this.link.takeLines()
  }

  wait(milliseconds: number): string[] {
    const end = this.now + milliseconds
    for (;;) {
      const deadline = this.link.deadline()
      if (deadline === null || deadline > end) break
      this.now = Math.max(this.now, deadline)
      this.link.tick(this.now)
    }
    this.now = end
    this.link.tick(this.now)
    return this.link.takeLines()
  }

  actions(): Action[] {
    return this.link.takeActions()
  }

  status(): [string, string] {
    this.events.push(...this.link.takeEvents())
    const last = this.events.filter((event) => event.type === "status").pop()
    assert.ok(last !== undefined)
    return [last.phase, last.sentence]
  }

  take(): Event[] {
    const taken = this.link.takeEvents()
    this.events.push(...taken)
    return taken
  }
}

const IN = [":hub 001 alice :Welcome", ":hub 422 alice :No message of the day", ":hub PONG hub hubbub-ready"]

test("the way in", () => {
  const bench = new Bench({ password: "server pass", realname: "Alice A." })
  assert.deepEqual(bench.actions(), [{ type: "connect" }])
  assert.deepEqual(bench.open(), ["CAP LS 302", "PASS :server pass", "NICK alice", "USER alice 0 * :Alice A."])
  assert.deepEqual(bench.hear(":hub CAP * LS * :batch server-time"), [])
  assert.deepEqual(bench.hear(":hub CAP * LS :draft/chathistory message-tags unknown/thing=1"), [
    "CAP REQ :batch draft/chathistory message-tags server-time",
  ])
  assert.deepEqual(bench.hear(":hub CAP * ACK :batch draft/chathistory message-tags server-time"), ["CAP END"])
  assert.deepEqual(bench.hear(IN[0] as string), ["PING hubbub-ready"])
  assert.equal(bench.take().find((event) => event.type === "ready"), undefined)
  bench.hear(...IN.slice(1))
  assert.deepEqual(bench.take().map((event) => event.type), ["line", "status", "ready"])
  assert.equal(bench.link.phase, "online")
})

test("what is refused together is asked for alone", () => {
  const bench = new Bench()
  bench.open()
  bench.hear(":hub CAP * LS :batch setname")
  assert.deepEqual(bench.hear(":hub CAP * NAK :batch setname"), ["CAP REQ batch", "CAP REQ setname"])
  assert.deepEqual(bench.hear(":hub CAP * ACK :batch"), [])
  assert.deepEqual(bench.hear(":hub CAP * NAK :setname"), ["CAP END"])
})

test("no capability without what it needs", () => {
  assert.deepEqual(wantedOf(new Set(["labeled-response", "draft/multiline", "hubbub/resume", "draft/chathistory"])), [])
  assert.deepEqual(wantedOf(new Set(["labeled-response", "batch", "sasl", "nonsense"])), ["batch", "labeled-response"])
})

test("a server that knows no capabilities", () => {
  const bench = new Bench()
  bench.open()
  assert.deepEqual(bench.hear(":hub 421 * CAP :Unknown command"), [])
  bench.hear(...IN)
  assert.equal(bench.link.phase, "online")
})

test("a name in use gets another one, and it is told", () => {
  const bench = new Bench()
  bench.open()
  assert.deepEqual(bench.hear(":hub 433 * alice :Nickname is in use"), ["NICK alice2"])
  assert.deepEqual(bench.hear(":hub 433 * alice2 :Nickname is in use"), ["NICK alice3"])
  bench.hear(":hub 001 alice3 :Welcome")
  const told = bench.take().find((event) => event.type === "nickTaken")
  assert.deepEqual(told, { type: "nickTaken", wanted: "alice", given: "alice3", sentence: "The name alice is in use" })
})

test("a name that cannot be, and too many that are taken, are for people to change", () => {
  const wrong = new Bench()
  wrong.open()
  wrong.hear(":hub 432 * alice :Erroneous nickname")
  assert.deepEqual(wrong.status(), ["stopped", "alice cannot be a name here: Erroneous nickname"])
  const taken = new Bench()
  taken.open()
  for (let many = 0; many < MOST_NICKS; many += 1) assert.equal(taken.hear(":hub 433 * x :in use").length, 1)
  taken.hear(":hub 433 * x :in use")
  assert.equal(taken.status()[0], "stopped")
})

test("an account by PLAIN, in pieces of 400", () => {
  const password = "p".repeat(400)
  const bench = new Bench({ secret: new Secret("alice", password) })
  bench.open()
  assert.deepEqual(bench.hear(":hub CAP * LS :sasl=PLAIN,EXTERNAL"), ["CAP REQ sasl"])
  assert.deepEqual(bench.hear(":hub CAP * ACK :sasl"), ["AUTHENTICATE PLAIN"])
  const said = bench.hear("AUTHENTICATE +").map((each) => each.replace("AUTHENTICATE ", ""))
  assert.deepEqual(said.map((each) => each.length), [400, 144])
  assert.equal(unsasl(said.join("")), `\0alice\0${password}`)
  assert.deepEqual(bench.hear(":hub 900 alice alice!a@h alice :You are logged in", ":hub 903 alice :ok"), ["CAP END"])
  bench.hear(":hub 001 alice :Welcome")
  assert.ok(bench.take().some((event) => event.type === "welcomed" && event.account === "alice"))
})

test("a wrong password, and a server without accounts", () => {
  const wrong = new Bench({ secret: new Secret("alice", "no") })
  wrong.open()
  wrong.hear(":hub CAP * LS :sasl=PLAIN", ":hub CAP * ACK :sasl", "AUTHENTICATE +", ":hub 904 alice :failed")
  assert.deepEqual(wrong.status(), ["stopped", "The server does not accept this account and password: failed"])
  const none = new Bench({ secret: new Secret("alice", "no") })
  none.open()
  none.hear(":hub CAP * LS :batch", ":hub CAP * ACK :batch")
  assert.deepEqual(none.status(), ["stopped", "This server has no accounts to log in to, or not over this connection"])
})

// The example of RFC 7677 section 3.
const FIRST = "n=user,r=rOprNGfwEbeRWgbNEkqO"
const CHALLENGE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
const FINAL = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
const SERVER = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

test("SCRAM-SHA-256 proves as the RFC's example does, and again without the password", async () => {
  const secret = new Secret("user", "pencil")
  assert.deepEqual(await secret.prove(FIRST, CHALLENGE), { final: FINAL, expected: SERVER })
  const kept = secret.kept
  assert.ok(kept !== null)
  assert.equal(kept.key.extractable, false)
  assert.deepEqual(await new Secret("user", null, kept).prove(FIRST, CHALLENGE), { final: FINAL, expected: SERVER })
  await assert.rejects(new Secret("user", null, kept).prove(FIRST, CHALLENGE.replace("4096", "4097")), /password/)
})

test("a challenge that makes no sense is not answered", async () => {
  const secret = new Secret("user", "pencil")
  for (const challenge of ["", "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", CHALLENGE.replace("%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", ""),
    CHALLENGE.replace("4096", "0"), CHALLENGE.replace("4096", "99999999999"), `m=ext,${CHALLENGE}`]) {
    await assert.rejects(secret.prove(FIRST, challenge))
  }
  assert.equal(firstBare("a=b,c", "x"), "n=a=3Db=2Cc,r=x")
})

test("an account by SCRAM, and a server that cannot prove itself", async () => {
  for (const honest of [true, false]) {
    const bench = new Bench({ secret: new Secret("user", "pencil") })
    bench.open()
    bench.hear(":hub CAP * LS :sasl=PLAIN,SCRAM-SHA-256")
    assert.deepEqual(bench.hear(":hub CAP * ACK :sasl"), ["AUTHENTICATE SCRAM-SHA-256"])
    const [first] = bench.hear("AUTHENTICATE +")
    assert.equal(unsasl((first as string).slice(13)), "n,,n=user,r=nonce1")
    bench.hear(`AUTHENTICATE ${sasl("r=nonce1x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")}`)
    const action = bench.actions().find((each) => each.type === "prove")
    assert.ok(action !== undefined)
    const proof = await bench.link.settings.secret?.prove(action.first, action.challenge)
    assert.ok(proof !== undefined)
    bench.link.proved(action.attempt, proof.final, proof.expected, bench.now)
    assert.deepEqual(bench.link.takeLines(), [`AUTHENTICATE ${sasl(proof.final)}`])
    const answer = bench.hear(`AUTHENTICATE ${sasl(`v=${honest ? proof.expected : "AAAA"}`)}`)
    assert.deepEqual(answer, [honest ? "AUTHENTICATE +" : "AUTHENTICATE *"])
    if (honest) assert.deepEqual(bench.hear(":hub 903 user :ok"), ["CAP END"])
    else assert.match(bench.status()[1], /do not trust it/)
  }
})

test("who logs in may have their name, whatever was said of it before", () => {
  const bench = new Bench({ secret: new Secret("alice", "secret") })
  bench.open()
  bench.hear(":hub 433 * alice :Nickname is registered", ":hub CAP * LS :sasl=PLAIN", ":hub CAP * ACK :sasl")
  assert.equal(bench.hear("AUTHENTICATE +").length, 1)
  assert.deepEqual(bench.hear(":hub 903 * :ok"), ["NICK alice", "CAP END"])
  // An old session of theirs still has it: some other names, and then again later.
  for (const name of ["alice2", "alice3", "alice4"]) assert.deepEqual(bench.hear(":hub 433 * alice :in use"), [`NICK ${name}`])
  bench.hear(":hub 433 * alice4 :in use")
  assert.deepEqual(bench.status(), ["waiting", "The name alice is in use"])
})

test("an account is made under the name that was asked for, or not at all", () => {
  const bench = new Bench({ register: { account: "", password: "secret", email: "" } })
  bench.open()
  bench.hear(":hub 433 * alice :Nickname is in use")
  assert.deepEqual(bench.status(), ["stopped", "The name alice is in use"])
})

test("the password is asked for again where it is not known any more", () => {
  const bench = new Bench({ secret: new Secret("user", null) })
  bench.open()
  bench.hear(":hub CAP * LS :sasl=PLAIN", ":hub CAP * ACK :sasl")
  assert.deepEqual(bench.status(), ["stopped", "Please log in again: the password is needed"])
})

test("an account is made on the way in, once", () => {
  const bench = new Bench({ register: { account: "", password: "secret", email: "" } })
  bench.open()
  bench.hear(":hub CAP * LS :draft/account-registration=before-connect,custom-account-name")
  assert.deepEqual(bench.hear(":hub CAP * ACK :draft/account-registration"), ["REGISTER * * secret"])
  assert.deepEqual(bench.hear(":hub REGISTER SUCCESS alice :Account created"), ["CAP END"])
  bench.hear(":hub 001 alice :Welcome")
  const events = bench.take()
  assert.ok(events.some((event) => event.type === "registered" && event.account === "alice"))
  assert.ok(events.some((event) => event.type === "welcomed" && event.account === "alice"))
  assert.equal(bench.link.settings.register, null)
})

test("an account that exists, and a server where it can be made only afterwards", () => {
  const exists = new Bench({ register: { account: "al", password: "secret", email: "a@b" } })
  exists.open()
  exists.hear(":hub CAP * LS :draft/account-registration=before-connect")
  assert.deepEqual(exists.hear(":hub CAP * ACK :draft/account-registration"), ["REGISTER al a@b secret"])
  exists.hear(":hub FAIL REGISTER ACCOUNT_EXISTS al :That account exists")
  assert.deepEqual(exists.status(), ["stopped", "That account exists"])
  const later = new Bench({ register: { account: "", password: "secret", email: "" } })
  later.open()
  later.hear(":hub CAP * LS :draft/account-registration")
  assert.deepEqual(later.hear(":hub CAP * ACK :draft/account-registration"), ["CAP END"])
  assert.deepEqual(later.hear(":hub 001 alice :Welcome"), ["PING hubbub-ready", "REGISTER * * secret"])
})

test("a token takes the session up, whoever holds the name", () => {
  const bench = new Bench({}, "secret")
  bench.open()
  const caps = "hubbub/resume message-tags"
  bench.hear(":hub 433 * alice :Nickname is in use", `:hub CAP * LS :${caps}`)
  assert.deepEqual(bench.hear(`:hub CAP * ACK :${caps}`), ["RESUME secret", "CAP END"])
  bench.hear(":hub RESUME SUCCESS alice", ...IN, ":hub RESUME TOKEN next")
  const events = bench.take()
  assert.ok(events.some((event) => event.type === "welcomed" && event.resumed))
  assert.ok(events.some((event) => event.type === "token" && event.token === "next"))
  assert.ok(!events.some((event) => event.type === "nickTaken"))
})

test("a token that is not valid any more", () => {
  const bench = new Bench({}, "old")
  bench.open()
  bench.hear(":hub 433 * alice :Nickname is in use", ":hub CAP * LS :hubbub/resume message-tags")
  bench.hear(":hub CAP * ACK :hubbub/resume message-tags")
  assert.deepEqual(bench.hear(":hub FAIL RESUME INVALID_TOKEN :gone"), ["NICK alice2"])
})

test("a silent server is asked, and given up", () => {
  const bench = new Bench()
  bench.open()
  bench.hear(...IN)
  assert.deepEqual(bench.wait(29_000), [])
  assert.deepEqual(bench.wait(1_000), ["PING hubbub-alive"])
  bench.hear(":hub PONG hub hubbub-alive")
  assert.deepEqual(bench.wait(30_000), ["PING hubbub-alive"])
  bench.actions()
  bench.wait(15_000)
  assert.deepEqual(bench.status(), ["waiting", "The server does not answer any more"])
  assert.deepEqual(bench.actions(), [{ type: "disconnect" }])
})

test("a lost connection comes back by itself, and what was meant for the old one is dropped", () => {
  const bench = new Bench()
  bench.open()
  bench.hear(...IN)
  bench.actions()
  bench.hear("ERROR :Closing link: restarting")
  bench.link.closed(bench.now)
  assert.deepEqual(bench.status(), ["waiting", "The server closed the connection: Closing link: restarting"])
  bench.wait(750)
  assert.deepEqual(bench.actions(), [{ type: "connect" }])
  bench.open()
  bench.hear(...IN)
  bench.link.send([line("PRIVMSG", ["#a", "old"])], 1, bench.now)
  assert.deepEqual(bench.link.takeLines(), [])
  bench.link.send([line("PRIVMSG", ["#a", "new"])], 2, bench.now)
  assert.deepEqual(bench.link.takeLines(), ["PRIVMSG #a new"])
})

test("nobody answers; something else than a chat answers", () => {
  const nobody = new Bench()
  nobody.link.closed(nobody.now)
  assert.deepEqual(nobody.status(), ["waiting", "Nothing answers at hub.example:7500; is the server running?"])
  const other = new Bench()
  other.open()
  other.wait(30_000)
  assert.deepEqual(other.status(), ["stopped", "hub.example:7500 answers, but not as a chat server does"])
})

test("after sleep the connection is asked at once", () => {
  const bench = new Bench()
  bench.open()
  bench.hear(...IN)
  bench.link.woke(bench.now)
  assert.deepEqual(bench.link.takeLines(), ["PING hubbub-alive"])
})

test("broken frames are no harm", () => {
  const bench = new Bench()
  bench.open()
  bench.hear(...IN)
  bench.take()
  assert.deepEqual(bench.hear("", "\r\n\r\n", "@", ":", "\0\0", "@a :b", `:x PRIVMSG #a :${"y".repeat(70_000)}`), [])
  const events = bench.take()
  const lines = events.flatMap((event) => (event.type === "line" ? [event.line] : []))
  assert.deepEqual(lines.map((line) => line.command), ["", "", "", "", "PRIVMSG"])
  // What is too long is read up to its limit, and that is told.
  assert.deepEqual(events.filter((event) => event.type === "cut"), [{ type: "cut", length: 70_000 + ":x PRIVMSG #a :".length }])
  assert.equal(lines[4]?.params[1], "y".repeat(LONGEST - ":x PRIVMSG #a :".length))
  assert.deepEqual(bench.hear("PING :a b"), ["PONG :a b"])
})

test("waits double up to a minute", () => {
  const backoff = new Backoff(() => 0)
  const waits = Array.from({ length: 8 }, () => backoff.next())
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  backoff.reset()
  assert.equal(backoff.next(), 1_000)
  assert.ok(new Backoff(() => 0.999).next() > 500)
})

test("a foreign server is not flooded", () => {
  const pace = new Pace()
  pace.reset(0)
  for (let number = 0; number < 12; number += 1) pace.put(String(number))
  assert.equal(pace.take(0).length, 8)
  assert.equal(pace.due(), 500)
  assert.deepEqual(pace.take(499), [])
  assert.deepEqual(pace.take(500), ["8"])
  pace.free = true
  assert.deepEqual(pace.take(500), ["9", "10", "11"])
  assert.equal(pace.due(), null)
})
