/** What was read, and what is unread: the counts of conversations, and whether a row is for us in person. */

import type { Conversation } from "./buffer.ts"
import { mentions } from "./mentions.ts"
import type { Row } from "./values.ts"
import type { World } from "./world.ts"

/** Unread and mention counts for a row of somebody else. */
export function count(world: World, buffer: Conversation, row: Row, alert: boolean): void {
  if (row.own || row.kind === "event" || buffer.kind === "server") return
  row.mention = mentionsMe(world, row.text)
  const important = isImportant(buffer, row)
  const seen = buffer === world.lookedAt && world.atEnd && !buffer.newer
  if (seen) markRead(buffer)
  else {
    if (buffer.unread === 0 && !buffer.newer) buffer.firstUnread = row.key
    buffer.unread += 1
    if (important) buffer.mentions += 1
    buffer.changedBeside()
  }
  if (important && alert && !seen && !buffer.muted) world.alert(buffer, row)
}

/** Whether a row of somebody else is for us in person. */
export function isImportant(buffer: Conversation, row: Row): boolean {
  return row.mention || (buffer.kind === "direct" && row.kind !== "notice")
}

export function mentionsMe(world: World, text: string): boolean {
  return mentions(text, world.nick, (name) => world.fold(name))
}

/** Unread and mention counts from `readTime`: after history or another session's read marker. */
export function recount(world: World, buffer: Conversation): void {
  if (buffer.newer) return
  const unread = buffer.messages.filter(
    (row) => !row.own && row.kind !== "event" && row.state === "confirmed" && row.time > buffer.readTime,
  )
  buffer.unread = unread.length
  buffer.mentions = unread.filter((row) => isImportant(buffer, row)).length
  if (unread[0] !== undefined) buffer.firstUnread = unread[0].key
  else if (buffer !== world.lookedAt) buffer.firstUnread = null
  buffer.changedBeside()
}

/** The person has seen all rows of `buffer`; the line before what was new stays until they look elsewhere. */
export function markRead(buffer: Conversation): void {
  const last = buffer.window.lastKnown()
  if (last !== null && last.time > buffer.readTime && !buffer.newer) {
    buffer.readTime = last.time
    buffer.markDue = true
  }
  if (buffer.unread > 0 || buffer.mentions > 0) {
    buffer.unread = buffer.mentions = 0
    buffer.changedBeside()
  }
}
