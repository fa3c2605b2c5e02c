/**
 * The state behind a view, and the few steps that every handler is made of.
 *
 * Handlers (`people`, `talk`, `answers`, …) read a `Heard` line and change the world; each step tells the signals of what
 * it changed and, where the server should be asked something, leaves a line in `outgoing`.
 */

import type { Caps } from "../link/events.ts"
import { type Line, line, nickOf, param, show, trailing } from "../link/message.ts"
import { Conversation, KEEP } from "./buffer.ts"
import { ServerFeatures } from "./features.ts"
import { Outbox } from "./outbox.ts"
import { type Question, Questions } from "./questions.ts"
import { type Frames, Signal } from "./signal.ts"
import { type Alert, type BufferKind, type Connection, type EventKind, type MessageKind, type Notice, UserError } from "./types.ts"
import { count } from "./unread.ts"
import { Row, User } from "./values.ts"

/** In channels with more members, who comes and goes changes the member list alone. */
export const SHOWN_COMINGS = 200

/** One line as handlers see it. */
export interface Heard {
  readonly line: Line
  /** When, by the server's clock where it says. */
  readonly time: number
  /** Who caused it, "" for a server. */
  readonly nick: string
  /** Of the request that it answers, also when a batch carries it; "" for another tab's. */
  readonly label: string
  /** It answers another tab of ours: only what it says about everybody counts. */
  readonly foreign: boolean
}

export const at = (heard: Heard, index: number, otherwise = ""): string => param(heard.line, index, otherwise)
export const textOf = (heard: Heard): string => trailing(heard.line)

export interface Options {
  /** Random letters, unique for ever. */
  readonly newId: () => string
  readonly frames: Frames
  readonly keep?: number
  /** What our labels begin with, so that tabs tell theirs apart. */
  readonly mark?: string
}

export class World {
  now = 0
  online = false
  resumed = false
  /** The latest time that the server named, 0 for none; and what it was when a connection was last lost. */
  serverTime = 0
  lostAt = 0
  caps: Caps = new Map()
  account = ""
  away: string | null = null
  readonly features = new ServerFeatures()
  connection: Connection = { phase: "fresh", sentence: "", retryAt: null, following: false }
  users = new Map<string, User>()
  /** Tells of the connection, the own nick, and which conversations there are; `sidebar` of their names and counts. */
  readonly signal: Signal
  readonly sidebar: Signal
  readonly server: Conversation
  lookedAt: Conversation | null = null
  /** The person sees the end of it. */
  atEnd = true
  asker: Conversation | null = null
  asked = new Map<string, Conversation>()
  /** Channels we mean to be in: by folded name, with name and key. */
  wanted = new Map<string, readonly [name: string, key: string]>()
  readonly outbox = new Outbox()
  readonly questions: Questions
  outgoing: Line[] = []
  typists = new Map<Conversation, Map<string, number>>()
  readonly alertListeners = new Set<(alert: Alert) => void>()
  readonly noticeListeners = new Set<(notice: Notice) => void>()
  /** Labels of WHOs that nobody asked for. */
  readonly quiet = new Set<string>()
  /** Told what was read where the server keeps no markers. */
  onRead: (buffer: Conversation) => void = () => {}
  readonly newId: () => string
  readonly mark: string
  protected map = new Map<string, Conversation>()
  #sorted: readonly Conversation[] | null = null
  readonly frames: Frames
  readonly #keep: number
  #keys = 0
  #labels = 0

  constructor(
    public nick: string,
    options: Options,
  ) {
    this.frames = options.frames
    this.newId = options.newId
    this.#keep = options.keep ?? KEEP
    this.mark = options.mark ?? "h"
    this.signal = new Signal(options.frames)
    this.sidebar = new Signal(options.frames)
    this.questions = new Questions((name) => this.fold(name))
    this.server = this.#newBuffer("server", "")
  }

  changed(): void {
    this.signal.changed()
  }

  // Names -------------------------------------------------------------------------------------------------------------

  fold(name: string): string {
    return this.features.fold(name)
  }

  isMe(nick: string): boolean {
    return this.fold(nick) === this.fold(this.nick)
  }

  /** The person with this nick, known from now on. */
  user(nick: string): User {
    const key = this.fold(nick)
    let found = this.users.get(key)
    if (found === undefined) {
      found = new User(nick)
      this.users.set(key, found)
    }
    return found
  }

