/**
 * The link: one connection after another, as a state machine without I/O.
 *
 * The driver calls `opened`, `receive`, `closed`, `proved` and `tick` with its monotonic clock (milliseconds), and
 * afterwards does what `takeActions`, `takeLines` and `deadline` say.  The owner gets `takeEvents` and gives lines to `send`.
 *
 * Phases: fresh -> connecting -> registering -> online, and from each of them -> waiting (-> connecting) or stopped.
 */

import type { Phase } from "../view/types.ts"
import { Backoff } from "./backoff.ts"
import type { Action, Event, Reason } from "./events.ts"
import { type Line, line, nickOf, param, parse, show, trailing } from "./message.ts"
import { Pace } from "./pace.ts"
import { RESUME, Registration } from "./registration.ts"
import type { Secret } from "./scram.ts"
import { type Settings, hostOf } from "./settings.ts"

const BARRIER = "hubbub-ready"
/** After this long a connection counts as a good one, so that the next wait begins small again. */
const PROVEN = 10_000
/** Without an answer to something sent for this long, a PING asks whether anybody is there. */
const CURIOUS = 5_000
/** Characters of a line, many times what IRCv3 allows; of longer ones the rest is not read. */
export const LONGEST = 65_536

/** A session with the server of `settings`.  `random`: 0 up to 1, for the jitter of waits; `newId`: random letters. */
export class Link {
  phase: Phase = "fresh"
  connection = 0
  #attempt = 0
  readonly #backoff: Backoff
  #registration: Registration
  readonly #pace = new Pace()
  #wanted: string
  /** The name that was asked for last. */
  #asked = ""
  #nick = ""
  #ready = false
  #everOnline = false
  #since = 0
  #limit: number | null = null
  #pingAt: number | null = null
  #deadAt: number | null = null
  #farewell = ""
  #lines: string[] = []
  #events: Event[] = []
  #actions: Action[] = []

  constructor(
    public settings: Settings,
    random: () => number,
    private readonly newId: () => string,
    /** Of an earlier page's session, "" for none. */
    public token = "",
  ) {
    this.#backoff = new Backoff(random)
    this.#wanted = settings.nick
    this.#registration = new Registration(settings, settings.nick, "", 0, newId)
  }

  // From the owner ----------------------------------------------------------------------------------------------------

  /** Connect now, at the beginning or when a person does not want to wait; as somebody else with other settings. */
  start(now: number, settings?: Settings): void {
    if (settings !== undefined) {
      this.settings = settings
      this.#wanted = settings.nick
    }
    if (this.phase === "fresh" || this.phase === "waiting" || this.phase === "stopped") this.#connect(now)
  }

  /** From the next connection on, log in with this. */
  logInWith(secret: Secret): void {
    this.settings = { ...this.settings, secret, register: null }
  }

  /** Lines for the connection with this number; those for an earlier one are dropped. Throws where one cannot be written. */
  send(lines: readonly Line[], connection: number, now: number): void {
    if (this.phase !== "online" || connection !== this.connection) return
    for (const each of lines) {
      if (each.command === "NICK") this.#asked = param(each, 0)
      this.#pace.put(show(each))
    }
    this.#leave(now)
  }

  /** Say QUIT and end; no event and no attempt follows. */
  quit(text: string): void {
    if (this.phase === "registering" || this.phase === "online") {
      this.#write(line("QUIT", text === "" ? [] : [text.replace(/\s+/g, " ")]))
    }
    this.token = ""
    this.#actions.push({ type: "disconnect" })
    this.#become("stopped")
  }

  /** The machine slept, or a network is there again: ask at once whether the connection survived. */
  woke(now: number): void {
    if (this.phase === "online") {
      this.#pingAt = now
      this.tick(now)
    } else if (this.phase === "waiting") this.#connect(now)
  }

  // From the driver ---------------------------------------------------------------------------------------------------

