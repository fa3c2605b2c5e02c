/**
 * The part of a conversation that is in memory: rows in order, without a gap inside and without duplicates.
 *
 * The order is the server's.  Own rows that it has not confirmed stand at the end (the tail), so a row of others goes
 * before the first pending one; a failed row stays where it failed.  Merging history relies on ids alone: a page's rows
 * that are known already are its anchors, the others go where the anchors say.
 */

import type { Row } from "./values.ts"

/** What makes a stored message itself: its msgid, or where the server gives none, when, who and what. */
export function identity(row: Row): string {
  return row.id || `${row.time} ${row.nick} ${row.text}`
}

function stored(row: Row): boolean {
  return row.kind !== "event" && row.state === "confirmed"
}

/** `keep`: how many rows stay in memory when some are appended. */
export class Window {
  rows: Row[] = []
  readonly #ids = new Map<string, Row>()
  #tail: Row[] = []

  constructor(private readonly keep: number) {}

  find(id: string): Row | undefined {
    const found = id === "" ? undefined : this.#ids.get(id)
    return found?.id === id ? found : undefined
  }

  /** The row that is the same message as this one. */
  known(row: Row): Row | undefined {
    return this.#ids.get(identity(row))
  }

  /** Where it stands, -1 where it is not here. */
  index(row: Row): number {
    return this.rows.lastIndexOf(row)
  }

  /** Add a row that happened now: before the pending ones.  Whether it is new. */
  append(row: Row): boolean {
    if (row.kind !== "event") {
      if (row.id !== "" && this.#ids.has(row.id)) return false
      this.#ids.set(identity(row), row)
    }
    const first = this.#tail[0]
    if (first === undefined) this.rows.push(row)
    else this.rows.splice(this.index(first), 0, row)
    return true
  }

  /** Add an own row that the server has not confirmed. */
  appendPending(row: Row): void {
    this.#tail.push(row)
    this.rows.push(row)
  }

  /** A pending row was confirmed or failed: it moves before those that still wait. */
  settle(row: Row): void {
    const place = this.#tail.indexOf(row)
    if (place < 0) return
    this.#tail.splice(place, 1)
    if (row.state === "confirmed") this.#ids.set(identity(row), row)
    const first = this.#tail[0]
    if (place === 0 || first === undefined) return
    this.rows.splice(this.index(row), 1)
    this.rows.splice(this.index(first), 0, row)
  }

  /** Forget a row; whether it was here. */
  remove(row: Row): boolean {
    const place = this.index(row)
    if (place < 0) return false
    this.rows.splice(place, 1)
    this.#forget(row)
    this.#tail = this.#tail.filter((each) => each !== row)
    return true
  }

  /**
   * Put a page of history, in the server's order, where it belongs; the rows that are new.  `after`: the row it was asked
   * to follow; `oldest`: it was asked to end before the first known row.  Without either and without a row in common it
   * goes where its time says.
   */
  merge(page: readonly Row[], after: Row | null = null, oldest = false): Row[] {
    const fresh: Row[] = []
    let waiting: Row[] = []
    const at = after === null ? -1 : this.index(after)
    let cursor = at >= 0 ? at + 1 : oldest ? 0 : -1
    const insert = (place: number) => {
      this.rows = [...this.rows.slice(0, place), ...waiting, ...this.rows.slice(place)]
      fresh.push(...waiting)
    }
    for (const row of page) {
      const known = this.known(row)
      if (known === undefined) {
        this.#ids.set(identity(row), row)
        waiting.push(row)
      } else if (!waiting.includes(known)) {
        let place = this.index(known)
        if (waiting.length > 0) {
          insert(place)
          place += waiting.length
          waiting = []
        }
        cursor = place + 1
      }
    }
    const first = waiting[0]
    if (first !== undefined) {
      const last = waiting[waiting.length - 1] as Row
      insert(cursor < 0 ? this.#byTime(last.time) : this.#pastEvents(cursor, first))
    }
    return fresh
  }

  /** Let the oldest rows go where there are too many; whether any went.  In blocks, so that it is rare. */
  trim(held: boolean): boolean {
    const limit = held ? this.keep * 10 : this.keep
    if (this.rows.length <= limit + limit / 4) return false
    const oldest = this.rows.slice(0, this.rows.length - limit)
    const stay = oldest.filter((row) => row.state !== "confirmed")
    for (const row of oldest) if (row.state === "confirmed") this.#forget(row)
    this.rows = [...stay, ...this.rows.slice(oldest.length)]
    return true
  }

  /** Let every row go that the server has. */
  clear(): void {
    for (const row of this.rows) if (row.state === "confirmed") this.#forget(row)
    this.rows = this.rows.filter((row) => row.state !== "confirmed")
  }

  /** The oldest row that the server's history has. */
  firstKnown(): Row | null {
    return this.rows.find(stored) ?? null
  }

  /** The newest row that the server's history has. */
  lastKnown(): Row | null {
    for (let place = this.rows.length - 1; place >= 0; place -= 1) {
      const row = this.rows[place] as Row
      if (stored(row)) return row
    }
    return null
  }

  #forget(row: Row): void {
    if (this.#ids.get(identity(row)) === row) this.#ids.delete(identity(row))
  }

  #byTime(time: number): number {
    let place = this.rows.length
    while (place > 0) {
      const row = this.rows[place - 1] as Row
      if (row.time <= time && row.state === "confirmed") break
      place -= 1
    }
    return place
  }

  /** Rows made by this client (joins, lost connections) keep their place in time. */
  #pastEvents(place: number, before: Row): number {
    for (;;) {
      const row = this.rows[place]
      if (row === undefined || row.kind !== "event" || row.time > before.time) return place
      place += 1
    }
  }
}
