/**
 * History: the pages that fill a conversation, and the read markers that say what was seen of it.
 *
 * Asking goes by ids (draft/chathistory).  After a lost connection everything AFTER the last known row is fetched page by
 * page until a page adds nothing, so that there is neither a gap nor a duplicate; where that would be more than memory
 * keeps, the conversation starts over from its latest page, and scrolling up loads the rest.
 *
 * A page may hold more than messages (draft/event-playback): reactions and redactions count, the rest only moves on.
 */

import type { Conversation, Page, Point } from "./buffer.ts"
import { readTime, showTime } from "./clock.ts"
import { reaction, redaction } from "./marks.ts"
import { confirm } from "./own.ts"
import { readMessage } from "./reading.ts"
import { isImportant, markRead, mentionsMe, recount } from "./unread.ts"
import type { Row } from "./values.ts"
import { type Heard, type World, at } from "./world.ts"

const FIRST_PAGE = 50
/** Pages that are fetched to close a gap, before the conversation starts over from its latest page. */
const MOST_PAGES = 10
/** After which an answer to a request for history is not waited for any more. */
const PAGE_WITHIN = 20_000
/** A read position of a conversation in which nothing was read yet, though it was seen. */
const BEFORE_EVERYTHING = 1e-6
/** By how much the server's clock may be behind ours. */
const SKEW = 300_000

export function offered(world: World): boolean {
  return world.online && world.features.history
}

/** Fetch what was said while the connection was lost, or the latest page of a conversation just opened. */
export function catchUp(world: World, buffer: Conversation): void {
  if (buffer.page !== null || buffer.kind === "server") return
  if (buffer.caughtUp !== null) {
    if (offered(world)) ask(world, buffer, { kind: "after", point: buffer.caughtUp })
    else {
      buffer.caughtUp = null
      world.event(buffer, "gap", "", "The connection was lost; what was said meanwhile is not shown here")
    }
  } else if (offered(world) && buffer.window.lastKnown() === null) ask(world, buffer, { kind: "latest" })
}

/** A page from before the first row. */
export function loadOlder(world: World, buffer: Conversation): void {
  if (buffer.page !== null || !buffer.older || !offered(world)) return
  const first = buffer.window.firstKnown()
  const point = buffer.oldest ?? (first === null ? null : pointOf(first))
  ask(world, buffer, point === null ? { kind: "latest" } : { kind: "before", point })
}

/** A page from behind the last row, where the end is elsewhere. */
export function loadNewer(world: World, buffer: Conversation): void {
  if (buffer.page !== null || !buffer.newer || !offered(world)) return
  const last = buffer.window.lastKnown()
  const point = buffer.newest ?? (last === null ? null : pointOf(last))
  if (point === null) loadLatest(world, buffer)
  else ask(world, buffer, { kind: "newer", point })
}

/** The end of the conversation, whatever is shown of it. */
export function loadLatest(world: World, buffer: Conversation): void {
  if (!buffer.newer) return
  giveUp(buffer)
  buffer.newer = false
  startOver(world, buffer)
}

/** The rows around the message `id`, in place of those that are here. */
export function loadAround(world: World, buffer: Conversation, id: string, done: (row: Row | null) => void): void {
  const row = buffer.find(id)
  if (row !== undefined || !offered(world)) {
    done(row ?? null)
    return
  }
  giveUp(buffer)
  ask(world, buffer, { kind: "around", point: { id, time: 0, row: null }, done })
}

/** The connection ended: from here on rows are missing. */
export function lost(buffer: Conversation): void {
  const last = buffer.window.lastKnown()
  if (!buffer.newer && last !== null) buffer.caughtUp ??= pointOf(last)
  if (buffer.page !== null || buffer.loading) {
    giveUp(buffer)
    buffer.changed()
  }
}

function giveUp(buffer: Conversation): void {
  const page = buffer.page
  buffer.page = null
  buffer.loading = false
  page?.done?.(null)
}

function pointOf(row: Row): Point {
  return { id: row.id, time: row.time, row }
}

function ask(world: World, buffer: Conversation, page: Partial<Page> & Pick<Page, "kind">): void {
  const asked: Page = { point: null, number: 0, ...page, time: world.now }
  const limit = Math.min(world.features.historyLimit, asked.kind === "latest" || asked.kind === "around" ? FIRST_PAGE : 100)
  const label = world.newLabel()
  const verb = asked.kind === "newer" ? "AFTER" : asked.kind.toUpperCase()
  const params = [verb, buffer.name, reference(world, asked), String(limit)]
  if (!world.send("CHATHISTORY", params, label === "" ? {} : { label })) {
    asked.done?.(null)
    return
  }
  buffer.page = asked
  if (label !== "") world.asked.set(label, buffer)
  if (!buffer.loading) {
    buffer.loading = true
    buffer.changed()
  }
}

