/**
 * A person's side of a connection: what they do becomes lines, what the link tells becomes the view.  Pure.
 *
 * The one rule of sending: nothing said is ever forgotten.  A message is pending until the server has it; what was under
 * way when a connection was lost is said again with the same id on the next one.
 */

import type { Event } from "../link/events.ts"
import { type Line, nickOf, param } from "../link/message.ts"
import { RESUME } from "../link/registration.ts"
import type { Conversation } from "../view/buffer.ts"
import { showTime } from "../view/clock.ts"
import * as history from "../view/history.ts"
import type { Parcel } from "../view/outbox.ts"
import { drop, refuse } from "../view/own.ts"
import { type MessageKind, UserError } from "../view/types.ts"
import type { Row } from "../view/values.ts"
import { View } from "../view/view.ts"
import type { Options } from "../view/world.ts"
import { bytes, concatParts, split, splitMultiline } from "./splitting.ts"

export const UNCERTAIN = "The connection was lost before the server confirmed this; it may not have arrived"
const TYPING_EVERY = 3_000
const PAUSED_AFTER = 6_000
/** A text that is longer is no message: it would be hundreds of them. */
export const LONGEST_TEXT = 50_000

interface Typing {
  state: string
  told: number
  edited: number
}

/** Joins the channels it should be in, says what it should say, and keeps it all true over lost connections. */
export class Chat {
  readonly view: View
  /** The number of the link's connection that the view's outgoing lines are for. */
  connection = 0
  ready = false
  /** Another tab holds the connection: its words are told here too. */
  following = false
  /** Called whenever the outbox may have changed. */
  onOutbox: () => void = () => {}
  #nick: string
  #holding = false
  #barriers = 0
  #references = 0
  readonly #typing = new Map<Conversation, Typing>()

  constructor(nick: string, channels: readonly string[], options: Options) {
    this.view = new View(nick, options)
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
        if (this.#holding) this.#release()
        this.onOutbox()
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
        this.onOutbox()
        break
      case "token":
        break
    }
  }

  /** Time passed; about once a second. */
  tick(now: number): void {
    this.view.tick(now)
    if (this.#holding) this.#release()
    for (const [buffer, typing] of this.#typing) {
      if (typing.state === "active" && now - typing.edited >= PAUSED_AFTER) this.#tellTyping(buffer, "paused", typing.edited)
    }
  }

  #begin(): void {
    const { view } = this
    this.ready = true
    if (!this.following) {
      for (const [name, key] of view.wanted.values()) {
        if (view.find(name)?.joined !== true) view.send("JOIN", key === "" ? [name] : [name, key])
      }
      if (view.features.metadata) view.send("METADATA", ["*", "SUB", "display-name", "avatar"])
    }
    for (const buffer of view.buffers) if (buffer.kind === "direct") this.#greet(buffer)
    if (view.lostAt > 0 && history.offered(view)) {
      const [begin, end] = [showTime(view.lostAt), showTime(view.now + 86_400_000)]
      view.send("CHATHISTORY", ["TARGETS", `timestamp=${begin}`, `timestamp=${end}`, "50"])
    }
    this.#release()
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
    const { view } = this
    if (buffer.kind === "server") throw new UserError("Nobody reads this here; /join a channel or /msg somebody")
    if (this.ready && buffer.kind === "channel" && !buffer.joined && !this.#wants(buffer)) {
      throw new UserError(`You are not in ${buffer.name}; /join ${buffer.name} brings you back`)
    }
    if (text.length > LONGEST_TEXT) {
      throw new UserError(
        `That is too long: ${text.length.toLocaleString("en")} characters, and ${LONGEST_TEXT.toLocaleString("en")} are possible`,
      )
    }
    const pieces = this.#pieces(buffer, text, kind)
    if (pieces.length === 0) throw new UserError("There is nothing to say")
    // What is said stands at the end: go there.
    history.loadLatest(view, buffer)
    pieces.forEach((piece, place) => {
      const row = view.row(kind, view.nick, piece, view.now)
      row.replyTo = place === 0 ? replyTo : ""
      this.#post(buffer, row)
    })
    this.#typing.delete(buffer)
    view.markRead(buffer)
    this.#release()
    this.onOutbox()
  }

  /** Take up a message that an earlier page had not sent for sure. */
  adopt(buffer: Conversation, kept: { kind: MessageKind; text: string; cid: string; replyTo: string; time: number; sent: boolean }): void {
    if (buffer.messages.some((row) => row.cid === kept.cid)) return
    const row = this.view.row(kept.kind, this.view.nick, kept.text, kept.time)
    row.replyTo = kept.replyTo
    row.cid = kept.cid
    row.sent = kept.sent
    this.#post(buffer, row)
    this.#release()
  }

