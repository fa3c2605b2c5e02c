/** What the face calls: each action as it becomes one of the chat, a question, or a part of being here. */

import { nickProblem } from "../link/settings.ts"
import { part } from "../parts.ts"
import type { Conversation } from "../view/buffer.ts"
import * as history from "../view/history.ts"
import { type Alert, type Buffer, type Message, type Notice, type Person, UserError } from "../view/types.ts"
import { markRead } from "../view/unread.ts"
import type { Row } from "../view/values.ts"
import type { View } from "../view/view.ts"
import { keeping } from "./keeping.ts"
import { hostmask } from "./masks.ts"
import { Session } from "./session.ts"
import { message } from "./slashes.ts"
import type { Client, Command, Found, Identity, ListEntry, Listing, Profile } from "./types.ts"

const MOST_RECALLED = 100
/** Parts that come with the first question, and the first slash. */
const asking = () => part(import("./asking.ts"))
const commands = () => part(import("./commands.ts"))

/** Starts at once where somebody was here before. */
export function createClient(): Client {
  return new BrowserClient()
}

class BrowserClient implements Client {
  readonly #session = new Session()
  readonly #recalled = new Map<number, string[]>()
  /** An account that is made, and has to be verified. */
  #unverified: { readonly password: string } | null = null

  get #view(): View {
    return this.#session.view
  }

  get #chat() {
    return this.#session.chat
  }

  #acting<T>(step: () => T): T {
    return this.#session.acting(step)
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

  get self() {
    return this.#view.user(this.#view.nick)
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
    const { me } = this.#session
    return { nick: me?.nick ?? "", account: me?.account ?? "" }
  }

  // Being here --------------------------------------------------------------------------------------------------------

  connect(identity: Identity): Promise<void> {
    return this.#session.connect(identity)
  }

  reconnect(): void {
    this.#session.reconnect()
  }

  logout(): void {
    this.#session.quit("")
  }

  async registerAccount(password: string, email = "", name = ""): Promise<string> {
    this.#chat.need()
    if (!this.features.registration) throw new UserError("Accounts cannot be made on this server, or not over this connection")
    const answer = await this.#ask(({ register }) => register(this.#view, name, email, password))
    if (answer.account === "") this.#unverified = { password }
    else this.#made(answer.account, password)
    return answer.sentence
  }

  async verifyAccount(account: string, code: string): Promise<string> {
    const answer = await this.#ask(({ verify }) => verify(this.#view, account, code))
    if (answer.account !== "" && this.#unverified !== null) this.#made(answer.account, this.#unverified.password)
    return answer.sentence
  }

  #made(account: string, password: string): void {
    keeping.setPassword(password)
    const serverPassword = this.#session.me?.serverPassword ?? ""
    this.#session.remember({ nick: this.nick, account, stay: true, here: true, serverPassword })
  }

  setNick(nick: string): void {
    const problem = nickProblem(nick)
    if (problem !== "") throw new UserError(problem)
    this.#request("NICK", nick)
  }

  setAway(text: string | null): void {
    this.#request("AWAY", ...(text === null ? [] : [text || "away"]))
  }

  describe(key: string, value: string): Promise<void> {
    return this.#ask(({ describe }) => describe(this.#view, key, value))
  }

  /** Ask the server something about oneself. */
  #request(command: string, ...params: string[]): void {
    this.#chat.need()
    this.#acting(() => this.#view.ask(this.#view.lookedAt, command, ...params))
  }

  // Conversations -----------------------------------------------------------------------------------------------------

  find(name: string): Conversation | undefined {
    return this.#view.find(name)
  }

  person(nick: string): Person | null {
    return this.#view.users.get(this.#view.fold(nick)) ?? null
  }

  lookAt(buffer: Buffer | null, atEnd = true): void {
    this.#view.lookAt(buffer as Conversation | null, atEnd)
    this.#session.tellLook()
  }

  markRead(buffer: Buffer): void {
    const conversation = buffer as Conversation
    markRead(conversation)
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
    this.setDraft(buffer, "")
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

  async enter(buffer: Buffer, text: string, replyTo?: Message): Promise<void> {
    const conversation = buffer as Conversation
    const plain = message(text)
    if (plain !== null) this.#acting(() => this.#chat.say(conversation, plain, "message", replyTo?.id ?? ""))
    else {
      const { run } = await commands()
      this.#acting(() => run(this.#chat, conversation, text, (why) => this.#session.quit(why)))
    }
    this.#recall(buffer, text)
  }

  async commands(): Promise<readonly Command[]> {
    return (await commands()).COMMANDS
  }

  retry(buffer: Buffer, message: Message): void {
    this.#acting(() => this.#chat.sending.retry(buffer as Conversation, message as Row))
  }

  discard(buffer: Buffer, message: Message): void {
    this.#acting(() => this.#chat.sending.discard(buffer as Conversation, message as Row))
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
    this.#acting(() => this.#chat.typing.typed(buffer as Conversation, text))
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

  async fetch(buffer: Buffer, id: string): Promise<Message | null> {
    const known = buffer.find(id)
    if (known !== undefined || !history.offered(this.#view)) return known ?? null
    return this.#ask(({ fetchOne }) => fetchOne(this.#view, buffer as Conversation, id))
  }

  hold(buffer: Buffer, held: boolean): void {
    ;(buffer as Conversation).held = held
  }

  async search(query: string, where: Parameters<Client["search"]>[1] = {}): Promise<Found> {
    this.#chat.need()
    if (!this.features.search) throw new UserError("This server cannot search")
    if (query.trim() === "" && !where.from) throw new UserError("What are you looking for?")
    return this.#ask(({ search }) => search(this.#view, query.trim(), where))
  }

  // Channels ----------------------------------------------------------------------------------------------------------

  list(filter = ""): Promise<Listing> {
    return this.#ask(({ list }) => list(this.#view, filter))
  }

  setTopic(buffer: Buffer, text: string): void {
    this.#manage(buffer, "TOPIC", buffer.name, text)
  }

  kick(buffer: Buffer, nick: string, reason = ""): void {
    this.#manage(buffer, "KICK", buffer.name, nick, ...(reason === "" ? [] : [reason]))
  }

  ban(buffer: Buffer, nick: string): void {
    this.mode(buffer, "+b", hostmask(nick))
  }

  mask(nickOrMask: string): string {
    return hostmask(nickOrMask)
  }

  invite(buffer: Buffer, nick: string): void {
    this.#manage(buffer, "INVITE", nick, buffer.name)
  }

  mode(buffer: Buffer, change: string, ...args: string[]): void {
    this.#manage(buffer, "MODE", buffer.name, change, ...args)
  }

  modes(buffer: Buffer): Promise<ReadonlyMap<string, string>> {
    return this.#ask(({ modes }) => modes(this.#view, buffer as Conversation))
  }

  entries(buffer: Buffer, list: string): Promise<readonly ListEntry[]> {
    return this.#ask(({ entries }) => entries(this.#view, buffer.name, list))
  }

  mayManage(buffer: Buffer): boolean {
    if (buffer.kind !== "channel" || !buffer.joined) return false
    const halfop = [...this.features.prefixes].find((prefix) => this.features.rankModes.get(prefix) === "h")
    const lowest = this.features.rank(halfop ?? [...this.features.rankModes].find(([, letter]) => letter === "o")?.[0] ?? "@")
    return this.features.rank(buffer.roster.ownPrefix) <= lowest && buffer.roster.ownPrefix !== ""
  }

  whois(nick: string): Promise<Profile> {
    return this.#ask(({ whois }) => whois(this.#view, nick))
  }

  #manage(buffer: Buffer, command: string, ...params: string[]): void {
    this.#chat.need()
    this.#acting(() => this.#view.ask(buffer as Conversation, command, ...params))
  }

  /** A question with an answer. */
  async #ask<T>(step: (words: Awaited<ReturnType<typeof asking>>) => T): Promise<Awaited<T>> {
    this.#chat.need()
    const words = await asking()
    // The world moved while that part was fetched.
    this.#chat.need()
    return await this.#acting(() => step(words))
  }

  // What the face listens to ------------------------------------------------------------------------------------------

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#view.noticeListeners.add(listener)
    return () => void this.#view.noticeListeners.delete(listener)
  }

  onAlert(listener: (alert: Alert) => void): () => void {
    const mine = (alert: Alert) => {
      if (this.#session.alerts(alert.buffer.name)) listener(alert)
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
}
