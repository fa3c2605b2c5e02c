/** The whole client below its face: a chat, the link or the tab that leads, and what the browser keeps. */

import { Driver } from "../link/driver.ts"
import type { Event } from "../link/events.ts"
import { Secret } from "../link/scram.ts"
import { DEFAULTS, type Settings, nickProblem } from "../link/settings.ts"
import type { Conversation } from "../view/buffer.ts"
import * as history from "../view/history.ts"
import { Frames, beforeFrame } from "../view/signal.ts"
import {
  type Alert,
  type Buffer,
  type Client,
  type Found,
  type Identity,
  type ListEntry,
  type Listing,
  type Message,
  type Notice,
  type Profile,
  UserError,
} from "../view/types.ts"
import type { Row } from "../view/values.ts"
import type { View } from "../view/view.ts"
import * as asking from "./asking.ts"
import { Chat } from "./chat.ts"
import { COMMANDS, enter, hostmask } from "./commands.ts"
import { type Me, type Unsent, keepSecret, keeping, keptSecret } from "./keeping.ts"
import { snapshot } from "./snapshot.ts"
import { Tabs, type Word } from "./tabs.ts"

const MOST_RECALLED = 100

/** Starts at once where somebody was here before. */
export function createClient(): Client {
  return new BrowserClient()
}

