/**
 * Batches: lines that belong together, held back until their batch is complete (IRCv3 batch).  A batch inside another
 * one is a node of its tree; the tree is handed out when its outermost batch ends.  What a server can make us hold back
 * is limited.
 */

import { type Line, param } from "../link/message.ts"

const MOST_OPEN = 64
const MOST_LINES = 20_000
/** Batches within each other: whoever takes a tree apart does so branch by branch. */
const MOST_DEEP = 16

export class Batch {
  readonly items: (Line | Batch)[] = []
  size = 0

  constructor(
    /** chathistory, draft/multiline, netsplit, … */
    readonly kind: string,
    readonly params: readonly string[],
    readonly start: Line,
    readonly depth: number,
  ) {}
}

export class Batches {
  readonly #open = new Map<string, Batch>()
  readonly #inner = new Set<string>()

  /** The connection ended; what was half told is forgotten. */
  clear(): void {
    this.#open.clear()
    this.#inner.clear()
  }

  /** The line itself, a batch that it completed, or null while one is under way. */
  receive(heard: Line): Line | Batch | null {
    const parent = this.#open.get(heard.tags.get("batch") ?? "")
    if (heard.command !== "BATCH") {
      if (parent === undefined) return heard
      if (parent.size < MOST_LINES) {
        parent.items.push(heard)
        parent.size += 1
      }
      return null
    }
    const word = param(heard, 0)
    const reference = word.slice(1)
    const depth = parent === undefined ? 1 : parent.depth + 1
    if (word[0] === "+") {
      if (reference === "" || this.#open.has(reference) || this.#open.size >= MOST_OPEN || depth > MOST_DEEP) return null
      const batch = new Batch(param(heard, 1).toLowerCase(), heard.params.slice(2), heard, depth)
      this.#open.set(reference, batch)
      if (parent !== undefined) {
        parent.items.push(batch)
        this.#inner.add(reference)
      }
      return null
    }
    const batch = word[0] === "-" ? this.#open.get(reference) : undefined
    if (batch === undefined) return null
    this.#open.delete(reference)
    return this.#inner.delete(reference) ? null : batch
  }
}
