/** Telling whoever watches that something changed: once for each frame, however much happened in it. */

import type { Watched } from "./types.ts"

/** What runs a step soon, once. */
export type Schedule = (step: () => void) => void

/** The signals that changed since the last frame. */
export class Frames {
  readonly #changed = new Set<Signal>()
  #due = false

  constructor(private readonly schedule: Schedule) {}

  add(signal: Signal): void {
    this.#changed.add(signal)
    if (this.#due) return
    this.#due = true
    this.schedule(() => this.flush())
  }

  /** Tell everybody now. */
  flush(): void {
    this.#due = false
    const listeners = new Set<() => void>()
    for (const signal of this.#changed) for (const listener of signal.listeners) listeners.add(listener)
    this.#changed.clear()
    for (const listener of listeners) listener()
  }
}

export class Signal implements Watched {
  version = 0
  readonly listeners = new Set<() => void>()

  constructor(protected readonly frames: Frames) {}

  watch(listener: () => void): () => void {
    // A listener of one's own, so that the same function may watch twice and end once.
    const mine = () => listener()
    this.listeners.add(mine)
    return () => void this.listeners.delete(mine)
  }

  changed(): void {
    this.version += 1
    this.frames.add(this)
  }
}

/**
 * Before the next frame is drawn; a page that nobody sees draws none, and is served once a while, so that its title
 * keeps its badge.
 */
export const beforeFrame: Schedule = (step) => {
  if (document.hidden) setTimeout(step, 100)
  else {
    let done = false
    const once = () => {
      if (!done) {
        done = true
        step()
      }
    }
    requestAnimationFrame(once)
    setTimeout(once, 250)
  }
}
