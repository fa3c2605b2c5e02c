/** Which part of a conversation is drawn, and where it is scrolled to: about 300 rows, held in place by hand.
 *
 * The browser's own anchoring is off: rows come and go at both ends of what is drawn, and only the one who draws knows
 * which row the eyes rest on.  Before a drawing that row and its place are noted; after it, it is put back there.
 */

import type { Client } from "../client/types.ts"
import type { Buffer, Message } from "../view/types.ts"
import { around, endSpan, grownDown, grownUp, MOST, type Span } from "./span.ts"

/** So near an end (in pixels) more rows are drawn, or asked for. */
const NEAR = 900
/** So near the end it counts as the end. */
const AT_END = 40

export class Pane {
  /** The end is in view, and stays so. */
  stuck = true
  log: HTMLElement | null = null
  /** Called after each scrolling. */
  scrolledTo: () => void = () => {}
  #firstKey: number | null = null
  /** null: up to the end. */
  #lastKey: number | null = null
  #span: Span = { first: 0, end: 0 }
  #anchor: { key: string; top: number } | null = null
  #scrolled = 0
  /** The row to bring into view after the next drawing. */
  #aim: number | null = null
  /** How many rows there were when the end was left. */
  #seen = 0

  readonly #client: Client
  readonly #buffer: Buffer
  readonly #again: () => void

  constructor(
    client: Client,
    buffer: Buffer,
    again: () => void,
  ) {
    this.#client = client
    this.#buffer = buffer
    this.#again = again
  }

  /** What to draw now; call it before drawing. */
  begin(): Span {
    this.#note()
    const rows = this.#buffer.messages
    if (this.stuck) this.#span = endSpan(rows.length)
    else {
      let first = this.#firstKey === null ? 0 : placeOf(rows, this.#firstKey)
      let end = this.#lastKey === null ? rows.length : placeOf(rows, this.#lastKey) + 1
      if (first < 0) first = 0
      if (end <= first) end = Math.min(rows.length, first + MOST)
      if (end - first > MOST) end = first + MOST
      this.#keep({ first, end })
    }
    return this.#span
  }

  /** The rows are in the page. */
  drawn(): void {
    const { log } = this
    if (!log) return
    // Scrolled just now, and not yet told: a smooth scroll that begins must not be undone.
    if (this.stuck && log.scrollTop < this.#scrolled - 1) this.onScroll()
    if (this.#aim !== null) {
      const row = log.querySelector<HTMLElement>(`[data-key="${this.#aim}"]`)
      this.#aim = null
      if (row) log.scrollTop = row.offsetTop - Math.max(60, (log.clientHeight - row.offsetHeight) / 3)
    } else if (this.stuck) log.scrollTop = log.scrollHeight
    else this.#restore()
    this.#scrolled = log.scrollTop
    this.#fill()
  }

  /** The size of the pane or of a row changed. */
  resized(): void {
    if (!this.log) return
    if (this.stuck) this.log.scrollTop = this.log.scrollHeight
    else this.#restore()
    this.#scrolled = this.log.scrollTop
  }

  onScroll(): void {
    const { log } = this
    if (!log) return
    const below = log.scrollHeight - log.clientHeight - log.scrollTop
    const up = log.scrollTop < this.#scrolled
    this.#scrolled = log.scrollTop
    const whole = this.#span.end === this.#buffer.messages.length && !this.#buffer.newer
    if (this.stuck) {
      if (up && below > 1) this.#leaveEnd()
    } else if (whole && below <= AT_END && !up) this.toEnd()
    this.#note()
    this.#fill()
    this.scrolledTo()
  }

  /** Show the end, and stay there. */
  toEnd(): void {
    if (this.#buffer.newer) this.#client.loadLatest(this.#buffer)
    const was = this.stuck
    this.stuck = true
    this.#anchor = null
    if (!was) this.#client.hold(this.#buffer, false)
    this.#again()
  }

  /** Show a row wherever it is; false where it is not in memory. */
  show(key: number): boolean {
    const rows = this.#buffer.messages
    const place = placeOf(rows, key)
    if (place < 0) return false
    this.#leaveEnd()
    if (place < this.#span.first || place >= this.#span.end) this.#keep(around(place, rows.length))
    this.#aim = key
    this.#again()
    return true
  }

  page(direction: -1 | 1): void {
    if (this.log) this.log.scrollTop += direction * (this.log.clientHeight - 60)
  }

  /** How many rows came since the end was left. */
  get missed(): number {
    return this.stuck ? 0 : Math.max(0, this.#buffer.messages.length - this.#seen)
  }

  /** Whether this row is above what is in view. */
  isAbove(key: number): boolean {
    const { log } = this
    const place = placeOf(this.#buffer.messages, key)
    if (!log || place < 0) return place < 0
    if (place < this.#span.first) return true
    const row = log.querySelector<HTMLElement>(`[data-key="${key}"]`)
    return row !== null && row.offsetTop + row.offsetHeight < log.scrollTop
  }

  #leaveEnd(): void {
    if (!this.stuck) return
    this.stuck = false
    this.#seen = this.#buffer.messages.length
    this.#client.hold(this.#buffer, true)
    this.#keep(this.#span)
    this.#again()
  }

  #keep(span: Span): void {
    const rows = this.#buffer.messages
    this.#span = span
    this.#firstKey = rows[span.first]?.key ?? null
    this.#lastKey = span.end >= rows.length ? null : (rows[span.end - 1]?.key ?? null)
  }

  /** More rows where the eyes come near an end of them. */
  #fill(): void {
    const { log } = this
    const buffer = this.#buffer
    const client = this.#client
    if (!log || log.clientHeight === 0) return
    const count = buffer.messages.length
    const below = log.scrollHeight - log.clientHeight - log.scrollTop
    if (log.scrollTop < NEAR) {
      if (this.#span.first > 0) {
        if (!this.stuck) this.#move(grownUp(this.#span))
      } else if (buffer.older && !buffer.loading) client.loadOlder(buffer)
    } else if (below < NEAR && !this.stuck) {
      if (this.#span.end < count) this.#move(grownDown(this.#span, count))
      else if (buffer.newer && !buffer.loading) client.loadNewer(buffer)
    }
  }

  #move(span: Span): void {
    this.#keep(span)
    this.#again()
  }

  /** Note the row at the top of what is in view, and where it stands. */
  #note(): void {
    const { log } = this
    this.#anchor = null
    if (!log || this.stuck) return
    const top = log.getBoundingClientRect().top
    const rows = log.querySelectorAll<HTMLElement>("[data-key]")
    let low = 0
    let high = rows.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (rows[middle]!.getBoundingClientRect().bottom > top + 1) high = middle
      else low = middle + 1
    }
    const row = rows[low]
    if (row) this.#anchor = { key: row.dataset.key!, top: row.getBoundingClientRect().top - top }
  }

  #restore(): void {
    const { log } = this
    const anchor = this.#anchor
    const row = anchor && log?.querySelector<HTMLElement>(`[data-key="${anchor.key}"]`)
    if (!log || !row) return
    const moved = row.getBoundingClientRect().top - log.getBoundingClientRect().top - anchor.top
    if (Math.abs(moved) >= 1) log.scrollTop += moved
  }
}

function placeOf(rows: readonly Message[], key: number): number {
  for (let place = rows.length - 1; place >= 0; place--) if (rows[place]!.key === key) return place
  return -1
}
