/**
 * Own messages on their way out.  The one rule: nothing said is ever forgotten.  A message is pending until the server has
 * it; what was under way when a connection was lost is said again with the same id on the next one.
 */

import { RESUME } from "../link/registration.ts"
import type { Conversation } from "../view/buffer.ts"
import * as history from "../view/history.ts"
import type { Parcel } from "../view/outbox.ts"
import { drop, refuse } from "../view/own.ts"
import { type MessageKind, UserError } from "../view/types.ts"
import type { Row } from "../view/values.ts"
import type { View } from "../view/view.ts"
import type { Unsent } from "./keeping.ts"
import { bytes, concatParts, split, splitMultiline } from "./splitting.ts"

export const UNCERTAIN = "The connection was lost before the server confirmed this; it may not have arrived"
/** A text that is longer is no message: it would be hundreds of them. */
export const LONGEST_TEXT = 50_000

/** `ready`: whether there is a connection that takes messages. */
export class Sending {
  /** Called whenever the outbox may have changed. */
  onChange: () => void = () => {}
  #holding = false
  #barriers = 0
  #references = 0

  constructor(
    private readonly view: View,
    private readonly ready: () => boolean,
  ) {}

  /** Say `text` in `buffer`: shown at once, sent as soon as there is a connection. Throws UserError where nobody would hear. */
  say(buffer: Conversation, text: string, kind: MessageKind, replyTo: string): void {
    const { view } = this
    if (buffer.kind === "server") throw new UserError("Nobody reads this here; /join a channel or /msg somebody")
    if (this.ready() && buffer.kind === "channel" && !buffer.joined && !this.#wants(buffer)) {
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
    this.release()
    this.onChange()
  }

  /** Take up a message that an earlier page had not sent for sure, or that was refused there. */
  adopt(buffer: Conversation, kept: Unsent): void {
    if (buffer.messages.some((row) => row.cid === kept.cid)) return
    const row = this.view.row(kept.kind, this.view.nick, kept.text, kept.time)
    row.replyTo = kept.replyTo
    row.cid = kept.cid
    row.sent = kept.sent
    const parcel = this.#post(buffer, row)
    if (kept.failed === "") this.release()
    else refuse(this.view, parcel, kept.failed)
  }

  #post(buffer: Conversation, row: Row): Parcel {
    row.own = true
    row.state = "pending"
    row.cid ||= this.view.newId()
    buffer.window.appendPending(row)
    buffer.changed()
    return this.view.outbox.add(buffer, row)
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
    this.release()
    this.onChange()
  }

  /** Give up a failed message. */
  discard(buffer: Conversation, row: Row): void {
    if (row.state === "failed") drop(buffer, row)
    this.onChange()
  }

  /** Something happened, or time passed: what had to wait may leave now. */
  goOn(): void {
    if (this.#holding) this.release()
  }

  /** Send what waits, as far as it may leave now. */
  release(): void {
    const { view } = this
    this.#holding = view.outbox.parcels.length > 0 && this.ready()
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
      } else if (!view.send(command, [target, row.kind === "action" ? `\x01ACTION ${row.text}\x01` : row.text], tags)) {
        refuse(view, parcel, "It cannot be written as a line of the protocol")
      }
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
}

/** Whether a message that left on an earlier connection has to wait until history says if it arrived. */
function inDoubt(parcel: Parcel): boolean {
  return parcel.row.sent && parcel.buffer.page !== null
}
