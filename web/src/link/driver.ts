/** Runs a link on a browser's WebSocket, timers and notices about the network. */

import { Link } from "./core.ts"
import type { Event } from "./events.ts"
import type { Line } from "./message.ts"
import type { Settings } from "./settings.ts"

/** How far the calendar clock runs ahead of the monotonic one when the machine was asleep. */
const SLEPT = 10_000
const LOOK = 5_000
/** IRCv3 websocket, and the same by the name it has in InspIRCd 3, which knows no other. */
const PROTOCOLS = ["text.ircv3.net", "text.inspircd.org"]

/** `notify` gets events in order. */
export class Driver {
  readonly link: Link
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #over = false
  #ahead = Date.now() - performance.now()

  constructor(
    settings: Settings,
    newId: () => string,
    token: string,
    private readonly notify: (events: Event[]) => void,
  ) {
    this.link = new Link(settings, Math.random, newId, token)
    addEventListener("online", this.#woke)
    document.addEventListener("visibilitychange", this.#seen)
  }

  start(settings?: Settings): void {
    this.link.start(performance.now(), settings)
    this.#pump()
  }

  send(lines: readonly Line[], connection: number): void {
    this.link.send(lines, connection, performance.now())
    this.#pump()
  }

  /** End without a word: the session may be taken up again with its token. */
  leave(): void {
    this.#end()
    this.#socket?.close()
    this.#socket = null
  }

  /** Say QUIT and end. */
  quit(text: string): void {
    this.link.quit(text)
    this.#write()
    this.leave()
  }

  #end(): void {
    this.#over = true
    clearTimeout(this.#timer)
    removeEventListener("online", this.#woke)
    document.removeEventListener("visibilitychange", this.#seen)
  }

  readonly #woke = (): void => {
    this.link.woke(performance.now())
    this.#pump()
  }

  readonly #seen = (): void => {
    if (!document.hidden) this.#tick()
  }

  readonly #tick = (): void => {
    const now = performance.now()
    const ahead = Date.now() - now
    if (ahead - this.#ahead > SLEPT) this.link.woke(now)
    this.#ahead = ahead
    this.link.tick(now)
    this.#pump()
  }

  #write(): void {
    const lines = this.link.takeLines()
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    for (const text of lines) this.#socket.send(text)
  }

  /** Do what the link wants, until it wants nothing more. */
  #pump(): void {
    if (this.#over) return
    this.#write()
    for (const action of this.link.takeActions()) {
      if (action.type === "prove") {
        void this.#prove(action.attempt, action.first, action.challenge)
        continue
      }
      const old = this.#socket
      this.#socket = null
      old?.close()
      if (action.type === "connect") this.#connect()
    }
    const events = this.link.takeEvents()
    if (events.length > 0) this.notify(events)
    if (this.#over) return
    clearTimeout(this.#timer)
    const deadline = this.link.deadline() ?? Infinity
    this.#timer = setTimeout(this.#tick, Math.max(0, Math.min(deadline - performance.now(), LOOK)))
  }

  #connect(): void {
    let socket: WebSocket
    try {
      socket = new WebSocket(this.link.settings.url, PROTOCOLS)
    } catch {
      this.link.closed(performance.now())
      return
    }
    this.#socket = socket
    socket.binaryType = "arraybuffer"
    const current = () => socket === this.#socket
    socket.onopen = () => {
      if (!current()) return
      this.link.opened(performance.now())
      this.#pump()
    }
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (!current()) return
      // Servers that know no text frames send bytes (binary.ircv3.net); what is no UTF-8 in them becomes U+FFFD.
      const { data } = event
      this.link.receive(typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer), performance.now())
      this.#pump()
    }
    socket.onclose = () => {
      if (!current()) return
      this.#socket = null
      this.link.closed(performance.now())
      this.#pump()
    }
  }

  async #prove(attempt: number, first: string, challenge: string): Promise<void> {
    let final: string | null = null
    let expected = ""
    try {
      const proof = await this.link.settings.secret?.prove(first, challenge)
      final = proof?.final ?? null
      expected = proof?.expected ?? ""
    } catch {
      // No answer: the link says that the password is needed.
    }
    this.link.proved(attempt, final, expected, performance.now())
    this.#pump()
  }
}
