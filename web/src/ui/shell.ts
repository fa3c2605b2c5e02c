/** What is open in the face: dialogs, drawers, menus, what a reply answers, what was told in passing. */

import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Client } from "../client/types.ts"
import { UserError, type Buffer, type Message } from "../view/types.ts"
import { Outdated } from "../parts.ts"
import type { Pane } from "./pane.ts"
import type { Prefs } from "./prefs.ts"
import { Observable } from "./watch.ts"

export type Dialog =
  | { readonly kind: "switcher" | "browse" | "settings" | "help" | "name" | "away" | "account" | "new-direct" }
  | { readonly kind: "search" | "topic" | "modes" | "invite" | "bans"; readonly buffer: Buffer }
  | { readonly kind: "profile"; readonly nick: string }
  | { readonly kind: "kick"; readonly buffer: Buffer; readonly nick: string; readonly ban: boolean }
  | { readonly kind: "redact"; readonly buffer: Buffer; readonly message: Message }
  | { readonly kind: "leave"; readonly buffer: Buffer }

/** Whom or what a menu is about. */
export type Subject =
  | { readonly kind: "message"; readonly buffer: Buffer; readonly message: Message }
  | { readonly kind: "person"; readonly buffer: Buffer | null; readonly nick: string }
  | { readonly kind: "buffer"; readonly buffer: Buffer }
  | { readonly kind: "self" }

export interface Menu {
  readonly about: Subject
  /** What it was opened from: it takes the focus back. */
  readonly opener: HTMLElement
  readonly at: { readonly x: number; readonly y: number } | null
}

/** Faces to choose from; `picked` gets the emoji. */
export interface Picker {
  readonly opener: HTMLElement
  readonly picked: (face: string) => void
}

export interface Toast {
  readonly key: number
  readonly title: string
  readonly text: string
  readonly error: boolean
  readonly open: (() => void) | null
}

const LASTS = 7000
const AT_MOST = 4

export class Shell extends Observable {
  dialog: Dialog | null = null
  menu: Menu | null = null
  picker: Picker | null = null
  drawer: "places" | "people" | null = null
  toasts: readonly Toast[] = []
  /** Somebody has said who they are, and the server has not answered. */
  joining = false
  /** The row to bring before the eyes, once. */
  wanted: { readonly buffer: Buffer; readonly key: number } | null = null
  /** How the conversation before the eyes is scrolled. */
  pane: Pane | null = null
  readonly #answered = new Map<number, Message>()
  #count = 0
  #spoken: (text: string) => void = () => {}

  constructor(
    readonly client: Client,
    readonly prefs: Prefs,
  ) {
    super()
  }

  show(dialog: Dialog | null): void {
    this.menu = this.picker = null
    this.dialog = dialog
    this.changed()
  }

  /** Open the menu of `about` beside `opener`, or at a point. */
  showMenu(about: Subject, opener: HTMLElement, at: Menu["at"] = null): void {
    this.picker = null
    this.menu = { about, opener, at }
    this.changed()
  }

  pick(picker: Picker): void {
    this.menu = null
    this.picker = picker
    this.changed()
  }

  /** Close the menu, or the picker. */
  closePanel(): void {
    this.menu = this.picker = null
    this.changed()
  }

  draw(drawer: "places" | "people" | null): void {
    this.drawer = drawer
    this.changed()
  }

  /** Go to a conversation. */
  go(buffer: Buffer): void {
    this.drawer = null
    this.dialog = null
    this.client.lookAt(buffer)
    this.changed()
    focusComposer()
  }

  /** Go to the conversation with somebody. */
  open(nick: string): void {
    void this.attempt(() => this.go(this.client.open(nick)))
  }

  /** What the next message in `buffer` answers. */
  replying(buffer: Buffer): Message | undefined {
    return this.#answered.get(buffer.key)
  }

  reply(buffer: Buffer, message: Message | null): void {
    if (message) this.#answered.set(buffer.key, message)
    else this.#answered.delete(buffer.key)
    this.changed()
    focusComposer()
  }

  /** Bring a message before the eyes, wherever it is. */
  async reveal(buffer: Buffer, id: string): Promise<void> {
    this.go(buffer)
    await this.attempt(async () => {
      const row = buffer.find(id) ?? (await this.client.loadAround(buffer, id))
      if (!row) throw new UserError("That message is no longer there")
      this.wanted = { buffer, key: row.key }
      this.changed()
    })
  }

  /** Do something that may be refused: then a sentence is shown.  Whether it was done. */
  async attempt(action: () => unknown): Promise<boolean> {
    try {
      await action()
      return true
    } catch (error) {
      this.fail(error)
      return false
    }
  }

  fail(error: unknown): void {
    this.tell("", sentence(error), true, error instanceof Outdated ? () => location.reload() : null)
  }

  tell(title: string, text: string, error = false, open: (() => void) | null = null): void {
    const toast = { key: ++this.#count, title, text, error, open }
    this.toasts = [...this.toasts.slice(1 - AT_MOST), toast]
    this.changed()
    this.say(title ? `${title}: ${text}` : text)
    setTimeout(() => this.dismiss(toast.key), error ? 2 * LASTS : LASTS)
  }

  dismiss(key: number): void {
    const left = this.toasts.filter((toast) => toast.key !== key)
    if (left.length === this.toasts.length) return
    this.toasts = left
    this.changed()
  }

  /** Put `text`, which is called `what`, on the clipboard. */
  async copy(text: string, what: string): Promise<void> {
    if (await copied(text)) this.tell("", `${what} copied`)
    else this.tell("", "This browser lets nothing be copied by a button", true)
  }

  /** Have a screen reader read this, when it has finished what it reads. */
  say(text: string): void {
    this.#spoken(text)
  }

  onSay(spoken: (text: string) => void): void {
    this.#spoken = spoken
  }
}

/** What a failed action says to people; what is not meant for them is told as what it is. */
export function sentence(error: unknown): string {
  if (error instanceof UserError) return error.message
  console.error(error)
  return error instanceof Error ? `That went wrong: ${error.message}` : "That went wrong"
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without HTTPS there is no clipboard but the old one.
    const field = document.createElement("textarea")
    field.value = text
    field.className = "unseen"
    const focused = document.activeElement as HTMLElement | null
    ;(document.querySelector("dialog[open]") ?? document.body).append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    focused?.focus()
    return done
  }
}

export function focusComposer(): void {
  requestAnimationFrame(() => {
    if (document.querySelector("dialog[open]")) return
    document.querySelector<HTMLTextAreaElement>(".composer textarea")?.focus({ preventScroll: true })
  })
}

export const ShellContext = createContext<Shell>(null as unknown as Shell)

export const useShell = (): Shell => useContext(ShellContext)
