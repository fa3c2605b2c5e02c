/** What is open in the face: dialogs, drawers, menus, what a reply answers, what was told in passing. */

import { createContext } from "preact"
import { useContext } from "preact/hooks"
import { UserError, type Buffer, type Client, type Message } from "../view/types.ts"
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

export interface MenuItem {
  readonly label: string
  readonly icon?: string
  readonly keys?: string
  readonly danger?: boolean
  /** Of something that is on or off. */
  readonly ticked?: boolean
  readonly run: () => void
}

/** `null` among the items: a line. */
export interface Menu {
  readonly title: string
  readonly items: readonly (MenuItem | null)[]
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

  showMenu(menu: Menu | null): void {
    this.picker = null
    this.menu = menu
    this.changed()
  }

  pick(picker: Picker | null): void {
    this.menu = null
    this.picker = picker
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
    this.tell("", sentence(error), true)
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

export function focusComposer(): void {
  requestAnimationFrame(() => {
    if (document.querySelector("dialog[open]")) return
    document.querySelector<HTMLTextAreaElement>(".composer textarea")?.focus({ preventScroll: true })
  })
}

export const ShellContext = createContext<Shell>(null as unknown as Shell)

export const useShell = (): Shell => useContext(ShellContext)
