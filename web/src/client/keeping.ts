/**
 * What a browser keeps for this page: who one is, what is open, what was typed and not sent.  Each address of a hubbub
 * has its own, since several may live below one host.  A browser that keeps nothing (private windows) is no error.
 */

import type { Kept } from "../link/scram.ts"
import type { MessageKind } from "../view/types.ts"

const PREFIX = `hubbub ${location.pathname.replace(/[^/]*$/, "")} `

export interface Me {
  nick: string
  account: string
  /** Log in again by itself. */
  stay: boolean
  /** Be here when the page opens, without asking. */
  here: boolean
  /** Of the server itself (PASS); absent in what older pages kept. */
  serverPassword?: string
}

export interface Open {
  /** Channels with their keys, and people. */
  channels: readonly (readonly [name: string, key: string])[]
  people: readonly string[]
}

/** A message that the server has not confirmed. */
export interface Unsent {
  readonly buffer: string
  readonly kind: MessageKind
  readonly text: string
  readonly cid: string
  readonly replyTo: string
  readonly time: number
  readonly sent: boolean
  /** Why it failed, "" where it has not. */
  readonly failed: string
}

function read<T>(storage: Storage, key: string, otherwise: T): T {
  try {
    const text = storage.getItem(PREFIX + key)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(PREFIX + key)
    else storage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // Full, or forbidden: then it lives as long as the page.
  }
}

export const keeping = {
  /** Names what several pages share. */
  prefix: PREFIX,
  me: (): Me | null => read<Me | null>(localStorage, "me", null),
  setMe: (me: Me | null) => write(localStorage, "me", me),
  token: () => read(localStorage, "token", ""),
  setToken: (token: string | null) => write(localStorage, "token", token),
  open: (): Open => read<Open>(localStorage, "open", { channels: [], people: [] }),
  setOpen: (open: Open | null) => write(localStorage, "open", open),
  muted: (): string[] => read<string[]>(localStorage, "muted", []),
  setMuted: (names: readonly string[]) => write(localStorage, "muted", names),
  draft: (name: string) => read(localStorage, `draft ${name}`, ""),
  setDraft: (name: string, text: string) => write(localStorage, `draft ${name}`, text === "" ? null : text),
  /** A password that could not be turned into a key yet; gone with the tab. */
  password: () => read(sessionStorage, "password", ""),
  setPassword: (password: string | null) => write(sessionStorage, "password", password),
  setUnsent: (page: string, unsent: readonly Unsent[]) => {
    write(localStorage, `outbox ${page}`, unsent.length === 0 ? null : unsent)
  },
  /** What pages that are no more have left behind; it is ours from now on. */
  takeUnsent(alive: ReadonlySet<string>): Unsent[] {
    const found: Unsent[] = []
    try {
      const start = `${PREFIX}outbox `
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(start) && !alive.has(key.slice(start.length)))
      for (const key of keys) {
        found.push(...read<Unsent[]>(localStorage, key.slice(PREFIX.length), []))
        localStorage.removeItem(key)
      }
    } catch {
      // Nothing is kept here.
    }
    return found.sort((a, b) => a.time - b.time)
  },
}

// Keys are kept where only the browser can read them.

function store<T>(mode: IDBTransactionMode, step: (secrets: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const nothing = () => resolve(undefined)
    try {
      const opening = indexedDB.open("hubbub", 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore("secrets")
      opening.onerror = opening.onblocked = nothing
      opening.onsuccess = () => {
        const database = opening.result
        try {
          const request = step(database.transaction("secrets", mode).objectStore("secrets"))
          request.onerror = nothing
          request.onsuccess = () => resolve(request.result)
        } catch {
          nothing()
        }
        database.close()
      }
    } catch {
      nothing()
    }
  })
}

export async function keptSecret(): Promise<Kept | null> {
  return ((await store("readonly", (secrets) => secrets.get(PREFIX))) as Kept | undefined) ?? null
}

export async function keepSecret(kept: Kept | null): Promise<void> {
  if (kept === null) await store("readwrite", (secrets) => secrets.delete(PREFIX))
  else await store("readwrite", (secrets) => secrets.put(kept, PREFIX))
}
