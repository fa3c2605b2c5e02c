/** What this browser keeps of a chat: which conversations are open, drafts, mutes, and what was not sent. */

import { drop } from "../view/own.ts"
import type { Chat } from "./chat.ts"
import { type Unsent, keeping } from "./keeping.ts"

/** What whoever serves the page wrote into it. */
export function said(name: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="hubbub-${name}"]`)?.content ?? ""
  // Unwritten where another server serves the page.
  return content.startsWith("%") ? "" : content
}

/** The channel that the page's address names, "" for none: #dev names #dev; channels of other kinds stand behind the sign. */
function addressed(): string {
  let hash = location.hash
  try {
    hash = decodeURIComponent(hash)
  } catch {
    // It is taken as it stands.
  }
  return hash.length < 2 ? "" : /^#[&+!]/.test(hash) ? hash.slice(1) : hash
}

export class Keeper {
  #open = ""
  #unsent = ""

  /** `page`: its name among the pages of this browser. */
  constructor(
    private readonly chat: Chat,
    private readonly page: string,
  ) {}

  /** Open what was open, and what the address names; a newcomer begins in the server's lobby. */
  openAll(channels: readonly string[]): void {
    const { chat } = this
    const { view } = chat
    const open = keeping.open()
    const begin = channels.length > 0 || open.channels.length > 0 ? [] : [said("lobby") || (said("network") === "" ? "#lobby" : "")]
    for (const [name, key] of open.channels) view.wanted.set(view.fold(name), [name, key])
    chat.want([...channels, addressed(), ...begin].filter((name) => name.length > 1 && !/[ ,\x07]/.test(name)))
    chat.openWanted()
    for (const nick of open.people) view.buffer(nick)
    this.dress()
  }

  /** Drafts and mutes of conversations that were opened. */
  dress(): void {
    const { view } = this.chat
    const muted = new Set(keeping.muted())
    for (const buffer of view.buffers) {
      const name = view.fold(buffer.name)
      buffer.muted = muted.has(name)
      buffer.draft ||= keeping.draft(name)
    }
  }

  keepOpen(): void {
    const { view } = this.chat
    const people = view.buffers.filter((buffer) => buffer.kind === "direct").map((buffer) => buffer.name)
    const open = { channels: [...view.wanted.values()], people }
    const text = JSON.stringify(open)
    if (text === this.#open) return
    this.#open = text
    keeping.setOpen(open)
    this.dress()
  }

  keepUnsent(): void {
    const { view } = this.chat
    if (view.outbox.parcels.length === 0 && this.#unsent === "[]") return
    const unsent: Unsent[] = []
    for (const buffer of view.buffers) {
      for (const row of buffer.messages) {
        if (row.state === "confirmed") continue
        const { kind, text, cid, replyTo, time, sent } = row
        unsent.push({ buffer: buffer.name, kind, text, cid, replyTo, time, sent, failed: row.state === "failed" ? row.reason : "" })
      }
    }
    const text = JSON.stringify(unsent)
    if (text === this.#unsent) return
    this.#unsent = text
    keeping.setUnsent(this.page, unsent)
  }

  /** Say what pages that are no more have left unsaid; `alive`: the others that there are. */
  adopt(alive: ReadonlySet<string>): void {
    for (const kept of keeping.takeUnsent(new Set([this.page, ...alive]))) {
      if (kept.buffer !== "") this.chat.sending.adopt(this.chat.view.buffer(kept.buffer), kept)
    }
    this.keepUnsent()
  }

  /** Whoever comes next may be somebody else: what was not sent becomes a draft, and is not said in their name. */
  putBack(): void {
    const { view } = this.chat
    for (const buffer of view.buffers) {
      const rows = buffer.messages.filter((row) => row.state !== "confirmed")
      for (const row of rows) drop(buffer, row)
      const texts = rows.filter((row) => row.kind === "message").map((row) => row.text)
      if (texts.length === 0) continue
      buffer.draft = [...texts, buffer.draft].filter(Boolean).join("\n")
      keeping.setDraft(view.fold(buffer.name), buffer.draft)
    }
    view.outbox.parcels = []
    this.#unsent = "[]"
    keeping.setUnsent(this.page, [])
  }
}
