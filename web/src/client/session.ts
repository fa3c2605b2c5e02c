/** Being here: who one is, the connection or the tab that has it, and what passes between them and the chat. */

import { Driver } from "../link/driver.ts"
import type { Event } from "../link/events.ts"
import { Secret } from "../link/scram.ts"
import { DEFAULTS, type Settings, nickProblem } from "../link/settings.ts"
import { Frames, beforeFrame } from "../view/signal.ts"
import { UserError } from "../view/types.ts"
import { recount } from "../view/unread.ts"
import { Chat } from "./chat.ts"
import { Keeper, said } from "./keeper.ts"
import { type Me, keepSecret, keeping, keptSecret } from "./keeping.ts"
import { snapshot } from "./snapshot.ts"
import { Tabs, type Word } from "./tabs.ts"
import type { Identity } from "./types.ts"

/** Pages that live answer within this; what the others left unsaid is said here. */
const ADOPTS_AFTER = 400
/** How often a tab that is looked at says so, and after which silence it is not any more. */
const LOOKS_EVERY = 10_000
const LOOKS_FOR = 25_000

/** 128 random bits. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Starts at once where somebody was here before. */
export class Session {
  readonly chat: Chat
  readonly keeper: Keeper
  readonly #page = newId()
  readonly #tabs: Tabs
  #me: Me | null = keeping.me()
  #identity: Identity | null = null
  #adopting = false
  #driver: Driver | null = null
  #settled: { resolve: () => void; reject: (error: Error) => void } | null = null
  /** What other tabs show: by page, the conversation, and when they said so. */
  readonly #looks = new Map<string, { readonly name: string; readonly time: number }>()
  #looked = 0

