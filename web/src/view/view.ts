/** The view: lines and time in, changed state and lines for the server out.  Pure. */

import type { Caps } from "../link/events.ts"
import { type Line, param } from "../link/message.ts"
import * as answers from "./answers.ts"
import { Batch, Batches } from "./batches.ts"
import type { Conversation } from "./buffer.ts"
import { readTime } from "./clock.ts"
import * as errors from "./errors.ts"
import * as history from "./history.ts"
import * as marks from "./marks.ts"
import { confirm } from "./own.ts"
import * as people from "./people.ts"
import * as talk from "./talk.ts"
import * as told from "./told.ts"
import type { Connection } from "./types.ts"
import { markRead } from "./unread.ts"
import { type Heard, type Options, World } from "./world.ts"

type Handler = (world: World, heard: Heard) => void

const TABLE: ReadonlyMap<string, Handler> = new Map(
  Object.entries({ ...people.TABLE, ...talk.TABLE, ...history.TABLE, ...marks.TABLE, ...answers.TABLE }),
)

/** What a client knows.  Everything that is public in `World` may be read; only the methods change it. */
export class View extends World {
  readonly #batches = new Batches()

  constructor(nick: string, options: Options) {
    super(nick, options)
  }

  /** Take in one line from the server.  `now`: milliseconds since 1970. */
  receive(heard: Line, now: number): void {
    this.now = now
    const whole = this.#batches.receive(heard)
    if (whole === null) return
    if (whole instanceof Batch) {
      const label = whole.start.tags.get("label") ?? ""
      this.#batch(whole, label)
      this.#answered(label)
      return
    }
    const label = heard.tags.get("label") ?? ""
    this.#line(whole, label)
    if (label !== "") this.#answered(label)
  }

  /** Registration is through; `caps` are in force; `resumed`: the server knows us as the one from before. */
  connected(caps: Caps, resumed: boolean): void {
    this.setCaps(caps)
    this.resumed = resumed
    this.online = true
    if (!resumed) this.setAccount("")
  }

  setCaps(caps: Caps): void {
    this.caps = this.features.caps = caps
    this.changed()
  }

  /** The connection ended. */
  disconnected(now: number): void {
    this.now = now
    const wasOnline = this.online
    this.online = false
    if (wasOnline) this.lostAt = this.serverTime || now
    this.#batches.clear()
    this.asked.clear()
    this.quiet.clear()
    this.outgoing = []
    this.questions.lost("The connection was lost")
    for (const typists of this.typists.values()) typists.clear()
    talk.expireTyping(this)
    if (wasOnline) {
      for (const buffer of this.buffers) {
        history.lost(buffer)
        buffer.quietWho = false
        if (buffer.joined) {
          buffer.joined = false
          buffer.changedBeside()
        }
      }
    }
    this.outbox.disconnected()
  }

  /** Show how the connection is. */
  setConnection(connection: Connection): void {
    this.connection = connection
    this.changed()
  }

  /** This conversation is before the person's eyes; null: none is. `atEnd`: they see its end. */
  lookAt(buffer: Conversation | null, atEnd = true): void {
    const before = this.lookedAt
    this.atEnd = atEnd
    if (before !== buffer) {
      this.lookedAt = buffer
      if (before !== null && before.unread === 0 && before.firstUnread !== null) {
        before.firstUnread = null
        before.changed()
      }
      this.changed()
    }
    if (buffer !== null && atEnd) markRead(buffer)
  }

  /** Time passed: typing notices end, read markers go out, unanswered questions too.  About once a second. */
  tick(now: number): void {
    this.now = now
    talk.expireTyping(this)
    history.expirePages(this)
    history.sendMarks(this)
    this.questions.expire(now)
  }

  /** Lines for the server since the last call. */
  takeOutgoing(): Line[] {
    return this.outgoing.splice(0)
  }

  #answered(label: string): void {
    this.questions.over(label)
    this.asked.delete(label)
  }

  #batch(batch: Batch, label: string): void {
    const { kind } = batch
    if (kind === "chathistory" || kind === "draft/chathistory") {
      if (this.#isForeign(label)) return
      const question = this.questions.find(label)
      const lines = flat(batch)
      if (question !== undefined) {
        for (const each of lines) question.heard(each)
        return
      }
      const target = batch.params[0] ?? ""
      const buffer = this.asked.get(label) ?? (target === "" ? undefined : this.find(target))
      if (buffer !== undefined && buffer.kind !== "server") {
        history.pageCame(this, buffer, lines.map((each) => this.heard(each, "")))
      }
      return
    }
    if (kind === "soju.im/search" || kind === "search") {
      const question = label === "" ? this.questions.ofCommand("SEARCH") : this.questions.find(label)
      if (question === undefined) return
      for (const each of flat(batch)) question.heard(each)
      this.questions.finish(question)
      return
    }
    if (kind === "draft/multiline" || kind === "multiline") {
      const whole = joined(batch)
      if (whole !== null) this.#line(whole, label)
      return
    }
    const parcel = this.outbox.labelled(label)
    for (const item of batch.items) {
      if (item instanceof Batch) this.#batch(item, label)
      else this.#line(item, label)
    }
    if (kind === "labeled-response" && batch.items.length === 0 && parcel !== undefined) confirm(this, parcel)
  }

  #line(heard: Line, label: string): void {
    const whole = this.heard(heard, label)
    const { command } = heard
    if (!whole.foreign && this.questions.take(heard, whole.label, this.now)) {
      // What a question takes may say something about everybody too.
      if (["900", "REGISTER", "VERIFY"].includes(command) && param(heard, 0).toUpperCase() === "SUCCESS") {
        this.setAccount(param(heard, 1))
      }
      return
    }
    const handler = TABLE.get(command)
    if (handler !== undefined) handler(this, whole)
    else if (errors.isError(command)) answers.error(this, whole)
    else if (/^\d{3}$/.test(command)) told.show(this, whole)
  }

  #isForeign(label: string): boolean {
    return label !== "" && !label.startsWith(this.mark)
  }

  /** A line as handlers see it. */
  heard(heard: Line, label: string): Heard {
    const time = readTime(heard.tags.get("time") ?? "")
    if (time !== null) this.serverTime = Math.max(this.serverTime, time)
    const foreign = this.#isForeign(label)
    return { line: heard, time: time ?? this.now, nick: this.meet(heard.source), label: foreign ? "" : label, foreign }
  }
}

/** The lines of a batch, in order; what was said in several lines is one. */
export function flat(batch: Batch): Line[] {
  const lines: Line[] = []
  for (const item of batch.items) {
    if (!(item instanceof Batch)) lines.push(item)
    else if (item.kind.endsWith("multiline")) {
      const whole = joined(item)
      if (whole !== null) lines.push(whole)
    } else lines.push(...flat(item))
  }
  return lines
}

/** A message of several lines as one (draft/multiline): its tags are those of the batch. */
function joined(batch: Batch): Line | null {
  const lines = batch.items.filter((item): item is Line => !(item instanceof Batch))
  const [first] = lines
  if (first === undefined) return null
  let text = param(first, 1)
  for (const each of lines.slice(1)) {
    text += `${each.tags.has("draft/multiline-concat") ? "" : "\n"}${param(each, 1)}`
  }
  const tags = new Map([...first.tags, ...batch.start.tags])
  tags.delete("batch")
  const target = batch.params[0] ?? param(first, 0)
  return { command: first.command, params: [target, text], source: batch.start.source || first.source, tags }
}
