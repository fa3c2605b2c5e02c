/** How long to wait before the next attempt. */

const FIRST = 1_000
const LONGEST = 60_000

/**
 * Doubling waits from 1 to 60 seconds, each shortened by up to half at random, so that the clients of a restarted server
 * do not all return at once.  `random`: 0 up to 1.
 */
export class Backoff {
  #attempts = 0

  constructor(private readonly random: () => number) {}

  /** The last connection was good. */
  reset(): void {
    this.#attempts = 0
  }

  /** Milliseconds to wait now. */
  next(): number {
    const longest = Math.min(FIRST * 2 ** Math.min(this.#attempts, 10), LONGEST)
    this.#attempts += 1
    return longest * (1 - this.random() / 2)
  }
}