  /** Learn who `nick!username@host` is; the nick, "" for a server. */
  meet(source: string): string {
    const nick = nickOf(source)
    if (nick.length === source.length) return this.features.isServer(nick) ? "" : (nick.split("@", 1)[0] as string)
    const known = this.users.get(this.fold(nick))
    if (known !== undefined) {
      const [username = "", host = ""] = source.slice(nick.length + 1).split("@")
      known.username = username
      known.host = host
    }
    return nick
  }

  setNick(nick: string): void {
    if (nick === "" || nick === this.nick) return
    this.nick = nick
    this.changed()
    this.sidebar.changed()
  }

  setAccount(account: string): void {
    if (account === this.account) return
    this.account = account
    this.changed()
  }

  // Buffers -----------------------------------------------------------------------------------------------------------

  #newBuffer(kind: BufferKind, name: string): Conversation {
    this.#keys += 1
    const fold = (nick: string) => this.fold(nick)
    return new Conversation(this.frames, this.#keys, kind, name, fold, () => this.nick, this.sidebar, this.#keep)
  }

  /** All conversations: the server, channels by name, people by name. */
  get buffers(): readonly Conversation[] {
    if (this.#sorted === null) {
      const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true })
      const rest = [...this.map.values()].sort(
        (a, b) => Number(a.kind === "direct") - Number(b.kind === "direct") || byName.compare(a.name, b.name),
      )
      this.#sorted = [this.server, ...rest]
    }
    return this.#sorted
  }

  buffersChanged(): void {
    this.#sorted = null
    this.changed()
    this.sidebar.changed()
  }

  find(name: string): Conversation | undefined {
    return this.map.get(this.fold(name))
  }

  /** The conversation in the channel or with the person `name`, opened where it was not. */
  buffer(name: string): Conversation {
    let found = this.find(name)
    if (found === undefined) {
      const kind = this.features.isChannel(name) ? "channel" : "direct"
      found = this.#newBuffer(kind, name)
      this.map.set(this.fold(name), found)
      if (kind === "direct") found.person = this.user(name)
      this.buffersChanged()
    }
    return found
  }

  /** Forget a conversation; what others say in it opens it again. */
  close(buffer: Conversation): void {
    if (this.find(buffer.name) !== buffer) return
    this.map.delete(this.fold(buffer.name))
    this.outbox.forget(buffer)
    for (const [label, asker] of this.asked) if (asker === buffer) this.asked.delete(label)
    if (this.asker === buffer) this.asker = null
    if (this.lookedAt === buffer) this.lookedAt = null
    this.buffersChanged()
  }

  /** A person has another nick: the same user, the same conversation. */
  rename(old: string, name: string): void {
    const user = this.users.get(this.fold(old))
    this.users.delete(this.fold(old))
    if (user !== undefined) {
      user.nick = name
      this.users.set(this.fold(name), user)
    }
    const direct = this.find(old)
    const other = this.find(name)
    if (direct?.kind === "direct" && (other === undefined || other === direct)) this.renameBuffer(direct, name, user)
  }

  renameBuffer(buffer: Conversation, name: string, user?: User): void {
    this.map.delete(this.fold(buffer.name))
    buffer.name = name
    buffer.person = user ?? buffer.person
    this.map.set(this.fold(name), buffer)
    buffer.changed()
    this.buffersChanged()
  }

  /** The server folds names differently from what was assumed: rebuild what is found by name. */
  foldAgain(): void {
    this.users = new Map([...this.users.values()].map((user) => [this.fold(user.nick), user]))
    this.map = new Map([...this.map.values()].map((buffer) => [this.fold(buffer.name), buffer]))
    this.wanted = new Map([...this.wanted.values()].map((each) => [this.fold(each[0]), each]))
    for (const { roster } of this.map.values()) {
      const members = [...roster.map.values()]
      roster.map.clear()
      for (const member of members) roster.map.set(this.fold(member.nick), member)
    }
    this.#sorted = null
  }

  channelsWith(nick: string): Conversation[] {
    const key = this.fold(nick)
    return [...this.map.values()].filter((buffer) => buffer.roster.map.has(key))
  }

  // Rows --------------------------------------------------------------------------------------------------------------

  /** A row, not yet anywhere. */
  row(kind: MessageKind, nick: string, text: string, time: number): Row {
    this.#keys += 1
    const row = new Row(this.#keys, time, kind, nick, text)
    row.displayName = this.users.get(this.fold(nick))?.displayName ?? ""
    return row
  }

  /** Show a row that happened now, and count it; false where it is known already. */
  add(buffer: Conversation, row: Row, alert = true): boolean {
    // The end of the conversation is elsewhere (`loadAround`): it is counted, and comes with the pages.
    if (!buffer.newer || row.kind === "event") {
      if (buffer.newer) return false
      if (!buffer.window.append(row)) return false
      this.settleEarly(buffer, row)
      this.trim(buffer)
    }
    buffer.changed()
    count(this, buffer, row, alert)
    return true
  }

  /** Show a row that says what happened. */
  event(buffer: Conversation, what: EventKind, nick: string, text: string, time = this.now): void {
    const row = this.row("event", nick, text, time)
    row.event = what
    this.add(buffer, row)
  }

  /** Say a sentence now, and keep it in `buffer` (the server's without one). */
  tell(sentence: string, buffer: Conversation | null = null, error = false): void {
    this.event(buffer ?? this.server, error ? "error" : "info", "", sentence)
    this.#keys += 1
    const notice = { key: this.#keys, sentence, error, buffer }
    for (const listener of this.noticeListeners) listener(notice)
  }

  alert(buffer: Conversation, message: Row): void {
    for (const listener of this.alertListeners) listener({ buffer, message })
  }

  trim(buffer: Conversation): void {
    if (!buffer.window.trim(buffer.held)) return
    buffer.older = this.features.history
    buffer.oldest = null
  }

  // Reactions and redactions ------------------------------------------------------------------------------------------

  /** Do something to the row with this id, once it is there. */
  later(buffer: Conversation, id: string, step: (row: Row) => void): void {
    const row = buffer.find(id)
    if (row !== undefined) {
      step(row)
      row.changed()
      buffer.changed()
      return
    }
    if (buffer.early.size > MOST_EARLY) buffer.early.delete(buffer.early.keys().next().value as string)
    const waiting = buffer.early.get(id)
    if (waiting === undefined) buffer.early.set(id, [step])
    else waiting.push(step)
  }

  settleEarly(buffer: Conversation, row: Row): void {
    const steps = row.id === "" ? undefined : buffer.early.get(row.id)
    if (steps === undefined) return
    buffer.early.delete(row.id)
    for (const step of steps) step(row)
    row.changed()
  }

  // Out ---------------------------------------------------------------------------------------------------------------

  /** Put a line out. Throws UserError where it cannot be written, or where the server would not read all of it. */
  put(out: Line): void {
    let text: string
    try {
      text = show({ ...out, tags: NO_TAGS })
      show(out)
    } catch (error) {
      throw new UserError(`That cannot be sent: ${(error as Error).message}`)
    }
    const over = encoder.encode(text).length + "\r\n".length - this.features.lineBytes
    if (over > 0) throw new UserError(`That is too long for this server, by ${over.toLocaleString("en")} bytes`)
    this.outgoing.push(out)
  }

  /** Put a line out that nobody asked for; whether it can be written: a server's broken name or id may be in it. */
  send(command: string, params: readonly string[] = [], tags: Record<string, string> = {}): boolean {
    try {
      this.put(line(command, params, tags))
      return true
    } catch {
      return false
    }
  }

  /** A label for the next request, or "" where the server does not label its responses. */
  newLabel(): string {
    if (!this.caps.has("labeled-response")) return ""
    this.#labels += 1
    return `${this.mark}${this.#labels}`
  }

  /** Send a request whose answers belong in `buffer`. Throws UserError where it cannot be sent. */
  ask(buffer: Conversation | null, command: string, ...params: string[]): void {
    const label = this.newLabel()
    this.put(line(command, params.map((word) => word.split(/[\r\n]+/).join(" ")), label === "" ? {} : { label }))
    this.asker = buffer
    if (label !== "" && buffer !== null) this.asked.set(label, buffer)
  }

  /** Send a question whose whole answer is waited for; `labelled` false where its lines are wanted as they come. */
  question(question: Omit<Question, "label" | "heardAt">, params: readonly string[], labelled = true): void {
    const label = labelled ? this.newLabel() : ""
    try {
      this.put(line(question.command, params, label === "" ? {} : { label }))
    } catch (error) {
      question.failed(error as UserError)
      return
    }
    this.questions.ask({ ...question, label, heardAt: this.now })
  }

  /** Where an answer belongs: the buffer that asked, else the server's. */
  place(heard: Heard): Conversation {
    return this.asked.get(heard.label) ?? this.asker ?? this.server
  }
}

const MOST_EARLY = 5_000
const NO_TAGS: ReadonlyMap<string, string> = new Map()
const encoder = new TextEncoder()
