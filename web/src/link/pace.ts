/** Lines that leave no faster than a foreign server tolerates. */

const BURST = 8
/** Milliseconds for one more line: what common servers take from a client without dropping it for flooding. */
const EVERY = 500

/** A queue of lines with a token bucket; `free` lets everything pass (hubbub limits by its own rules). */
export class Pace {
  free = false
  #waiting: string[] = []
  #tokens = BURST
  #filled = 0

  /** A new connection. */
  reset(now: number): void {
    this.free = false
    this.#waiting = []
    this.#tokens = BURST
    this.#filled = now
  }

  put(text: string): void {
    this.#waiting.push(text)
  }

  /** The lines that may leave now. */
  take(now: number): string[] {
    this.#tokens = Math.min(BURST, this.#tokens + Math.max(0, now - this.#filled) / EVERY)
    this.#filled = now
    const many = this.free ? this.#waiting.length : Math.min(this.#waiting.length, Math.floor(this.#tokens))
    if (!this.free) this.#tokens -= many
    return this.#waiting.splice(0, many)
  }

  /** When `take` will have the next line; null while nothing waits. */
  due(): number | null {
    return this.#waiting.length === 0 ? null : this.#filled + Math.max(0, 1 - this.#tokens) * EVERY
  }
}
