/** What becomes of own messages: confirmed, refused, given up. */

import type { Conversation } from "./buffer.ts"
import type { Parcel } from "./outbox.ts"
import type { Row } from "./values.ts"
import type { World } from "./world.ts"

/** The server has an own message; `echo` is its copy where there is one. */
export function confirm(world: World, parcel: Parcel, echo?: Row): void {
  world.outbox.remove(parcel)
  const { buffer, row } = parcel
  if (echo !== undefined && buffer.find(echo.id) !== undefined) {
    drop(buffer, row)
    return
  }
  row.state = "confirmed"
  row.reason = ""
  if (echo !== undefined) {
    row.id = echo.id
    row.time = echo.time
    row.text = echo.text
    row.account = echo.account
    row.bot = echo.bot
    row.tags = echo.tags
    row.nick = echo.nick
  }
  buffer.window.settle(row)
  world.settleEarly(buffer, row)
  row.changed()
  buffer.changed()
  world.trim(buffer)
}

/** The server did not take an own message. */
export function refuse(world: World, parcel: Parcel, reason: string): void {
  world.outbox.remove(parcel)
  parcel.row.state = "failed"
  parcel.row.reason = reason
  parcel.row.changed()
  parcel.buffer.window.settle(parcel.row)
  parcel.buffer.changed()
}

/** Take an own row away: it was given up, or stands elsewhere already. */
export function drop(buffer: Conversation, row: Row): void {
  if (buffer.window.remove(row)) buffer.changed()
}
