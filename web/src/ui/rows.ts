/** How messages become rows: which begin a day, a group, or share a line of small events.  Pure. */

import type { EventKind, Message, Time } from "../view/types.ts"

export const GROUP = 5 * 60_000

/** Events short enough to share a line: "ken joined · margaret left". */
const SMALL: ReadonlySet<EventKind | ""> = new Set<EventKind>(["join", "part", "quit", "nick", "away", "mode"])

/** One thing in the list.  `head`: the row shows avatar, nick and time.  `key` is unique among the items. */
export type Item =
  | { readonly type: "day"; readonly key: string; readonly time: Time }
  | { readonly type: "new"; readonly key: string }
  | { readonly type: "message"; readonly key: number; readonly message: Message; readonly head: boolean }
  | { readonly type: "events"; readonly key: number; readonly messages: readonly Message[] }

/**
 * The items of consecutive messages.  `above`: the message before the first one, where there is one (then the first
 * needs neither a day nor, perhaps, a head); `firstUnread`: the key of the message above which "New messages" stands.
 */
export function itemsOf(messages: readonly Message[], above: Message | undefined, firstUnread: number | null): Item[] {
  const items: Item[] = []
  let small: Message[] | null = null
  for (const message of messages) {
    const newDay = !above || dayOf(above.time) !== dayOf(message.time)
    const unread = message.key === firstUnread
    if (newDay) items.push({ type: "day", key: `day ${message.key}`, time: message.time })
    if (unread) items.push({ type: "new", key: "new" })
    const parted = newDay || unread
    if (message.kind === "event") {
      if (SMALL.has(message.event) && small && !parted) small.push(message)
      else {
        small = SMALL.has(message.event) ? [message] : null
        items.push({ type: "events", key: message.key, messages: small ?? [message] })
      }
    } else {
      small = null
      items.push({ type: "message", key: message.key, message, head: parted || !above || !follows(above, message) })
    }
    above = message
  }
  return items
}

function follows(above: Message, message: Message): boolean {
  const passed = message.time - above.time
  return (
    above.kind === message.kind &&
    message.kind !== "action" &&
    above.nick === message.nick &&
    above.onlyFor === message.onlyFor &&
    !message.replyTo &&
    passed >= 0 &&
    passed < GROUP
  )
}

/** A number for the local day of a time. */
export function dayOf(time: Time): number {
  const date = new Date(time)
  return date.getFullYear() * 512 + date.getMonth() * 32 + date.getDate()
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" })
const YEAR = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" })

/** Times that a date cannot have (a broken server) are shown as nothing. */
const shown = (format: Intl.DateTimeFormat, time: Time): string => (Math.abs(time) < 8.64e15 ? format.format(time) : "")

export const clock = (time: Time): string => shown(CLOCK, time)

export const longTime = (time: Time): string => shown(LONG, time)

export const isoTime = (time: Time): string => (Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : "")

/** "Today", "Yesterday", or the date. */
export function dayName(time: Time, now: Time): string {
  if (dayOf(time) === dayOf(now)) return "Today"
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (dayOf(time) === dayOf(yesterday.getTime())) return "Yesterday"
  return shown(new Date(time).getFullYear() === new Date(now).getFullYear() ? DAY : YEAR, time)
}

/** "09:14", "Yesterday, 09:14" or "21 November, 09:14": for a message out of its place. */
export function when(time: Time, now: Time): string {
  return dayOf(time) === dayOf(now) ? clock(time) : `${dayName(time, now)}, ${clock(time)}`
}

/** "3 min", "2 h", "5 days". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86400)} days`
}

/** Whether a text is a few emoji and nothing else: shown large. */
export function isJumbo(text: string): boolean {
  return text.length <= 40 && /^(?:(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007F}]+)?(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*)\s*){1,3}$/u.test(text) && /\p{Extended_Pictographic}|\p{RI}/u.test(text)
}
