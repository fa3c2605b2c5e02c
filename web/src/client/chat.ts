/** A person's side of a connection: what they do becomes lines, what the link tells becomes the view.  Pure. */

import type { Event } from "../link/events.ts"
import { type Line, nickOf, param } from "../link/message.ts"
import type { Conversation } from "../view/buffer.ts"
import { showTime } from "../view/clock.ts"
import * as history from "../view/history.ts"
import { type MessageKind, UserError } from "../view/types.ts"
import { markRead } from "../view/unread.ts"
import type { Row } from "../view/values.ts"
import { View } from "../view/view.ts"
import type { Options } from "../view/world.ts"
import { Sending } from "./sending.ts"
import { Typing } from "./typing.ts"

/** Joins the channels it should be in, says what it should say, and keeps it all true over lost connections. */
export class Chat {
  readonly view: View
  /** The number of the link's connection that the view's outgoing lines are for. */
  connection = 0
  ready = false
  /** Another tab holds the connection: its words are told here too. */
  following = false
  readonly sending: Sending
  readonly typing: Typing
  #nick: string

  constructor(nick: string, channels: readonly string[], options: Options) {
    this.view = new View(nick, options)
    this.sending = new Sending(this.view, () => this.ready)
    this.typing = new Typing(this.view, () => this.ready)
    this.#nick = nick
    this.want(channels)
  }

  /** Be somebody else from the next connection on. */
  be(nick: string): void {
    this.#nick = nick
    if (!this.view.online) this.view.setNick(nick)
  }

  want(channels: readonly string[]): void {
    for (const name of channels) this.view.wanted.set(this.view.fold(name), [name, ""])
  }

  // From the link -----------------------------------------------------------------------------------------------------

  /** Take in one event of the link.  `now`: milliseconds since 1970. */
  apply(event: Event, now: number): void {
    const { view } = this
    view.now = now
    switch (event.type) {
      case "line":
        view.receive(event.line, now)
        this.#regainNick(event.line)
        this.sending.goOn()
        this.sending.onChange()
        break
      case "cut":
        view.event(view.server, "error", "", `The server sent a line of ${event.length.toLocaleString("en")} characters; its end is not shown`)
        break
      case "status": {
        const retryAt = event.retryIn === null ? null : now + event.retryIn
        view.setConnection({ phase: event.phase, sentence: event.sentence, retryAt, following: this.following })
        break
      }
      case "welcomed":
        this.connection = event.connection
        view.connected(event.caps, event.resumed)
        if (event.account !== "") view.setAccount(event.account)
        break
      case "ready":
        this.#begin()
        break
      case "caps":
        view.setCaps(event.caps)
        break
      case "nickTaken":
        view.tell(
          `${event.sentence}; you are ${event.given} for now, /nick chooses another name than ${event.wanted}`,
          null,
          true,
        )
        break
      case "registered":
        view.setAccount(event.account)
        view.tell(event.sentence)
        break
      case "lost":
        this.ready = false
        view.disconnected(now)
        this.sending.onChange()
        break
      case "token":
        break
    }
  }

  /** Time passed; about once a second. */
  tick(now: number): void {
    this.view.tick(now)
    this.sending.goOn()
    this.typing.tick(now)
  }

