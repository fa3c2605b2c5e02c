/** Whom to connect to, as whom. */

import type { Secret } from "./scram.ts"

/** One server and one person.  Times in milliseconds, as in the Python twin. */
export interface Settings {
  /** The WebSocket's address. */
  readonly url: string
  readonly nick: string
  readonly realname: string
  /** The server's password (PASS), "" for none. */
  readonly password: string
  /** To log in with, null for guests. */
  readonly secret: Secret | null
  /** Make this account on the way in. */
  readonly register: { readonly account: string; readonly password: string; readonly email: string } | null
  /** After this silence a PING is sent; without a line `pongWithin` after it the connection counts as dead. */
  readonly pingAfter: number
  readonly pongWithin: number
  readonly connectWithin: number
  readonly registerWithin: number
}

export const DEFAULTS: Settings = {
  url: "",
  nick: "guest",
  realname: "",
  password: "",
  secret: null,
  register: null,
  pingAfter: 30_000,
  pongWithin: 15_000,
  connectWithin: 15_000,
  registerWithin: 30_000,
}

/** Whatever a server allows, it must fit into a line beside others. */
const LONGEST_NICK = 100

/** The sentence that says why `nick` cannot be asked for, "" where it can. */
export function nickProblem(nick: string): string {
  if (nick === "") return "Choose a name first"
  if (nick.length > LONGEST_NICK) return "That is too long for a name"
  if (/[ \r\n\0,:@!*?]/.test(nick)) return `“${nick}” cannot be a name: use letters, digits, - and _`
  return ""
}

/** The host and port of an address, for sentences. */
export function hostOf(url: string): string {
  return new URL(url).host
}
