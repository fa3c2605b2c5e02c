/**
 * The way in: capabilities, nick, password, SASL, making an account, and resuming an earlier session.
 *
 * Sources: https://modern.ircdocs.horse/#connection-registration, IRCv3 capability-negotiation 302, SASL 3.2 and
 * draft/account-registration.  `hubbub/resume`: `RESUME token` before `CAP END`; the answer is `RESUME SUCCESS nick` or
 * `FAIL RESUME INVALID_TOKEN`.  A nick in use says nothing while that answer is outstanding: our own old session may
 * be holding it.
 */

import { sentence } from "../view/errors.ts"
import type { Action, Event, Reason } from "./events.ts"
import { type Line, line, param, trailing } from "./message.ts"
import { canProve, firstBare, sasl, unsasl } from "./scram.ts"
import type { Settings } from "./settings.ts"

export const RESUME = "hubbub/resume"
const REGISTER = "draft/account-registration"

export const WANTED = [
  "account-notify",
  "account-tag",
  "away-notify",
  "batch",
  "cap-notify",
  "chghost",
  REGISTER,
  "draft/channel-rename",
  "draft/chathistory",
  "draft/event-playback",
  "draft/extended-isupport",
  "draft/message-redaction",
  "draft/metadata-2",
  "draft/multiline",
  "draft/read-marker",
  "echo-message",
  "extended-join",
  "extended-monitor",
  RESUME,
  "invite-notify",
  "labeled-response",
  "message-tags",
  "multi-prefix",
  "server-time",
  "setname",
  "soju.im/search",
  "standard-replies",
  "userhost-in-names",
]
const NEEDS: Record<string, readonly string[]> = {
  "labeled-response": ["batch"],
  "draft/chathistory": ["batch", "server-time", "message-tags"],
  "draft/event-playback": ["draft/chathistory"],
  "draft/multiline": ["batch", "message-tags"],
  "soju.im/search": ["batch"],
  [RESUME]: ["message-tags"],
}
const REQUEST_LENGTH = 400
const SASL_CHUNK = 400
/** Names that are tried before a person must choose. */
export const MOST_NICKS = 20
const MOST_NICKS_OF_OWNERS = 3

const NICK_TAKEN = new Set(["433", "436", "437"])
const SASL_REFUSED = new Set(["902", "904", "905", "906", "907"])

/** Of the capabilities that a server offers, those to request: none without what it needs. */
export function wantedOf(offered: ReadonlySet<string>): string[] {
  return WANTED.filter((name) => offered.has(name) && (NEEDS[name] ?? []).every((need) => offered.has(need)))
}

export interface Taken {
  readonly wanted: string
  readonly given: string
  readonly sentence: string
}

/** One registration: lines in, lines out, until 001 or a failure. */
export class Registration {
  /** What is asked for now. */
  nick: string
  readonly caps = new Map<string, string>()
  readonly offered = new Map<string, string>()
  resumed = false
  /** What we are logged in to, "" for none. */
  account = ""
  /** That the first name could not be had, to be told at 001. */
  taken: Taken | null = null
  /** Why there is no way in. */
  failure: Reason | null = null
  outgoing: Line[] = []
  actions: Action[] = []
  events: Event[] = []
  /** The account is still to be made, once registered. */
  registerLater = false

  #resuming: boolean
  #token: string
  readonly #base: string
  #refused: Line | null = null
  #requests = 0
  #attempts = 0
  #shortened = 0
  #negotiated = false
  /** The name may be ours once we have logged in: until then its refusal says nothing. */
  #loggingIn: boolean
  #mechanism = ""
  #step: "" | "first" | "prove" | "final" = ""
  #first = ""
  #expected = ""
  #challenge = ""

  constructor(
    private readonly settings: Settings,
    nick: string,
    token: string,
    private readonly attempt: number,
    private readonly newId: () => string,
  ) {
    this.nick = this.#base = nick
    this.#token = token
    this.#resuming = token !== ""
    this.#loggingIn = settings.secret !== null
  }

  /** The connection is open. */
  begin(): void {
    this.#send("CAP", "LS", "302")
    if (this.settings.password !== "") this.#send("PASS", this.settings.password)
    this.#send("NICK", this.nick)
    this.#send("USER", username(this.settings.nick), "0", "*", this.settings.realname || this.settings.nick)
  }