  constructor() {
    const mark = `${this.#page.slice(0, 6)}-`
    this.chat = new Chat(this.#me?.nick ?? "", [], { newId, frames: new Frames(beforeFrame), mark })
    this.keeper = new Keeper(this.chat, this.#page)
    this.chat.sending.onChange = () => this.keeper.keepUnsent()
    this.view.onRead = ({ name, readTime }) => this.#tabs.say({ type: "read", from: this.#page, name, time: readTime })
    this.#tabs = new Tabs(this.#page, keeping.prefix, {
      lead: () => void this.#lead(),
      yield: () => this.#follow(),
      heard: (word) => this.#heard(word),
    })
    setInterval(() => this.#tick(), 1_000)
    addEventListener("pagehide", () => this.#leave())
    // A page that comes back from the browser's memory has let everything go.
    addEventListener("pageshow", (event) => event.persisted && location.reload())
    document.addEventListener("visibilitychange", () => {
      this.tellLook()
      this.#tick()
    })
    if (this.#me?.here === true) {
      this.chat.be(this.#me.nick)
      this.view.setConnection({ phase: "connecting", sentence: "Connecting", retryAt: null, following: false })
      this.keeper.openAll([])
    }
    this.#tabs.begin()
  }

  get view() {
    return this.chat.view
  }

  get me(): Me | null {
    return this.#me
  }

  // Being here --------------------------------------------------------------------------------------------------------

  async connect(identity: Identity): Promise<void> {
    const nick = identity.nick.trim()
    const problem = nickProblem(nick)
    if (problem !== "") throw new UserError(problem)
    const account = identity.account?.trim() ?? ""
    if (account === "" && identity.register !== true && identity.password) {
      throw new UserError("Which account does this password belong to?")
    }
    if (identity.register === true && !identity.password) throw new UserError("An account needs a password")
    const before = this.#me
    if (before !== null && (before.account !== account || (account === "" && before.nick !== nick))) keeping.setToken(null)
    this.#identity = { ...identity, nick, account }
    this.remember({ nick, account, stay: identity.stay !== false, here: true, serverPassword: identity.serverPassword ?? "" })
    if (identity.password) {
      keeping.setPassword(identity.password)
      await keepSecret(null)
    }
    this.chat.be(nick)
    this.keeper.openAll(identity.channels ?? [])
    const done = new Promise<void>((resolve, reject) => {
      this.#settled = { resolve, reject }
    })
    if (this.#tabs.leads) await this.#dial()
    else {
      this.#tabs.say({ type: "be", from: this.#page })
      this.#tabs.say({ type: "hello", from: this.#page })
    }
    return done
  }

  reconnect(): void {
    if (this.#tabs.leads) this.#driver?.start()
    else this.#tabs.say({ type: "reconnect", from: this.#page })
  }

  quit(text: string): void {
    if (!this.#tabs.leads) {
      this.#tabs.say({ type: "logout", from: this.#page })
      return
    }
    this.#driver?.quit(text)
    this.#driver = null
    this.remember(this.#me === null ? null : { ...this.#me, here: false })
    keeping.setToken(null)
    keeping.setPassword(null)
    keeping.setOpen(null)
    this.keeper.putBack()
    this.#tabs.say({ type: "logout", from: this.#page })
    void keepSecret(null).finally(() => {
      location.hash = ""
      location.reload()
    })
  }

  remember(me: Me | null): void {
    this.#me = me
    keeping.setMe(me)
    this.view.changed()
  }

  #rememberNick(): void {
    const { nick } = this.view
    if (this.#me !== null && nick !== this.#me.nick && this.view.online) this.remember({ ...this.#me, nick })
  }

  // Between -----------------------------------------------------------------------------------------------------------

  /** Do something of a person's, and pass on what comes of it. */
  acting<T>(step: () => T): T {
    this.view.now = Date.now()
    try {
      return step()
    } finally {
      this.#flush()
      this.#keepOpen()
    }
  }

  #tick(): void {
    const now = Date.now()
    this.chat.tick(now)
    if (!document.hidden && now - this.#looked >= LOOKS_EVERY) this.tellLook()
    for (const [page, look] of this.#looks) if (now - look.time > LOOKS_FOR) this.#looks.delete(page)
    this.#flush()
    this.#keepOpen()
  }

  #keepOpen(): void {
    if (this.#me?.here === true) this.keeper.keepOpen()
  }

  /** Pass on what the view wants to say. */
  #flush(): void {
    const lines = this.view.takeOutgoing()
    if (lines.length === 0) return
    if (this.#tabs.leads) this.#driver?.send(lines, this.chat.connection)
    else this.#tabs.say({ type: "lines", from: this.#page, lines, connection: this.chat.connection })
  }

  /** From the link, or from the tab that has it. */
  #told(events: readonly Event[]): void {
    const now = Date.now()
    for (const event of events) {
      this.chat.apply(event, now)
      if (event.type === "status" && event.phase !== "connecting" && event.phase !== "registering") this.#settle(event)
      else if (event.type === "registered") this.remember({ ...(this.#me as Me), account: event.account })
      else if (event.type === "line" && event.line.command === "NICK") this.#rememberNick()
      else if (event.type === "welcomed") this.keeper.dress()
    }
    this.#flush()
    this.#keepOpen()
  }

  #settle(event: Event & { type: "status" }): void {
    const settled = this.#settled
    this.#settled = null
    if (event.phase === "stopped") settled?.reject(new UserError(event.sentence))
    else settled?.resolve()
  }

  // The connection ----------------------------------------------------------------------------------------------------

  async #settings(me: Me): Promise<Settings> {
    // Whoever serves the page for another server says where that is.
    const url = new URL(said("socket") || "ws", location.href)
    url.protocol = url.protocol.replace("http", "ws")
    const identity = this.#identity
    const password = identity?.password || keeping.password()
    const settings = { ...DEFAULTS, url: url.href, nick: me.nick, password: me.serverPassword ?? "" }
    if (identity?.register === true && identity.password) {
      const account = identity.account && identity.account !== me.nick ? identity.account : ""
      return { ...settings, register: { account, password: identity.password, email: identity.email ?? "" } }
    }
    if (me.account === "") return settings
    const kept = await keptSecret()
    return { ...settings, secret: new Secret(me.account, password || null, kept?.account === me.account ? kept : null) }
  }

  /** Connect as who one is. */
  async #dial(): Promise<void> {
    if (this.#me?.here !== true) return
    const settings = await this.#settings(this.#me)
    if (!this.#tabs.leads) return
    if (this.#driver === null) {
      this.#driver = new Driver(settings, newId, keeping.token(), (events) => this.#fromLink(events))
      this.#driver.link.connection = this.chat.connection
      this.#driver.start()
    } else this.#driver.start(settings)
  }

  #fromLink(events: readonly Event[]): void {
    if (this.#tabs.others.size > 0) {
      const others = events.filter((event) => event.type !== "token")
      if (others.length > 0) this.#tabs.say({ type: "events", from: this.#page, events: others })
    }
    for (const event of events) {
      if (event.type === "token") keeping.setToken(event.token)
      else if (event.type === "registered") this.#registered(event.account)
      else if (event.type === "welcomed") void this.#keepKey()
    }
    this.#told(events)
  }

  /** From now on one logs in to what was made; "": it has to be verified first. */
  #registered(account: string): void {
    if (!this.#identity?.password) return
    const { password, register: _, ...rest } = this.#identity
    this.#identity = { ...rest, account, password }
    if (account !== "") this.#driver?.link.logInWith(new Secret(account, password))
  }

  /** The password is not needed any more once a key was made of it. */
  async #keepKey(): Promise<void> {
    const kept = this.#driver?.link.settings.secret?.kept
    if (kept == null || this.#me?.stay !== true) return
    await keepSecret(kept)
    keeping.setPassword(null)
  }

  // Tabs --------------------------------------------------------------------------------------------------------------

  async #lead(): Promise<void> {
    this.chat.following = false
    if (this.view.online) this.#told([{ type: "lost" }])
    this.#me = keeping.me()
    if (this.#me?.here !== true) return
    this.chat.be(this.#me.nick)
    this.#adoptSoon()
    await this.#dial()
  }

  #follow(): void {
    this.#driver?.leave()
    this.#driver = null
    this.#told([{ type: "lost" }])
    this.chat.following = true
    this.#tabs.say({ type: "hello", from: this.#page })
  }

  /** One table: what each word of another tab does. */
  #heard(word: Word): void {
    const { leads } = this.#tabs
    switch (word.type) {
      case "hello":
        if (leads) {
          this.#tabs.say({ type: "snapshot", from: this.#page, to: word.from, events: snapshot(this.view, this.chat.connection) })
          // It may have come in place of one that was taken away without a word.
          this.#adoptSoon()
        }
        this.tellLook()
        break
      case "snapshot":
        if (word.to === this.#page && !leads) this.#catchUp(word.events)
        break
      case "events":
        if (!leads && (this.#me?.here === true || this.view.online)) this.#told(word.events)
        break
      case "lead":
        if (!leads) this.chat.following = true
        break
      case "lines":
        if (leads) this.#driver?.send(word.lines, word.connection)
        break
      case "look":
        if (word.name === null) this.#looks.delete(word.from)
        else this.#looks.set(word.from, { name: word.name, time: Date.now() })
        break
      case "read":
        this.#readElsewhere(word.name, word.time)
        break
      case "reconnect":
        if (leads) this.#driver?.start()
        break
      case "be":
        this.#be()
        break
      case "logout":
        if (leads && this.#driver !== null) this.quit("")
        else {
          this.keeper.putBack()
          location.reload()
        }
        break
      case "bye":
        this.#looks.delete(word.from)
        // What it had not sent is kept; it may never come back.
        if (leads) this.#adoptSoon()
        break
    }
  }

  /** Another tab says who we are. */
  #be(): void {
    this.#me = keeping.me()
    if (this.#me?.here !== true) return
    this.chat.be(this.#me.nick)
    this.keeper.openAll([])
    if (this.#tabs.leads) void this.#dial()
  }

  /** All that the leader knows, as if it had just been said. */
  #catchUp(events: readonly Event[]): void {
    this.chat.following = true
    if (this.#me?.here !== true) {
      this.#me = keeping.me()
      if (this.#me?.here !== true) return
      this.keeper.openAll([])
    }
    if (!this.view.online) this.#told(events)
  }

  #readElsewhere(name: string, time: number): void {
    const buffer = this.view.find(name)
    if (buffer === undefined || time <= buffer.readTime) return
    buffer.readTime = time
    recount(this.view, buffer)
  }

  #adoptSoon(): void {
    if (this.#adopting) return
    this.#adopting = true
    this.#tabs.count()
    setTimeout(() => {
      this.#adopting = false
      if (!this.#tabs.leads || this.#me?.here !== true) return
      this.acting(() => this.keeper.adopt(this.#tabs.others))
    }, ADOPTS_AFTER)
  }

  /** Tell the other tabs which conversation is before the person's eyes here. */
  tellLook(): void {
    this.#looked = Date.now()
    const name = document.hidden ? null : (this.view.lookedAt?.name ?? null)
    this.#tabs.say({ type: "look", from: this.#page, name })
  }

  /** Whether this tab is the one to call the person: the one they look at, else the one that leads; never for what they see. */
  alerts(name: string): boolean {
    const looks = [...this.#looks.values()].map((look) => this.view.fold(look.name))
    if (looks.includes(this.view.fold(name))) return false
    return document.hidden ? this.#tabs.leads && looks.length === 0 : true
  }

  #leave(): void {
    this.keeper.keepUnsent()
    this.#driver?.leave()
    this.#driver = null
  }
}