/** 128 random bits. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** What whoever serves the page wrote into it. */
function said(name: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="hubbub-${name}"]`)?.content ?? ""
  // Unwritten where another server serves the page.
  return content.startsWith("%") ? "" : content
}

class BrowserClient implements Client {
  readonly #page = newId()
  readonly #chat: Chat
  readonly #tabs: Tabs
  #driver: Driver | null = null
  #me: Me | null = keeping.me()
  #identity: Identity | null = null
  readonly #recalled = new Map<number, string[]>()
  #unsent = ""
  #settled: { resolve: () => void; reject: (error: Error) => void } | null = null
  /** What other tabs show: by page, the conversation. */
  readonly #looks = new Map<string, string>()
  #openKept = ""

  constructor() {
    const frames = new Frames(beforeFrame)
    const mark = `${this.#page.slice(0, 6)}-`
    this.#chat = new Chat(this.#me?.nick ?? "", [], { newId, frames, mark })
    this.#chat.onOutbox = () => this.#keepUnsent()
    this.#view.onRead = (buffer) => {
      this.#tabs.say({ type: "read", from: this.#page, name: buffer.name, time: buffer.readTime })
    }
    this.#tabs = new Tabs(this.#page, keeping.prefix, {
      lead: () => void this.#lead(),
      yield: () => this.#follow(),
      heard: (word) => this.#heard(word),
    })
    setInterval(() => this.#tick(), 1_000)
    addEventListener("pagehide", () => this.#leave())
    document.addEventListener("visibilitychange", () => {
      this.#tellLook()
      this.#tick()
    })
    if (this.#me?.here === true) {
      this.#chat.be(this.#me.nick)
      this.#view.setConnection({ phase: "connecting", sentence: "Connecting", retryAt: null, following: false })
      this.#openAll([])
    }
    this.#tabs.begin()
  }

  get #view(): View {
    return this.#chat.view
  }

  // Watched -----------------------------------------------------------------------------------------------------------

  get version(): number {
    return this.#view.signal.version
  }

  watch(listener: () => void): () => void {
    return this.#view.signal.watch(listener)
  }

  get connection() {
    return this.#view.connection
  }

  get nick(): string {
    return this.#view.nick
  }

  get account(): string {
    return this.#view.account
  }

  get away(): string | null {
    return this.#view.away
  }

  get features() {
    return this.#view.features
  }

  get buffers(): readonly Conversation[] {
    return this.#view.buffers
  }

  get sidebar() {
    return this.#view.sidebar
  }

  get totalMentions(): number {
    return this.#view.buffers.reduce((sum, buffer) => sum + (buffer.muted ? 0 : buffer.mentions), 0)
  }

  get totalUnread(): number {
    return this.#view.buffers.reduce((sum, buffer) => sum + (buffer.muted ? 0 : buffer.unread), 0)
  }

  get current(): Conversation | null {
    return this.#view.lookedAt
  }

  get remembered() {
    return { nick: this.#me?.nick ?? "", account: this.#me?.account ?? "" }
  }

  get commands() {
    return COMMANDS
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
    const me = this.#me
    if (me !== null && (me.account !== account || (account === "" && me.nick !== nick))) keeping.setToken(null)
    this.#identity = { ...identity, nick, account }
    this.#remember({ nick, account, stay: identity.stay !== false, here: true })
    if (identity.password) {
      keeping.setPassword(identity.password)
      await keepSecret(null)
    }
    this.#chat.be(nick)
    this.#openAll(identity.channels ?? [])
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

  logout(): void {
    this.#quit("")
  }

  #quit(text: string): void {
    if (!this.#tabs.leads) {
      this.#tabs.say({ type: "logout", from: this.#page })
      return
    }
    this.#driver?.quit(text)
    this.#driver = null
    this.#remember(this.#me === null ? null : { ...this.#me, here: false })
    keeping.setToken(null)
    keeping.setPassword(null)
    keeping.setOpen(null)
    this.#tabs.say({ type: "logout", from: this.#page })
    void keepSecret(null).finally(() => {
      location.hash = ""
      location.reload()
    })
  }

  registerAccount(password: string, email = "", name = ""): Promise<string> {
    this.#chat.need()
    if (!this.features.registration) throw new UserError("Accounts cannot be made on this server, or not over this connection")
    const answer = asking.register(this.#view, name, email, password, (account) => {
      keeping.setPassword(password)
      this.#remember({ nick: this.nick, account, stay: true, here: true })
    })
    this.#flush()
    return answer
  }

  verifyAccount(account: string, code: string): Promise<string> {
    this.#chat.need()
    const answer = asking.verify(this.#view, account, code)
    this.#flush()
    return answer
  }

  setNick(nick: string): void {
    const problem = nickProblem(nick)
    if (problem !== "") throw new UserError(problem)
    this.#chat.need()
    this.#view.ask(this.#view.lookedAt, "NICK", nick)
    this.#flush()
  }

  setRealname(name: string): void {
    this.#chat.need()
    if (!this.features.setname) throw new UserError("This server lets nobody change this")
    this.#view.ask(this.#view.lookedAt, "SETNAME", name)
    this.#flush()
  }

  setAway(text: string | null): void {
    this.#chat.need()
    this.#view.ask(this.#view.lookedAt, "AWAY", ...(text === null ? [] : [text || "away"]))
    this.#flush()
  }

  // Conversations -----------------------------------------------------------------------------------------------------

  find(name: string): Conversation | undefined {
    return this.#view.find(name)
  }

  lookAt(buffer: Buffer | null, atEnd = true): void {
    this.#view.lookAt(buffer as Conversation | null, atEnd)
    this.#tellLook()
  }

  markRead(buffer: Buffer): void {
    const conversation = buffer as Conversation
    this.#view.markRead(conversation)
    if (conversation.firstUnread !== null) {
      conversation.firstUnread = null
      conversation.changed()
    }
  }

  join(name: string, key = ""): Buffer {
    return this.#acting(() => this.#chat.join(name.trim(), key))
  }

  part(buffer: Buffer, text = ""): void {
    this.#acting(() => this.#chat.part(buffer as Conversation, text))
  }

  open(nick: string): Buffer {
    return this.#acting(() => this.#chat.openDirect(nick.trim()))
  }

  close(buffer: Buffer): void {
    keeping.setDraft(buffer.name, "")
    this.#acting(() => this.#chat.closeBuffer(buffer as Conversation))
  }

  setDraft(buffer: Buffer, text: string): void {
    const conversation = buffer as Conversation
    if (conversation.draft === text) return
    conversation.draft = text
    keeping.setDraft(this.#view.fold(buffer.name), text)
  }

  setMuted(buffer: Buffer, muted: boolean): void {
    const conversation = buffer as Conversation
    conversation.muted = muted
    const names = new Set(keeping.muted())
    if (muted) names.add(this.#view.fold(buffer.name))
    else names.delete(this.#view.fold(buffer.name))
    keeping.setMuted([...names])
    conversation.changedBeside()
  }

  // Saying ------------------------------------------------------------------------------------------------------------

  enter(buffer: Buffer, text: string, replyTo?: Message): void {
    this.#acting(() => enter(this.#chat, buffer as Conversation, text, replyTo?.id ?? "", (why) => this.#quit(why)))
    this.#recall(buffer, text)
  }

  retry(buffer: Buffer, message: Message): void {
    this.#acting(() => this.#chat.retry(buffer as Conversation, message as Row))
  }

  discard(buffer: Buffer, message: Message): void {
    this.#acting(() => this.#chat.discard(buffer as Conversation, message as Row))
  }

  react(buffer: Buffer, message: Message, text: string): void {
    this.#acting(() => this.#chat.react(buffer as Conversation, message as Row, text, true))
  }

  unreact(buffer: Buffer, message: Message, text: string): void {
    this.#acting(() => this.#chat.react(buffer as Conversation, message as Row, text, false))
  }

  redact(buffer: Buffer, message: Message, reason = ""): void {
    this.#acting(() => this.#chat.redact(buffer as Conversation, message as Row, reason))
  }

  mayRedact(buffer: Buffer, message: Message): boolean {
    if (!this.features.redaction || message.id === "" || message.kind === "event" || message.redacted !== null) return false
    return message.own || (buffer.kind === "channel" && this.mayManage(buffer))
  }

  typed(buffer: Buffer, text: string): void {
    this.#acting(() => this.#chat.typed(buffer as Conversation, text))
  }

  sent(buffer: Buffer): readonly string[] {
    const found = this.#recalled.get(buffer.key)
    if (found !== undefined) return found
    return buffer.messages.filter((row) => row.own && row.kind === "message" && row.text !== "").map((row) => row.text).reverse()
  }

  #recall(buffer: Buffer, text: string): void {
    const list = this.#recalled.get(buffer.key) ?? [...this.sent(buffer)]
    if (list[0] !== text) list.unshift(text)
    this.#recalled.set(buffer.key, list.slice(0, MOST_RECALLED))
  }

  // History -----------------------------------------------------------------------------------------------------------

  loadOlder(buffer: Buffer): void {
    this.#acting(() => history.loadOlder(this.#view, buffer as Conversation))
  }

  loadNewer(buffer: Buffer): void {
    this.#acting(() => history.loadNewer(this.#view, buffer as Conversation))
  }

  loadAround(buffer: Buffer, id: string): Promise<Message | null> {
    return new Promise((resolve) => {
      this.#acting(() => history.loadAround(this.#view, buffer as Conversation, id, resolve))
    })
  }

  loadLatest(buffer: Buffer): void {
    this.#acting(() => history.loadLatest(this.#view, buffer as Conversation))
  }

  fetch(buffer: Buffer, id: string): Promise<Message | null> {
    const known = buffer.find(id)
    if (known !== undefined || !history.offered(this.#view)) return Promise.resolve(known ?? null)
    const answer = asking.fetchOne(this.#view, buffer as Conversation, id)
    this.#flush()
    return answer
  }

  hold(buffer: Buffer, held: boolean): void {
    ;(buffer as Conversation).held = held
  }

  async search(query: string, where: Parameters<Client["search"]>[1] = {}): Promise<Found> {
    this.#chat.need()
    if (!this.features.search) throw new UserError("This server cannot search")
    if (query.trim() === "" && !where.from) throw new UserError("What are you looking for?")
    const answer = asking.search(this.#view, query.trim(), where)
    this.#flush()
    return answer
  }

  // Channels ----------------------------------------------------------------------------------------------------------

  list(filter = ""): Listing {
    this.#chat.need()
    return this.#acting(() => asking.list(this.#view, filter))
  }

  setTopic(buffer: Buffer, text: string): void {
    this.#manage(buffer, "TOPIC", buffer.name, text)
  }

  kick(buffer: Buffer, nick: string, reason = ""): void {
    this.#manage(buffer, "KICK", buffer.name, nick, ...(reason === "" ? [] : [reason]))
  }

  ban(buffer: Buffer, nickOrMask: string): void {
    this.#manage(buffer, "MODE", buffer.name, "+b", hostmask(nickOrMask))
  }

  unban(buffer: Buffer, mask: string): void {
    this.#manage(buffer, "MODE", buffer.name, "-b", hostmask(mask))
  }

  async bans(buffer: Buffer): Promise<readonly ListEntry[]> {
    this.#chat.need()
    const answer = asking.bans(this.#view, buffer.name)
    this.#flush()
    return answer
  }

  invite(buffer: Buffer, nick: string): void {
    this.#manage(buffer, "INVITE", nick, buffer.name)
  }

  mode(buffer: Buffer, change: string, ...args: string[]): void {
    this.#manage(buffer, "MODE", buffer.name, change, ...args)
  }

  mayManage(buffer: Buffer): boolean {
    if (buffer.kind !== "channel" || !buffer.joined) return false
    const halfop = [...this.features.prefixes].find((prefix) => this.features.rankModes.get(prefix) === "h")
    const lowest = this.features.rank(halfop ?? [...this.features.rankModes].find(([, letter]) => letter === "o")?.[0] ?? "@")
    return this.features.rank(buffer.roster.ownPrefix) <= lowest && buffer.roster.ownPrefix !== ""
  }

  async whois(nick: string): Promise<Profile> {
    this.#chat.need()
    const answer = asking.whois(this.#view, nick)
    this.#flush()
    return answer
  }

  #manage(buffer: Buffer, command: string, ...params: string[]): void {
    this.#chat.need()
    this.#acting(() => this.#view.ask(buffer as Conversation, command, ...params))
  }

  // What the face listens to ------------------------------------------------------------------------------------------

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#view.noticeListeners.add(listener)
    return () => void this.#view.noticeListeners.delete(listener)
  }

  onAlert(listener: (alert: Alert) => void): () => void {
    const mine = (alert: Alert) => {
      // One tab alerts, and none about what another shows.
      const { name } = alert.buffer
      if (this.#tabs.leads && ![...this.#looks.values()].some((other) => this.#view.fold(other) === this.#view.fold(name))) {
        listener(alert)
      }
    }
    this.#view.alertListeners.add(mine)
    return () => void this.#view.alertListeners.delete(mine)
  }

  inviteLink(buffer: Buffer): string {
    const url = new URL(location.href)
    url.search = ""
    url.hash = buffer.kind === "channel" ? (buffer.name.startsWith("#") ? buffer.name : `#${buffer.name}`) : ""
    return url.href
  }

  // Between -----------------------------------------------------------------------------------------------------------

  #acting<T>(step: () => T): T {
    this.#view.now = Date.now()
    try {
      return step()
    } finally {
      this.#flush()
      this.#keepOpen()
    }
  }

  #tick(): void {
    this.#chat.tick(Date.now())
    this.#flush()
    this.#keepOpen()
  }

  /** Pass on what the view wants to say. */
  #flush(): void {
    const lines = this.#view.takeOutgoing()
    if (lines.length === 0) return
    if (this.#tabs.leads) this.#driver?.send(lines, this.#chat.connection)
    else this.#tabs.say({ type: "lines", from: this.#page, lines, connection: this.#chat.connection })
  }

  /** From the link, or from the tab that has it. */
  #told(events: readonly Event[]): void {
    const now = Date.now()
    for (const event of events) {
      this.#chat.apply(event, now)
      if (event.type === "status" && event.phase !== "connecting" && event.phase !== "registering") this.#settle(event)
      else if (event.type === "registered") this.#remember({ ...(this.#me as Me), account: event.account })
      else if (event.type === "line" && event.line.command === "NICK") this.#rememberNick()
      else if (event.type === "welcomed") this.#dress()
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

  // Who one is --------------------------------------------------------------------------------------------------------

  #remember(me: Me | null): void {
    this.#me = me
    keeping.setMe(me)
    this.#view.changed()
  }

  #rememberNick(): void {
    if (this.#me !== null && this.nick !== this.#me.nick && this.#view.online) this.#remember({ ...this.#me, nick: this.nick })
  }

  async #settings(): Promise<Settings> {
    const me = this.#me as Me
    // Whoever serves the page for another server says where that is.
    const url = new URL(said("socket") || "ws", location.href)
    url.protocol = url.protocol.replace("http", "ws")
    const identity = this.#identity
    const password = identity?.password || keeping.password()
    const settings = { ...DEFAULTS, url: url.href, nick: me.nick, password: identity?.serverPassword ?? "" }
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
    const settings = await this.#settings()
    if (!this.#tabs.leads) return
    if (this.#driver === null) {
      this.#driver = new Driver(settings, newId, keeping.token(), (events) => this.#fromLink(events))
      this.#driver.link.connection = this.#chat.connection
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
      else if (event.type === "registered" && this.#identity?.password) {
        // From now on one logs in to what was made.
        const { password, register: _, ...rest } = this.#identity
        this.#identity = { ...rest, account: event.account, password }
        this.#driver?.link.logInWith(new Secret(event.account, password))
      } else if (event.type === "welcomed") void this.#keepKey()
    }
    this.#told(events)
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
    this.#chat.following = false
    const wasOnline = this.#view.online
    if (wasOnline) this.#told([{ type: "lost" }])
    this.#me = keeping.me()
    if (this.#me?.here !== true) return
    this.#chat.be(this.#me.nick)
    // Pages that live answer by themselves; what the others left is said here.
    setTimeout(() => this.#adopt(), 400)
    await this.#dial()
  }

  #follow(): void {
    this.#driver?.leave()
    this.#driver = null
    this.#told([{ type: "lost" }])
    this.#chat.following = true
    this.#tabs.say({ type: "hello", from: this.#page })
  }

  #heard(word: Word): void {
    switch (word.type) {
      case "hello":
        if (this.#tabs.leads) {
          const events = snapshot(this.#view, this.#chat.connection)
          this.#tabs.say({ type: "snapshot", from: this.#page, to: word.from, events })
        }
        this.#tellLook()
        break
      case "snapshot":
        if (word.to === this.#page && !this.#tabs.leads) this.#catchUp(word.events)
        break
      case "events":
        if (!this.#tabs.leads && (this.#me?.here === true || this.#view.online)) this.#told(word.events)
        break
      case "lead":
        if (!this.#tabs.leads) this.#chat.following = true
        break
      case "lines":
        if (this.#tabs.leads) this.#driver?.send(word.lines, word.connection)
        break
      case "look":
        if (word.name === null) this.#looks.delete(word.from)
        else this.#looks.set(word.from, word.name)
        break
      case "read": {
        const buffer = this.#view.find(word.name)
        if (buffer === undefined || word.time <= buffer.readTime) break
        buffer.readTime = word.time
        this.#view.recount(buffer)
        break
      }
      case "reconnect":
        if (this.#tabs.leads) this.#driver?.start()
        break
      case "be":
        this.#be()
        break
      case "logout":
        if (this.#tabs.leads && this.#driver !== null) this.#quit("")
        else location.reload()
        break
      case "bye":
        this.#looks.delete(word.from)
        // What it had not sent is kept; it may never come back.
        if (this.#tabs.leads) setTimeout(() => this.#adopt(), 400)
        break
    }
  }

  /** Another tab says who we are. */
  #be(): void {
    this.#me = keeping.me()
    if (this.#me?.here !== true) return
    this.#chat.be(this.#me.nick)
    this.#openAll([])
    if (this.#tabs.leads) void this.#dial()
  }

  /** All that the leader knows, as if it had just been said. */
  #catchUp(events: readonly Event[]): void {
    this.#chat.following = true
    if (this.#me?.here !== true) {
      this.#me = keeping.me()
      if (this.#me?.here !== true) return
      this.#openAll([])
    }
    if (this.#view.online) return
    this.#told(events)
  }

  #tellLook(): void {
    const name = document.hidden ? null : (this.#view.lookedAt?.name ?? null)
    this.#tabs.say({ type: "look", from: this.#page, name })
  }

  #leave(): void {
    this.#keepUnsent()
    this.#driver?.leave()
    this.#driver = null
  }

  // Keeping -----------------------------------------------------------------------------------------------------------

  /** Open what was open, and what the address names. */
  #openAll(channels: readonly string[]): void {
    const open = keeping.open()
    let hash = ""
    try {
      hash = decodeURIComponent(location.hash)
    } catch {
      hash = location.hash
    }
    // #dev names #dev; channels of other kinds stand behind the sign.
    const named = hash.length > 1 ? [/^#[&+!]/.test(hash) ? hash.slice(1) : hash] : []
    const begin = channels.length > 0 || open.channels.length > 0 ? [] : [said("lobby") || (said("network") === "" ? "#lobby" : "")]
    for (const [name, key] of open.channels) this.#view.wanted.set(this.#view.fold(name), [name, key])
    this.#chat.want([...channels, ...named, ...begin].filter((name) => name.length > 1 && !/[ ,\x07]/.test(name)))
    this.#chat.openWanted()
    for (const nick of open.people) this.#view.buffer(nick)
    this.#dress()
  }

  /** Drafts and mutes of conversations that were opened. */
  #dress(): void {
    const muted = new Set(keeping.muted())
    for (const buffer of this.#view.buffers) {
      const name = this.#view.fold(buffer.name)
      buffer.muted = muted.has(name)
      buffer.draft ||= keeping.draft(name)
    }
  }

  #keepOpen(): void {
    if (this.#me?.here !== true) return
    const people = this.#view.buffers.filter((buffer) => buffer.kind === "direct").map((buffer) => buffer.name)
    const open = { channels: [...this.#view.wanted.values()], people }
    const text = JSON.stringify(open)
    if (text === this.#openKept) return
    this.#openKept = text
    keeping.setOpen(open)
    this.#dress()
  }

  #keepUnsent(): void {
    const { parcels } = this.#view.outbox
    if (parcels.length === 0 && this.#unsent === "[]") return
    const unsent: Unsent[] = []
    for (const buffer of this.#view.buffers) {
      for (const row of buffer.messages) {
        if (row.state === "confirmed") continue
        const { kind, text, cid, replyTo, time, sent } = row
        unsent.push({ buffer: buffer.name, kind, text, cid, replyTo, time, sent, failed: row.state === "failed" ? row.reason : "" })
      }
    }
    const text = JSON.stringify(unsent)
    if (text === this.#unsent) return
    this.#unsent = text
    keeping.setUnsent(this.#page, unsent)
  }

  /** Say what pages that are no more have left unsaid. */
  #adopt(): void {
    if (!this.#tabs.leads || this.#me?.here !== true) return
    this.#view.now = Date.now()
    for (const kept of keeping.takeUnsent(new Set([this.#page, ...this.#tabs.others]))) {
      if (kept.buffer !== "") this.#chat.adopt(this.#view.buffer(kept.buffer), kept)
    }
    this.#keepUnsent()
    this.#flush()
  }
}