  /** A line from the server before 001. */
  receive(heard: Line): void {
    const { command } = heard
    if (command === "CAP") this.#cap(heard)
    else if (command === "AUTHENTICATE") this.#authenticate(param(heard, 0))
    else if (command === "900") this.account = param(heard, 2)
    else if (command === "903") this.#loggedIn()
    else if (SASL_REFUSED.has(command)) {
      // Its own words: it may be the password, a suspended account, or too many guesses lately.
      this.#fail(["The server does not accept this account and password", ...heard.params.slice(1).slice(-1)].join(": "))
    } else if (command === "RESUME" && param(heard, 0).toUpperCase() === "SUCCESS") {
      this.resumed = true
      this.#resuming = false
      this.#refused = null
      this.nick = param(heard, 1, this.nick)
    } else if (command === "REGISTER") this.#registered(heard)
    else if (command === "FAIL") this.#failed(heard)
    else if (NICK_TAKEN.has(command) || command === "432") {
      this.#refused = heard
      if (!this.#resuming && !this.#loggingIn) this.#anotherNick()
    } else if (command === "464" || command === "465") this.#fail(sentence(heard))
    else if ((command === "421" || command === "451") && param(heard, 1).toUpperCase() === "CAP") this.#notResuming()
  }

  /** CAP lines after registration (NEW, DEL, and answers to them); whether the capabilities changed. */
  changeCaps(heard: Line): boolean {
    const words = heard.params.length > 2 ? trailing(heard).split(" ").filter(Boolean) : []
    const before = [...this.caps.keys()].join(" ")
    switch (param(heard, 1).toUpperCase()) {
      case "NEW": {
        this.#offer(words)
        const known = new Set([...this.caps.keys(), ...words.map((word) => word.split("=", 1)[0] as string)])
        const wanted = wantedOf(known).filter((name) => !this.caps.has(name) && name !== RESUME)
        if (wanted.length > 0) this.#send("CAP", "REQ", wanted.join(" "))
        break
      }
      case "DEL":
        for (const word of words) this.caps.delete(word)
        break
      case "ACK":
        this.#acknowledged(words)
    }
    return [...this.caps.keys()].join(" ") !== before
  }

  /** The answer to SCRAM's challenge; null where there is none. */
  proved(final: string | null, expected: string): void {
    if (this.#step !== "prove") return
    if (final === null) {
      this.#send("AUTHENTICATE", "*")
      this.#fail("Please log in again: the password is needed")
      return
    }
    this.#step = "final"
    this.#expected = expected
    this.#say(sasl(final))
  }

  #offer(words: readonly string[]): void {
    for (const word of words) {
      const equals = word.indexOf("=")
      if (equals < 0) this.offered.set(word, "")
      else this.offered.set(word.slice(0, equals), word.slice(equals + 1))
    }
  }

  #cap(heard: Line): void {
    const kind = param(heard, 1).toUpperCase()
    const words = heard.params.length > 2 ? trailing(heard).split(" ").filter(Boolean) : []
    if (kind === "LS") {
      this.#offer(words)
      if (param(heard, 2) !== "*" || heard.params.length < 4) this.#request()
    } else if ((kind === "ACK" || kind === "NAK") && !this.#negotiated) {
      if (kind === "ACK") this.#acknowledged(words)
      else if (words.length > 1) {
        // Refused together: ask for each alone, so that one of them does not cost the others.
        this.#requests += words.length
        for (const word of words) this.#send("CAP", "REQ", word)
      }
      this.#requests -= 1
      if (this.#requests <= 0) this.#requested()
    }
  }

  #request(): void {
    const names = wantedOf(new Set(this.offered.keys()))
    if (this.offered.has("sasl") && this.settings.secret !== null) names.push("sasl")
    const groups: string[] = []
    for (const name of names) {
      const last = groups.length - 1
      if (last >= 0 && (groups[last] as string).length + name.length < REQUEST_LENGTH) groups[last] += ` ${name}`
      else groups.push(name)
    }
    this.#requests = groups.length
    for (const group of groups) this.#send("CAP", "REQ", group)
    if (groups.length === 0) this.#requested()
  }