  opened(now: number): void {
    if (this.phase !== "connecting") return
    this.connection += 1
    this.#attempt += 1
    this.#ready = false
    this.#farewell = ""
    this.#pace.reset(now)
    this.#registration = new Registration(this.settings, this.#wanted, this.token, this.#attempt, this.newId)
    this.#become("registering", "Joining the server")
    this.#limit = now + this.settings.registerWithin
    this.#registration.begin()
    this.#flush()
  }

  /** A WebSocket message: a line, perhaps with its line end. */
  receive(text: string, now: number): void {
    if (this.phase !== "registering" && this.phase !== "online") return
    this.#heardAt(now)
    for (const one of text.split(/\r?\n|\r/)) {
      if (one === "") continue
      if (one.length > LONGEST) this.#events.push({ type: "cut", length: one.length })
      this.#receiveLine(parse(one.slice(0, LONGEST).replaceAll("\0", "")), now)
    }
  }

  /** The answer to an action `prove`; null where there is none. */
  proved(attempt: number, final: string | null, expected: string, now: number): void {
    if (this.phase !== "registering" || attempt !== this.#attempt) return
    this.#registration.proved(final, expected)
    this.#flush()
    if (this.#registration.failure !== null) this.#giveUp(this.#registration.failure, now)
  }

  /** The connection ended, or could not be opened. */
  closed(now: number): void {
    if (this.phase !== "connecting" && this.phase !== "registering" && this.phase !== "online") return
    const host = hostOf(this.settings.url)
    let sentence = `The server at ${host} closed the connection`
    if (this.phase === "connecting") sentence = `Nothing answers at ${host}; is the server running?`
    else if (this.#farewell !== "") sentence = `The server closed the connection: ${this.#farewell}`
    this.#lose({ sentence, lasting: false }, now)
  }

  /** The deadline came. */
  tick(now: number): void {
    if (this.#limit !== null && now >= this.#limit) {
      const host = hostOf(this.settings.url)
      if (this.phase === "waiting") this.#connect(now)
      else if (this.phase === "connecting") this.#giveUp({ sentence: `${host} does not answer`, lasting: false }, now)
      else if (this.phase === "registering") {
        const sentence = `${host} answers, but not as a chat server does`
        this.#giveUp({ sentence, lasting: !this.#everOnline }, now)
      }
    }
    if (this.phase !== "online") return
    if (this.#deadAt !== null && now >= this.#deadAt) {
      this.#giveUp({ sentence: "The server does not answer any more", lasting: false }, now)
      return
    }
    if (this.#pingAt !== null && now >= this.#pingAt) {
      this.#pingAt = null
      this.#deadAt = now + this.settings.pongWithin
      this.#write(line("PING", ["hubbub-alive"]))
    }
    this.#leave(now)
  }

  /** When `tick` wants to be called next. */
  deadline(): number | null {
    const times = this.phase === "online" ? [this.#limit, this.#pingAt, this.#deadAt, this.#pace.due()] : [this.#limit]
    const set = times.filter((time) => time !== null)
    return set.length === 0 ? null : Math.min(...set)
  }

  takeLines(): string[] {
    return this.#lines.splice(0)
  }

  takeEvents(): Event[] {
    return this.#events.splice(0)
  }

  takeActions(): Action[] {
    return this.#actions.splice(0)
  }

  // Lines -------------------------------------------------------------------------------------------------------------

  #receiveLine(heard: Line, now: number): void {
    if (this.phase !== "registering" && this.phase !== "online") return
    const { command } = heard
    if (command === "PING") {
      this.#write(line("PONG", heard.params.slice(-1)))
      return
    }
    if (command === "ERROR") this.#farewell = trailing(heard)
    if (command === "RESUME" && param(heard, 0).toUpperCase() === "TOKEN") {
      this.token = param(heard, 1)
      this.#events.push({ type: "token", token: this.token })
      return
    }
    if (this.phase === "registering") this.#register(heard, now)
    else this.#online(heard)
  }

  #register(heard: Line, now: number): void {
    const registration = this.#registration
    if (heard.command !== "001") {
      registration.receive(heard)
      this.#flush()
      if (registration.failure !== null) this.#giveUp(registration.failure, now)
      else if (heard.command === "NOTICE" || heard.command === "ERROR") this.#events.push({ type: "line", line: heard })
      return
    }
    this.#nick = param(heard, 0, registration.nick)
    this.#everOnline = true
    this.#since = now
    this.#pace.free = registration.caps.has(RESUME)
    this.phase = "online"
    this.#limit = null
    this.#heardAt(now)
    if (registration.taken !== null && !registration.resumed) this.#events.push({ type: "nickTaken", ...registration.taken })
    this.#events.push(
      {
        type: "welcomed",
        caps: new Map(registration.caps),
        connection: this.connection,
        resumed: registration.resumed,
        account: registration.account,
      },
      { type: "line", line: heard },
    )
    this.#write(line("PING", [BARRIER]))
    const { register } = this.settings
    if (register !== null && registration.registerLater) {
      this.#write(line("REGISTER", [register.account || "*", register.email || "*", register.password]))
    }
  }

  #online(told: Line): void {
    const name = nickOf(told.source)
    // Nobody becomes who they are: InspIRCd 3 tells a labelled NICK with the new name on both sides.
    const odd = told.command === "NICK" && name === param(told, 0) && name === this.#asked
    const heard = odd ? { ...told, source: this.#nick + told.source.slice(name.length) } : told
    if (heard.command === "PONG" && !this.#ready && trailing(heard) === BARRIER) {
      this.#ready = true
      this.#become("online")
      this.#events.push({ type: "ready" })
      return
    }
    if (heard.command === "CAP") {
      if (this.#registration.changeCaps(heard)) this.#events.push({ type: "caps", caps: new Map(this.#registration.caps) })
      this.#flush()
      return
    }
    if (heard.command === "NICK" && nickOf(heard.source) === this.#nick) {
      this.#nick = this.#wanted = param(heard, 0, this.#nick)
    }
    this.#events.push({ type: "line", line: heard })
  }

  #flush(): void {
    const registration = this.#registration
    for (const each of registration.outgoing.splice(0)) this.#write(each)
    this.#actions.push(...registration.actions.splice(0))
    for (const event of registration.events.splice(0)) {
      // What was asked for is done: the next connection logs in instead.
      if (event.type === "registered") this.settings = { ...this.settings, register: null }
      this.#events.push(event)
    }
  }

  // Steps -------------------------------------------------------------------------------------------------------------

  #connect(now: number): void {
    this.#become("connecting", `Connecting to ${hostOf(this.settings.url)}`)
    this.#limit = now + this.settings.connectWithin
    this.#actions.push({ type: "connect" })
  }