  #begin(): void {
    const { view } = this
    this.ready = true
    if (!this.following) {
      for (const [name, key] of view.wanted.values()) {
        if (view.find(name)?.joined !== true) view.send("JOIN", key === "" ? [name] : [name, key])
      }
      if (view.features.metadata) view.send("METADATA", ["*", "SUB", "display-name", "status"])
    }
    for (const buffer of view.buffers) if (buffer.kind === "direct") this.#greet(buffer)
    if (view.lostAt > 0 && history.offered(view)) {
      const [begin, end] = [showTime(view.lostAt), showTime(view.now + 86_400_000)]
      view.send("CHATHISTORY", ["TARGETS", `timestamp=${begin}`, `timestamp=${end}`, "50"])
    }
    this.sending.release()
  }

  /** What is to be known of somebody we have a conversation with. */
  #greet(buffer: Conversation): void {
    const { view } = this
    if (view.features.readMarkers) view.send("MARKREAD", [buffer.name])
    history.catchUp(view, buffer)
    if (view.features.tokens.has("MONITOR")) view.send("MONITOR", ["+", buffer.name])
  }

  /** Our name went to somebody else while we were away, and is free now: take it back. */
  #regainNick(heard: Line): void {
    const { view } = this
    if ((heard.command !== "QUIT" && heard.command !== "NICK") || !this.ready || this.following) return
    const nick = nickOf(heard.source)
    if (view.isMe(nick) || (heard.command === "NICK" && view.isMe(param(heard, 0)))) {
      if (heard.command === "NICK") this.#nick = param(heard, 0)
    } else if (view.fold(nick) === view.fold(this.#nick) && !view.isMe(this.#nick)) view.send("NICK", [this.#nick])
  }

  // Saying ------------------------------------------------------------------------------------------------------------

  /** Say `text` in `buffer`: shown at once, sent as soon as there is a connection. Throws UserError where nobody would hear. */
  say(buffer: Conversation, text: string, kind: MessageKind = "message", replyTo = ""): void {
    this.sending.say(buffer, text, kind, replyTo)
    this.typing.said(buffer)
    markRead(buffer)
  }

  /** React to a message, or take it back. */
  react(buffer: Conversation, row: Row, text: string, add: boolean): void {
    const { view } = this
    if (!view.features.reactions) throw new UserError("This server passes no reactions on")
    this.need(row)
    const tag = add ? "+draft/react" : "+draft/unreact"
    const label = view.newLabel()
    if (label !== "") view.asked.set(label, buffer)
    view.send("TAGMSG", [buffer.name], { ...(label === "" ? {} : { label }), [tag]: text, "+draft/reply": row.id })
    if (view.caps.has("echo-message")) return
    const source = `${view.nick}!me@here`
    view.receive({ command: "TAGMSG", params: [buffer.name], source, tags: new Map([[tag, text], ["+draft/reply", row.id]]) }, view.now)
  }

  redact(buffer: Conversation, row: Row, reason: string): void {
    if (!this.view.features.redaction) throw new UserError("Nothing can be taken back on this server")
    this.need(row)
    this.view.ask(buffer, "REDACT", ...(reason === "" ? [buffer.name, row.id] : [buffer.name, row.id, reason]))
  }

  /** Throws where there is no connection just now, or the row is none that can be spoken about. */
  need(row?: Row): void {
    if (!this.ready) throw new UserError("There is no connection just now")
    if (row?.id === "") throw new UserError("The server has not confirmed this message yet")
  }

  // Conversations -----------------------------------------------------------------------------------------------------

  /** The conversations of the channels to begin in, before they are joined: what is said there waits. */
  openWanted(): void {
    for (const [name] of this.view.wanted.values()) if (this.view.features.isChannel(name)) this.view.buffer(name)
  }

  /** Join a channel, now or when there is a connection. Throws UserError where it cannot be one. */
  join(given: string, key = ""): Conversation {
    const { view } = this
    const name = view.features.isChannel(given) ? given : `#${given}`
    if (/[ ,\x07\r\n\0]/.test(name) || name.length < 2) {
      throw new UserError(`${name} cannot be a channel: they look like #lobby`)
    }
    view.wanted.set(view.fold(name), [name, key])
    const buffer = view.buffer(name)
    if (this.ready && !buffer.joined) view.ask(buffer, "JOIN", ...(key === "" ? [name] : [name, key]))
    return buffer
  }

  /** Leave a channel; its rows stay. */
  part(buffer: Conversation, text = ""): void {
    const { view } = this
    view.wanted.delete(view.fold(buffer.name))
    if (buffer.kind === "channel" && buffer.joined) {
      view.ask(buffer, "PART", ...(text === "" ? [buffer.name] : [buffer.name, text]))
    }
  }

  /** The conversation with a person. Throws UserError where that cannot be a name. */
  openDirect(nick: string): Conversation {
    const { view } = this
    if (nick === "" || view.features.isChannel(nick) || /[ ,\r\n\0:@!*?]/.test(nick)) {
      throw new UserError(`“${nick}” is not somebody's name`)
    }
    const known = view.find(nick) !== undefined
    const buffer = view.buffer(nick)
    if (!known && this.ready) this.#greet(buffer)
    return buffer
  }

  /** Leave and forget a conversation. */
  closeBuffer(buffer: Conversation): void {
    const { view } = this
    if (buffer.kind === "server") return
    this.part(buffer)
    if (buffer.kind === "direct" && view.online && view.features.tokens.has("MONITOR")) {
      view.send("MONITOR", ["-", buffer.name])
    }
    this.typing.said(buffer)
    view.close(buffer)
    this.sending.onChange()
  }
}