function reference(world: World, page: Page): string {
  const { point } = page
  if (point === null) return "*"
  if (point.id !== "" && (world.features.historyById || page.kind === "around")) return `msgid=${point.id}`
  // Times are not unique: include the row's own millisecond, what is known is left out on merging.
  return `timestamp=${showTime(point.time + (page.kind === "before" ? 1 : -1))}`
}

/** A whole chathistory batch. */
export function pageCame(world: World, buffer: Conversation, heard: readonly Heard[]): void {
  const page: Page = buffer.page ?? { kind: "latest", time: world.now, point: null, number: 0 }
  buffer.page = null
  const rows = readRows(world, heard)
  const marks = new Map<string, ((row: Row) => void)[]>()
  for (const each of heard) {
    const mark = each.line.command === "REDACT" ? redaction(each) : reaction(world, each)
    if (mark === null) continue
    const id = mark.id.replace(/\s/g, "")
    marks.set(id, [...(marks.get(id) ?? []), mark.step])
  }
  for (const [id, steps] of marks) early(world, buffer, id, steps)
  if (page.kind === "around") {
    clear(buffer)
    buffer.newer = true
  }
  const after = page.kind === "after" || page.kind === "newer" ? page.point : null
  const reached = page.kind === "after" && reachesNow(buffer, page, rows)
  if (!world.resumed) recognise(world, buffer, rows)
  const fresh = buffer.window.merge(rows, after?.row ?? null, page.kind === "before")
  for (const row of [...fresh, ...rows]) {
    const known = buffer.window.known(row)
    if (known !== undefined) world.settleEarly(buffer, known)
  }
  for (const row of fresh) markMention(world, buffer, row, page)
  const last = pointAt(buffer, heard[heard.length - 1])
  if (page.kind === "latest" || page.kind === "before" || page.kind === "around") {
    buffer.oldest = pointAt(buffer, heard[0]) ?? buffer.oldest
  }
  if (page.kind === "around" || page.kind === "newer") buffer.newest = last ?? buffer.newest
  if (page.kind === "after") goOn(world, buffer, page, reached ? null : last)
  else if (page.kind === "newer") {
    buffer.newer = fresh.length > 0 || (last !== null && last.id !== "" && last.id !== page.point?.id)
  } else buffer.older = page.kind === "before" ? isNew(fresh, buffer.oldest, page) : heard.length > 0
  if (page.kind === "newer" && !buffer.newer) recount(world, buffer)
  if (page.kind === "latest" || page.kind === "after") count(world, buffer, page, fresh)
  // A page in which nothing was said shows nothing: the next one may.
  const silent = fresh.length === 0 && buffer.older && page.number + 1 < MOST_PAGES
  if (silent && (page.kind === "before" || (page.kind === "latest" && rows.length === 0)) && buffer.oldest !== null) {
    ask(world, buffer, { kind: "before", point: buffer.oldest, number: page.number + 1 })
  }
  if (buffer.page === null) buffer.loading = false
  buffer.changed()
  page.done?.(buffer.find(page.point?.id ?? "") ?? null)
}

/** The rows of lines from the history; what was redacted meanwhile is told by its mark. */
export function readRows(world: World, heard: readonly Heard[]): Row[] {
  const rows: Row[] = []
  for (const each of heard) {
    if (each.line.command !== "PRIVMSG" && each.line.command !== "NOTICE") continue
    const read = readMessage(world, each)
    if (read !== null) rows.push(read.row)
  }
  return rows
}

/** Marks of a page are older than those that wait already. */
function early(world: World, buffer: Conversation, id: string, steps: readonly ((row: Row) => void)[]): void {
  const row = buffer.find(id)
  const waiting = buffer.early.get(id) ?? []
  // What waits for a row that is not here yet came later than a page that does not have that row either.
  buffer.early.set(id, row === undefined ? [...steps, ...waiting] : [...waiting, ...steps])
  if (row !== undefined) world.settleEarly(buffer, row as Row)
}

/** Whether a page from before leads further back. */
function isNew(fresh: readonly Row[], oldest: Point | null, page: Page): boolean {
  return fresh.length > 0 || (oldest !== null && oldest.id !== "" && oldest.id !== page.point?.id)
}