  #giveUp(why: Reason, now: number): void {
    this.#actions.push({ type: "disconnect" })
    this.#lose(why, now)
  }

  #lose(why: Reason, now: number): void {
    if (this.phase === "online") {
      this.#events.push({ type: "lost" })
      if (now - this.#since >= PROVEN) this.#backoff.reset()
    }
    this.#pingAt = this.#deadAt = null
    if (why.lasting) {
      this.#become("stopped", why.sentence)
      return
    }
    const wait = this.#backoff.next()
    this.#become("waiting", why.sentence, wait)
    this.#limit = now + wait
  }

  #become(phase: Phase, sentence = "", retryIn: number | null = null): void {
    this.phase = phase
    this.#limit = null
    this.#events.push({ type: "status", phase, sentence, retryIn })
  }

  #leave(now: number): void {
    for (const text of this.#pace.take(now)) {
      this.#lines.push(text)
      if (this.#deadAt === null) this.#pingAt = Math.min(this.#pingAt ?? Infinity, now + CURIOUS)
    }
  }

  #write(what: Line): void {
    try {
      this.#lines.push(show(what))
    } catch {
      // A name or password that no line can hold; the server will say what it misses.
    }
  }

  #heardAt(now: number): void {
    if (this.phase !== "online") return
    this.#deadAt = null
    this.#pingAt = now + this.settings.pingAfter
  }
}
