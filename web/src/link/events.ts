/** What a link tells its owner, and what it asks of its driver. */

import type { Phase } from "../view/types.ts"
import type { Line } from "./message.ts"

export type Event =
  /** How the connection is, for people.  `retryIn`: milliseconds until the next attempt, null where none will come. */
  | { readonly type: "status"; readonly phase: Phase; readonly sentence: string; readonly retryIn: number | null }
  /**
   * Registration succeeded (001 comes next); `caps` are in force, with their values; `resumed`: the old session goes on.
   * `account`: what we are logged in to, "" for none or where a resumed session knows.  `connection`: its number; lines for the server carry it, so that what was meant for an earlier one is not sent later.
   */
  | { readonly type: "welcomed"; readonly caps: Caps; readonly connection: number; readonly resumed: boolean; readonly account: string }
  /** All that the server says at first was said. */
  | { readonly type: "ready" }
  | { readonly type: "line"; readonly line: Line }
  /** The next line had so many characters, more than are read. */
  | { readonly type: "cut"; readonly length: number }
  /** The server offers more or less than before (cap-notify). */
  | { readonly type: "caps"; readonly caps: Caps }
  /** `wanted` could not be had because of `sentence`; the server took `given` instead. */
  | { readonly type: "nickTaken"; readonly wanted: string; readonly given: string; readonly sentence: string }
  /** The account was made on the way in; "": it has to be verified, and `sentence` says how. */
  | { readonly type: "registered"; readonly account: string; readonly sentence: string }
  /** A secret with which the next connection takes this session up again. */
  | { readonly type: "token"; readonly token: string }
  /** A connection that had been welcomed ended. */
  | { readonly type: "lost" }

/** Capabilities and the values that the server gave them. */
export type Caps = ReadonlyMap<string, string>

export type Action =
  /** Open a connection, then call `Link.opened`, or `Link.closed`. */
  | { readonly type: "connect" }
  /** Write what is left, then close. */
  | { readonly type: "disconnect" }
  /** Compute the answer to SCRAM's challenge, then call `Link.proved` with it and the same `attempt`. */
  | { readonly type: "prove"; readonly attempt: number; readonly first: string; readonly challenge: string }

/** Why a connection failed; `lasting`: a person must change something, trying again would not help. */
export interface Reason {
  readonly sentence: string
  readonly lasting: boolean
}