/** The place of a line of a page, null where it has none that could be named. */
function pointAt(buffer: Conversation, heard: Heard | undefined): Point | null {
  if (heard === undefined) return null
  const id = heard.line.tags.get("msgid") ?? ""
  const row = buffer.find(id) ?? (id === "" ? buffer.messages.find((each) => each.id === "" && each.time === heard.time) : null)
  return id === "" && row == null ? null : { id, time: heard.time, row: row ?? null }
}

/** Whether a page of what was missed holds a row that came by itself since we are back: nothing is missing then. */
function reachesNow(buffer: Conversation, page: Page, rows: readonly Row[]): boolean {
  const { window } = buffer
  const from = page.point?.row ?? null
  const known = rows.map((row) => window.known(row)).filter((row) => row !== undefined && row !== from)
  const begin = from === null ? -1 : window.index(from)
  return begin < 0 ? known.length > 0 : known.some((row) => window.index(row as Row) > begin)
}

/** Go on after the page's `last` line; null, or no progress: the gap is closed. */
function goOn(world: World, buffer: Conversation, page: Page, last: Point | null): void {
  if (last === null || (last.id !== "" ? last.id === page.point?.id : last.row === page.point?.row)) buffer.caughtUp = null
  else if (page.number + 1 < MOST_PAGES) {
    buffer.caughtUp = last
    ask(world, buffer, { kind: "after", point: last, number: page.number + 1 })
  } else startOver(world, buffer)
}

function clear(buffer: Conversation): void {
  buffer.caughtUp = buffer.oldest = buffer.newest = null
  buffer.window.clear()
}

/** Let the rows go, and begin with the latest page. */
function startOver(world: World, buffer: Conversation): void {
  clear(buffer)
  buffer.changed()
  if (offered(world)) ask(world, buffer, { kind: "latest" })
}

/** The page that was asked for does not come.  A gap whose end the server forgot starts over. */
export function refused(world: World, buffer: Conversation): void {
  const page = buffer.page
  giveUp(buffer)
  if (page?.kind === "after") startOver(world, buffer)
  else if (page?.kind === "newer") buffer.newer = false
  else if (page?.kind !== "around") buffer.older = false
  buffer.changed()
}

/** A page that the server owes for too long does not come. */
export function expirePages(world: World): void {
  if (!world.online) return
  for (const buffer of world.buffers) {
    if (buffer.page === null || world.now - buffer.page.time <= PAGE_WITHIN) continue
    giveUp(buffer)
    buffer.caughtUp = null
    buffer.changed()
  }
}

/**
 * Own messages that left on an earlier connection stand in the history: they had arrived.  A server that resumed our
 * session knows them by their ids; any other knows only who said what.
 */
function recognise(world: World, buffer: Conversation, rows: readonly Row[]): void {
  for (const row of rows) {
    if (!row.own || buffer.find(row.id) !== undefined) continue
    const parcel = world.outbox
      .uncertain(buffer)
      .find(({ row: mine }) => mine.kind === row.kind && mine.text === row.text && row.time >= mine.time - SKEW)
    if (parcel !== undefined) confirm(world, parcel, row)
  }
}

function markMention(world: World, buffer: Conversation, row: Row, page: Page): void {
  row.mention = !row.own && mentionsMe(world, row.text)
  const missed = page.kind === "after" && row.time > buffer.readTime && !row.own
  if (missed && isImportant(buffer, row) && !buffer.muted && !(buffer === world.lookedAt && world.atEnd)) {
    world.alert(buffer, row)
  }
}

/** Unread counts after a page.  What stood there before a conversation was first seen counts as read. */
function count(world: World, buffer: Conversation, page: Page, fresh: readonly Row[]): void {
  if (buffer.readTime === 0 && page.kind === "latest") {
    buffer.readTime = fresh[fresh.length - 1]?.time ?? BEFORE_EVERYTHING
  }
  if (buffer.readTime > 0) recount(world, buffer)
  if (buffer === world.lookedAt && world.atEnd) markRead(buffer)
}

// Read markers --------------------------------------------------------------------------------------------------------

/** MARKREAD: up to where this user has read, perhaps with another client. */
function marked(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 0))
  const time = readTime(at(heard, 1).replace(/^timestamp=/, ""))
  if (buffer === undefined || time === null || time <= buffer.readTime) return
  buffer.readTime = time
  buffer.markDue = false
  recount(world, buffer)
}

/** Tell the server what was read since. */
export function sendMarks(world: World): void {
  if (!world.online) return
  for (const buffer of world.buffers) {
    if (!buffer.markDue || buffer.kind === "server") continue
    buffer.markDue = false
    if (world.features.readMarkers) world.send("MARKREAD", [buffer.name, `timestamp=${showTime(buffer.readTime)}`])
    else world.onRead(buffer)
  }
}

export const TABLE = { MARKREAD: marked }
