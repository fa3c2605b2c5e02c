/**
 * Several tabs, one connection.  One tab leads: it holds the connection, and passes on what the link tells.  The others
 * follow, each with a view of its own, and send through it.  When the leader goes, another takes the session up again.
 *
 * Where the browser has locks (https and localhost) the leader is who holds one.  Elsewhere it is who answers; nobody
 * answering for a moment makes a follower that is looked at try, and of two that lead the one with the lesser name stays.
 */

import type { Event } from "../link/events.ts"
import type { Line } from "../link/message.ts"

/** Without an answer of the leader for this long it is gone. */
const ANSWERS_WITHIN = 1_500
const ASKS_EVERY = 3_000

export type Word =
  /** Who leads? */
  | { readonly type: "hello"; readonly from: string }
  /** I lead. */
  | { readonly type: "lead"; readonly from: string }
  /** All that a tab must have heard, for the one named. */
  | { readonly type: "snapshot"; readonly from: string; readonly to: string; readonly events: readonly Event[] }
  | { readonly type: "events"; readonly from: string; readonly events: readonly Event[] }
  | { readonly type: "lines"; readonly from: string; readonly lines: readonly Line[]; readonly connection: number }
  /** This tab is before the person's eyes, and shows the conversation with this name; null: it is not. */
  | { readonly type: "look"; readonly from: string; readonly name: string | null }
  | { readonly type: "read"; readonly from: string; readonly name: string; readonly time: number }
  /** Try again now; be somebody (who is kept); be nobody. */
  | { readonly type: "reconnect"; readonly from: string }
  | { readonly type: "be"; readonly from: string }
  | { readonly type: "logout"; readonly from: string }
  /** This tab goes. */
  | { readonly type: "bye"; readonly from: string }

export interface Listener {
  /** This tab leads from now on. */
  lead(): void
  /** It does not any more: another one does. */
  yield(): void
  heard(word: Word): void
}

export class Tabs {
  leads = false
  /** Other pages that were heard of. */
  readonly others = new Set<string>()
  readonly #channel: BroadcastChannel | null
  #answered = 0
  #asking: ReturnType<typeof setInterval> | undefined
  #waiting: ReturnType<typeof setTimeout> | undefined
  #over = false

  constructor(
    readonly page: string,
    private readonly name: string,
    private readonly listener: Listener,
  ) {
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name)
    this.#channel?.addEventListener("message", (event: MessageEvent<Word>) => this.#hear(event.data))
    addEventListener("pagehide", () => this.#leave())
  }

  /** Find out who leads; becomes the leader where nobody does. */
  begin(): void {
    this.say({ type: "hello", from: this.page })
    if (this.#channel === null) this.#take()
    else if (navigator.locks !== undefined) {
      void navigator.locks.request(this.name, () => {
        if (this.#over) return
        this.#take()
        return new Promise<void>(() => {})
      })
    } else {
      this.#answered = Date.now()
      this.#ask(300 + Math.random() * 200)
      this.#asking = setInterval(() => {
        if (!this.leads && !document.hidden) this.#ask(ANSWERS_WITHIN)
      }, ASKS_EVERY)
    }
  }

  /** Who else is there?  Whoever lives answers soon, and is among the others again. */
  count(): void {
    this.others.clear()
    this.say({ type: "hello", from: this.page })
  }

  say(word: Word): void {
    if (!this.#over) this.#channel?.postMessage(word)
  }

  #ask(within: number): void {
    const asked = Date.now()
    this.say({ type: "hello", from: this.page })
    clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => {
      if (!this.leads && this.#answered <= asked) this.#take()
    }, within)
  }

  #take(): void {
    this.leads = true
    this.say({ type: "lead", from: this.page })
    this.listener.lead()
  }

  #hear(word: Word): void {
    if (this.#over || word.from === this.page) return
    if (word.type === "bye") {
      this.others.delete(word.from)
      // Locks pass by themselves.  Otherwise whoever notices first.
      if (navigator.locks === undefined && !this.leads) {
        this.#answered = 0
        this.#ask(100 + Math.random() * 200)
      }
      this.listener.heard(word)
      return
    }
    const known = this.others.has(word.from)
    this.others.add(word.from)
    if (word.type === "hello" && this.leads) this.say({ type: "lead", from: this.page })
    if (word.type === "lead") {
      this.#answered = Date.now()
      if (this.leads) {
        if (word.from > this.page) this.say({ type: "lead", from: this.page })
        else {
          this.leads = false
          this.listener.yield()
        }
      }
    }
    if (word.type === "hello" && known && this.leads) return
    this.listener.heard(word)
  }

  #leave(): void {
    this.say({ type: "bye", from: this.page })
    this.#over = true
    clearInterval(this.#asking)
    clearTimeout(this.#waiting)
    this.#channel?.close()
  }
}