  #post(buffer: Conversation, row: Row): void {
    row.own = true
    row.state = "pending"
    row.cid ||= this.view.newId()
    buffer.window.appendPending(row)
    buffer.changed()
    this.view.outbox.add(buffer, row)
  }

  #pieces(buffer: Conversation, text: string, kind: MessageKind): string[] {
    const room = this.#room(buffer, kind)
    const { features, caps } = this.view
    const long = text.includes("\n") || bytes(text) > room
    if (!long || kind !== "message" || !features.multiline || !caps.has("batch")) return split(text, room)
    return splitMultiline(text, features.multilineBytes, features.multilineLines, room)
  }

  /** Say a failed message again, with its own id: should it have arrived after all, it is not doubled. */
  retry(buffer: Conversation, row: Row): void {
    if (row.state !== "failed" || !buffer.window.remove(row)) return
    row.reason = ""
    row.time = this.view.now
    row.nick = this.view.nick
    row.sent = false
    row.changed()
    this.#post(buffer, row)
    this.#release()
    this.onOutbox()
  }

  /** Give up a failed message. */
  discard(buffer: Conversation, row: Row): void {
    if (row.state === "failed") drop(buffer, row)
    this.onOutbox()
  }

  /** Send what waits, as far as it may leave now. */
  #release(): void {
    const { view } = this
    this.#holding = view.outbox.parcels.length > 0 && this.ready
    if (!this.#holding) return
    const waiting = view.outbox.parcels.filter((parcel) => !parcel.underWay)
    for (const buffer of new Set(waiting.map((parcel) => parcel.buffer))) {
      const parcels = waiting.filter((parcel) => parcel.buffer === buffer)
      if (buffer.kind === "channel" && !buffer.joined) {
        if (this.#wants(buffer)) continue
        for (const parcel of parcels) refuse(view, parcel, `You are not in ${buffer.name}`)
      } else if (!inDoubt(parcels[0] as Parcel)) this.#transmit(parcels)
    }
    this.#holding = view.outbox.parcels.some((parcel) => !parcel.underWay)
  }

  /** Whether we mean to be in this channel, and may be any moment. */
  #wants(buffer: Conversation): boolean {
    return this.view.wanted.has(this.view.fold(buffer.name))
  }

  #transmit(given: readonly Parcel[]): void {
    const { view } = this
    const byId = view.caps.has(RESUME)
    let last: Parcel | null = null
    for (const parcel of given.flatMap((each) => this.#fitting(each))) {
      const { row } = parcel
      if (row.sent && !byId && !history.offered(view)) {
        refuse(view, parcel, UNCERTAIN)
        continue
      }
      const tags: Record<string, string> = {}
      parcel.label = view.newLabel()
      if (parcel.label !== "") tags["label"] = parcel.label
      if (byId) tags["+hubbub/cid"] = row.cid
      if (row.replyTo !== "" && view.features.replies) tags["+draft/reply"] = row.replyTo
      row.sent = parcel.underWay = true
      last = parcel
      const command = row.kind === "notice" ? "NOTICE" : "PRIVMSG"
      const target = parcel.buffer.name
      if (row.kind === "message" && (row.text.includes("\n") || bytes(row.text) > this.#room(parcel.buffer, row.kind))) {
        this.#sendMultiline(target, row.text, tags, this.#room(parcel.buffer, row.kind))
      } else view.send(command, [target, row.kind === "action" ? `\x01ACTION ${row.text}\x01` : row.text], tags)
    }
    if (last !== null && last.label === "") {
      this.#barriers += 1
      last.barrier = `hubbub-${view.mark}${this.#barriers}`
      view.send("PING", [last.barrier])
    }
  }

  /** A message of several lines where the server takes none any more becomes several messages. */
  #fitting(parcel: Parcel): Parcel[] {
    const { view } = this
    const { row, buffer } = parcel
    const room = this.#room(buffer, row.kind)
    if (view.features.multiline || (!row.text.includes("\n") && bytes(row.text) <= room)) return [parcel]
    const [first, ...others] = split(row.text, room)
    row.text = first ?? row.text
    row.changed()
    const parcels = [parcel]
    for (const text of others) {
      const more = view.row(row.kind, view.nick, text, row.time)
      more.own = true
      more.state = "pending"
      more.cid = view.newId()
      more.sent = row.sent
      buffer.window.appendPending(more)
      parcels.push(view.outbox.add(buffer, more, parcels[parcels.length - 1] as Parcel))
    }
    buffer.changed()
    return parcels
  }

  #sendMultiline(target: string, text: string, tags: Record<string, string>, room: number): void {
    const { view } = this
    this.#references += 1
    const batch = `m${this.#references}`
    view.send("BATCH", [`+${batch}`, "draft/multiline", target], tags)
    for (const line of text.split("\n")) {
      concatParts(line, room).forEach((part, place) => {
        view.send("PRIVMSG", [target, part], place === 0 ? { batch } : { batch, "draft/multiline-concat": "" })
      })
    }
    view.send("BATCH", [`-${batch}`])
  }

  #room(buffer: Conversation, kind: MessageKind): number {
    const names = bytes(this.view.nick) + bytes(buffer.name)
    const frame = ":! PRIVMSG  :\r\n".length + (kind === "action" ? "\x01ACTION \x01".length : 0)
    return this.view.features.lineBytes - names - frame - this.view.features.hostRoom
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
    this.#typing.delete(buffer)
    view.close(buffer)
    this.onOutbox()
  }

  /** The composer holds `text` now; the others may see that somebody types. */
  typed(buffer: Conversation, text: string): void {
    const { now } = this.view
    const typing = this.#typing.get(buffer) ?? { state: "done", told: -Infinity, edited: 0 }
    if (text === "" || text.startsWith("/")) {
      if (typing.state !== "done") this.#tellTyping(buffer, "done", now)
    } else if (typing.state !== "active" || now - typing.told >= TYPING_EVERY) this.#tellTyping(buffer, "active", now)
    else typing.edited = now
  }

  #tellTyping(buffer: Conversation, state: string, edited: number): void {
    const { view } = this
    if (state === "done") this.#typing.delete(buffer)
    else this.#typing.set(buffer, { state, told: view.now, edited })
    const hears = buffer.kind === "channel" ? buffer.joined : buffer.kind === "direct"
    if (this.ready && hears && view.features.typing) view.send("TAGMSG", [buffer.name], { "+typing": state })
  }
}

/** Whether a message that left on an earlier connection has to wait until history says if it arrived. */
function inDoubt(parcel: Parcel): boolean {
  return parcel.row.sent && parcel.buffer.page !== null
}
