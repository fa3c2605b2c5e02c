/** A chat and its link without sockets: what a server says goes in, what the client says and shows comes out. */

import { Chat } from "../src/client/chat.ts"
import { run } from "../src/client/commands.ts"
import { message } from "../src/client/slashes.ts"
import { Link } from "../src/link/core.ts"
import type { Action, Event } from "../src/link/events.ts"
import { DEFAULTS, type Settings } from "../src/link/settings.ts"
import type { Conversation } from "../src/view/buffer.ts"
import { Frames } from "../src/view/signal.ts"
import type { Alert, Notice } from "../src/view/types.ts"
import type { Row } from "../src/view/values.ts"

export const HUBBUB =
  "away-notify batch draft/chathistory draft/read-marker echo-message extended-join hubbub/resume " +
  "labeled-response message-tags multi-prefix server-time"
export const ISUPPORT = "CASEMAPPING=ascii PREFIX=(ov)@+"

/** A link and a chat played by hand; `now` is both clocks. */
export class Stage {
  now = 1_700_000_000_000
  sent: string[] = []
  events: Event[] = []
  actions: Action[] = []
  alerts: Alert[] = []
  notices: Notice[] = []
  private ids = 0
  private readonly steps: (() => void)[] = []
  readonly frames = new Frames((step) => void this.steps.push(step))
  readonly link: Link
  readonly chat: Chat

  constructor(settings: Partial<Settings> = {}, channels: readonly string[] = ["#lobby"], keep = 2_000) {
    const whole = { ...DEFAULTS, url: "ws://hub/ws", nick: "alice", ...settings }
    const newId = () => {
      this.ids += 1
      return this.ids.toString(16).padStart(32, "0")
    }
    this.link = new Link(whole, () => 0.5, newId)
    this.chat = new Chat(whole.nick, channels, { newId, frames: this.frames, keep })
    this.view.alertListeners.add((alert) => this.alerts.push(alert))
    this.view.noticeListeners.add((notice) => this.notices.push(notice))
  }

  get view() {
    return this.chat.view
  }

  /** Draw a frame: whoever watches is told. */
  frame(): void {
    for (const step of this.steps.splice(0)) step()
  }

  /** Let link and chat exchange what they have. */
  settle(): void {
    for (;;) {
      const events = this.link.takeEvents()
      for (const event of events) {
        this.events.push(event)
        this.chat.apply(event, this.now)
      }
      const lines = this.view.takeOutgoing()
      this.link.send(lines, this.chat.connection, this.now)
      this.actions.push(...this.link.takeActions())
      this.sent.push(...this.link.takeLines())
      if (events.length === 0 && lines.length === 0) return
    }
  }

  start(): void {
    this.link.start(this.now)
    this.settle()
    this.link.opened(this.now)
    this.settle()
  }

  hear(...lines: string[]): void {
    for (const line of lines) {
      this.link.receive(line, this.now)
      this.settle()
    }
  }

  do<T>(step: () => T): T {
    this.view.now = this.now
    try {
      return step()
    } finally {
      this.settle()
    }
  }

  enter(text: string, buffer: Conversation = this.lobby): void {
    const plain = message(text)
    this.do(() => (plain === null ? run(this.chat, buffer, text, () => {}) : this.chat.say(buffer, plain)))
  }

  wait(seconds: number): void {
    const end = this.now + seconds * 1000
    while (this.now < end) {
      this.now = Math.min(end, this.now + 1000)
      this.link.tick(this.now)
      this.chat.tick(this.now)
      this.settle()
    }
  }

  lose(): void {
    this.link.closed(this.now)
    this.settle()
    this.wait(3)
  }

  /** What the client sent since the last call. */
  said(): string[] {
    return this.sent.splice(0)
  }

  /** Answer what was asked so far of capabilities. */
  negotiate(caps: string): void {
    if (caps === "") return
    const before = this.sent.length
    this.hear(`:hub CAP * LS :${caps}`)
    for (const line of this.sent.slice(before)) {
      const asked = /^CAP REQ :?(.*)$/.exec(line)
      if (asked !== null) this.hear(`:hub CAP * ACK :${asked[1]}`)
    }
  }

  welcome(isupport = ISUPPORT, nick = "alice"): void {
    this.hear(
      `:hub 001 ${nick} :Welcome`,
      `:hub 005 ${nick} ${isupport} :are supported`,
      `:hub 422 ${nick} :No message of the day`,
      ":hub PONG hub hubbub-ready",
    )
  }

  register(caps = HUBBUB, isupport = ISUPPORT): void {
    this.negotiate(caps)
    this.welcome(isupport)
  }

  /** Answer the JOIN of a channel, its names and an empty history. */
  enterChannel(names: readonly string[], channel = "#lobby"): void {
    const { nick } = this.view
    this.hear(
      this.view.caps.has("extended-join") ? `:${nick}!a@h JOIN ${channel} * :Alice` : `:${nick}!a@h JOIN ${channel}`,
      `:hub 353 ${nick} = ${channel} :${[nick, ...names].join(" ")}`,
      `:hub 366 ${nick} ${channel} :End`,
    )
    if (this.view.features.history) this.page(channel, [])
    this.hear(`:hub 315 ${nick} ${channel} :End of WHO`)
  }

  /** A whole chathistory batch. */
  page(target: string, lines: readonly string[]): void {
    this.hear(`:hub BATCH +1 chathistory ${target}`)
    for (const line of lines) this.hear(line.startsWith("@") ? `@batch=1;${line.slice(1)}` : `@batch=1 ${line}`)
    this.hear(":hub BATCH -1")
  }

  get lobby(): Conversation {
    return this.buffer("#lobby")
  }

  buffer(name: string): Conversation {
    const found = this.view.find(name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }

  row(buffer: Conversation, text: string): Row {
    const found = buffer.messages.find((row) => row.text === text)
    if (found === undefined) throw new Error(`nobody said ${text}`)
    return found
  }

  /** A channel that is open, with all that was said so far taken. */
  static inLobby(names: readonly string[] = ["bob"], caps = HUBBUB, isupport = ISUPPORT): Stage {
    const stage = new Stage()
    stage.start()
    stage.register(caps, isupport)
    stage.enterChannel(names)
    stage.said()
    return stage
  }
}