  #acknowledged(words: readonly string[]): void {
    for (const word of words) {
      if (word.startsWith("-")) this.caps.delete(word.slice(1))
      else {
        const name = word.replace(/^[~=]+/, "")
        this.caps.set(name, this.offered.get(name) ?? "")
      }
    }
  }

  #requested(): void {
    if (this.#negotiated) return
    if (this.#token !== "" && this.caps.has(RESUME)) this.#send("RESUME", this.#token)
    else this.#notResuming()
    const { secret } = this.settings
    if (secret !== null) {
      const offered = (this.offered.get("sasl") ?? "").split(",").filter(Boolean)
      this.#mechanism = this.caps.has("sasl") ? secret.mechanism(offered, canProve()) : ""
      if (!this.caps.has("sasl")) this.#fail("This server has no accounts to log in to, or not over this connection")
      else if (this.#mechanism === "") this.#fail("Please log in again: the password is needed")
      else this.#send("AUTHENTICATE", this.#mechanism)
    } else this.#loggedIn()
  }

  #authenticate(word: string): void {
    const { secret } = this.settings
    if (secret === null || this.#negotiated) return
    // SASL 3.1: an answer of 400 characters goes on in the next line; "+" stands for nothing.
    if (word !== "+") this.#challenge += word
    if (word.length === SASL_CHUNK) return
    const challenge = unsasl(this.#challenge)
    this.#challenge = ""
    if (this.#mechanism === "PLAIN") {
      this.#say(sasl(`\0${secret.account}\0${secret.password ?? ""}`))
    } else if (this.#step === "") {
      this.#step = "first"
      this.#first = firstBare(secret.account, this.newId())
      this.#say(sasl(`n,,${this.#first}`))
    } else if (this.#step === "first") {
      this.#step = "prove"
      this.actions.push({ type: "prove", attempt: this.attempt, first: this.#first, challenge })
    } else if (this.#step === "final") {
      if (challenge.startsWith("v=") && challenge.slice(2) === this.#expected) this.#send("AUTHENTICATE", "+")
      else {
        this.#send("AUTHENTICATE", "*")
        this.#fail("This server could not prove that it knows the password: do not trust it")
      }
    }
  }

  #say(text: string): void {
    for (let start = 0; start < text.length; start += SASL_CHUNK) {
      this.#send("AUTHENTICATE", text.slice(start, start + SASL_CHUNK))
    }
    if (text.length % SASL_CHUNK === 0) this.#send("AUTHENTICATE", "+")
  }

  #loggedIn(): void {
    const { register } = this.settings
    if (this.#negotiated) return
    if (this.#loggingIn) {
      this.#loggingIn = false
      // Ask again: what was refused to a stranger may be given to its owner.
      if (this.#refused !== null && !this.#resuming) {
        this.#refused = null
        this.#send("NICK", this.nick)
      }
    }
    if (register === null) this.#end()
    else if (!this.caps.has(REGISTER)) this.#fail("Accounts cannot be made on this server, or not over this connection")
    else if (!(this.offered.get(REGISTER) ?? "").split(",").some((key) => key.startsWith("before-connect"))) {
      this.registerLater = true
      this.#end()
    } else this.#send("REGISTER", register.account || "*", register.email || "*", register.password)
  }

  /** SUCCESS, or VERIFICATION_REQUIRED: then one is no more than a guest until that is done. */
  #registered(heard: Line): void {
    const account = param(heard, 0).toUpperCase() === "SUCCESS" ? param(heard, 1) : ""
    this.account = account
    this.events.push({ type: "registered", account, sentence: trailing(heard) })
    this.#end()
  }

  #failed(heard: Line): void {
    switch (param(heard, 0).toUpperCase()) {
      case "RESUME":
        this.#notResuming()
        break
      case "REGISTER":
        if (param(heard, 1).toUpperCase() === "COMPLETE_CONNECTION_REQUIRED") {
          this.registerLater = true
          this.#end()
        } else this.#fail(trailing(heard))
        break
      case "AUTHENTICATE":
      case "ACCOUNT_REQUIRED":
        this.#fail(trailing(heard))
        break
      case "*":
        // Standard replies: the connection as a whole.  A server that takes only accounts says so here.
        if (param(heard, 1).toUpperCase() === "ACCOUNT_REQUIRED") this.#fail(trailing(heard))
    }
  }

  #end(): void {
    if (this.#negotiated) return
    this.#negotiated = true
    this.#send("CAP", "END")
  }

  #notResuming(): void {
    this.#resuming = false
    this.#token = ""
    if (this.#refused !== null && !this.#loggingIn) this.#anotherNick()
  }

  /** The name cannot be had: choose another one, and say so. */
  #anotherNick(): void {
    const heard = this.#refused
    this.#refused = null
    if (heard === null) return
    const why = sentence(heard)
    this.#attempts += 1
    const { secret, register } = this.settings
    if (register !== null || (heard.command === "432" && this.#attempts === 1)) {
      // An account is made under the name that was asked for, or not at all.
      this.#fail(why)
      return
    }
    if (this.#attempts > (secret === null ? MOST_NICKS : MOST_NICKS_OF_OWNERS)) {
      // Who has logged in may be kept from their own name by an old session of theirs: it ends, so try again.
      this.failure ??= { sentence: this.taken?.sentence ?? why, lasting: secret === null }
      return
    }
    if (heard.command === "432") this.#shortened += 1
    const wanted = this.taken?.wanted ?? this.nick
    const base = [...this.#base].slice(0, Math.max(1, [...this.#base].length - this.#shortened)).join("")
    this.nick = `${base}${this.#attempts + 1}`
    this.taken = { wanted, given: this.nick, sentence: this.taken?.sentence ?? why }
    this.#send("NICK", this.nick)
  }

  #fail(why: string): void {
    this.failure ??= { sentence: why, lasting: true }
  }

  #send(command: string, ...params: string[]): void {
    this.outgoing.push(line(command, params))
  }
}

/** A user name that every server takes, from the nick. */
function username(nick: string): string {
  return nick.replace(/[^A-Za-z0-9]/g, "").slice(0, 9).toLowerCase() || "hubbub"
}
