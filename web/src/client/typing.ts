/** Telling others that one types (IRCv3 typing): seldom enough, and that it is over. */

import type { Conversation } from "../view/buffer.ts"
import type { View } from "../view/view.ts"

const EVERY = 3_000
const PAUSED_AFTER = 6_000

interface State {
  readonly word: "active" | "paused"
  readonly told: number
  edited: number
}

/** `ready`: whether there is a connection. */
export class Typing {
  readonly #states = new Map<Conversation, State>()

  constructor(
    private readonly view: View,
    private readonly ready: () => boolean,
  ) {}

  /** The composer holds `text` now; the others may see that somebody types. */
  typed(buffer: Conversation, text: string): void {
    const { now } = this.view
    const state = this.#states.get(buffer)
    if (text === "" || text.startsWith("/")) {
      if (this.#states.delete(buffer)) this.#send(buffer, "done")
    } else if (state?.word !== "active" || now - state.told >= EVERY) this.#tell(buffer, "active", now)
    else state.edited = now
  }

  /** What was typed was said: that tells it too. */
  said(buffer: Conversation): void {
    this.#states.delete(buffer)
  }

  tick(now: number): void {
    for (const [buffer, { word, edited }] of this.#states) {
      if (word === "active" && now - edited >= PAUSED_AFTER) this.#tell(buffer, "paused", edited)
    }
  }

  #tell(buffer: Conversation, word: State["word"], edited: number): void {
    this.#states.set(buffer, { word, told: this.view.now, edited })
    this.#send(buffer, word)
  }

  #send(buffer: Conversation, word: string): void {
    const { view } = this
    const hears = buffer.kind === "channel" ? buffer.joined : buffer.kind === "direct"
    if (this.ready() && hears && view.features.typing) view.send("TAGMSG", [buffer.name], { "+typing": word })
  }
}
