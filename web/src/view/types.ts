/**
 * What the face of the client reads: messages, people, conversations, the connection.  What it calls is in
 * `client/types.ts`; nothing else of `link`, `view` and `client` is its business.
 *
 * Objects are live: they change in place, and only the client changes them.  Whoever shows one watches it; listeners run
 * at most once for each frame, however much has changed, and after all of the frame's changes.
 */

/** Something that changes in place.  `version` grows with each change. */
export interface Watched {
  readonly version: number
  /** Call `listener` after changes, once a frame at most; the answer ends it. */
  watch(listener: () => void): () => void
}

/** An action was not done; `message` says why, and what would be right. */
export class UserError extends Error {
  override name = "UserError"
}

/** Milliseconds since 1970, as Date has it; the server's time where it gives one. */
export type Time = number

// Messages ------------------------------------------------------------------------------------------------------------

export type MessageKind = "message" | "action" | "notice" | "event"

/** What happened, for the kind "event"; the message's `text` is a whole sentence then, `nick` whom it is about. */
export type EventKind =
  | "join" | "part" | "quit" | "kick" | "nick" | "mode" | "topic" | "invite" | "away"
  | "info" | "error" | "gap" | "motd" | "whois" | "redact" | "rename"

/**
 * Own messages begin "pending" (not confirmed: greyed), are "confirmed" by the server, or "failed" because of `reason`,
 * and then offer `retry` and `discard`.
 */
export type MessageState = "confirmed" | "pending" | "failed"

/** One emoji, or short text, below a message. */
export interface Reaction {
  readonly text: string
  /** Who, in the order of reacting. */
  readonly nicks: readonly string[]
  readonly mine: boolean
}

/** One row of a conversation.  A changed row has a larger `version`, so (key, version) says whether to draw again. */
export interface Message {
  /** Unique in this page and never used again; what a list remembers a row by. */
  readonly key: number
  readonly version: number
  readonly time: Time
  /** The server's msgid, "" where there is none (then no reply, reaction or redaction is possible). */
  readonly id: string
  readonly kind: MessageKind
  readonly event: EventKind | ""
  readonly nick: string
  /** What people call them, where the server says so (metadata `display-name`); "" otherwise: show the nick. */
  readonly displayName: string
  /** Of the author, "" where unknown or none. */
  readonly account: string
  /** May hold line breaks, and IRC formatting codes. "" once redacted. */
  readonly text: string
  readonly own: boolean
  /** It mentions us. */
  readonly mention: boolean
  readonly state: MessageState
  readonly reason: string
  /** The id of the message it answers, "" for none; `Buffer.find` and `Client.fetch` know that one. */
  readonly replyTo: string
  readonly reactions: readonly Reaction[]
  /** Taken back: by whom and why. */
  readonly redacted: { readonly by: string; readonly reason: string } | null
  /** Only people of this rank got it ("@" operators, "+" who may speak), "" for everybody. */
  readonly onlyFor: string
  /** Written by a program (the `bot` tag). */
  readonly bot: boolean
  /** Client-only and other tags as they came. */
  readonly tags: ReadonlyMap<string, string>
}

// People --------------------------------------------------------------------------------------------------------------

export interface Person {
  readonly nick: string
  readonly account: string
  readonly realname: string
  readonly displayName: string
  /** What they say they are doing, "" for nothing (metadata `status`). */
  readonly status: string
  readonly bot: boolean
  /** null when here, otherwise the away text (possibly ""). */
  readonly away: string | null
  /** null where nobody knows. */
  readonly online: boolean | null
}

export interface Member {
  readonly person: Person
  readonly nick: string
  /** Ranks as the server shows them, highest first ("@+", "+", ""). */
  readonly prefix: string
  readonly away: boolean
}

// Conversations -------------------------------------------------------------------------------------------------------

export type BufferKind = "server" | "channel" | "direct"

/** One conversation: a channel, a person, or what the server itself says. Watch it for its rows and all its values. */
export interface Buffer extends Watched {
  readonly kind: BufferKind
  /** Unique for the page, stays when the name changes. */
  readonly key: number
  readonly name: string
  readonly topic: string
  readonly topicBy: string
  readonly topicTime: Time
  /** Letters of channel modes. */
  readonly modes: string
  /** In the channel just now. */
  readonly joined: boolean
  /** Messages of others since it was read; how many of them mention us (or are to us alone). */
  readonly unread: number
  readonly mentions: number
  /** The key of the row before which "New messages" belongs; stays until the person leaves or says they have read. */
  readonly firstUnread: number | null
  /** Up to when it was read, kept on the server where it can. */
  readonly readTime: Time
  /** Nicks of who is typing. */
  readonly typing: readonly string[]
  /** In memory: in order, without a gap inside, without duplicates. */
  readonly messages: readonly Message[]
  /** History has rows from before the first one (`loadOlder`). */
  readonly older: boolean
  /** Rows after the last one exist that are not here (`loadNewer`, `loadLatest`): after `loadAround`. */
  readonly newer: boolean
  /** History was asked for and has not come. */
  readonly loading: boolean
  /** Of a direct conversation: the other one. */
  readonly person: Person | null
  /** What is typed and not sent; set it with `Client.setDraft`. */
  readonly draft: string
  /** No notifications wanted. */
  readonly muted: boolean
  /** Who is here; changes on its own, so that a list of thousands is not drawn again for each message. */
  readonly roster: Roster
  /** The row with this msgid, if it is in memory. */
  find(id: string): Message | undefined
}

export interface Roster extends Watched {
  readonly size: number
  /** By rank, then by name.  The same array until it changes. */
  members(): readonly Member[]
  member(nick: string): Member | undefined
  /** Our own prefix, "" for none. */
  readonly ownPrefix: string
}

// Connection ----------------------------------------------------------------------------------------------------------

/**
 * "fresh": nobody has said who they are: show the first page.  Then idle -> connecting -> registering -> online, and from
 * each of them waiting (-> connecting) or stopped (a person must change something: `sentence` says what).
 */
export type Phase = "fresh" | "connecting" | "registering" | "online" | "waiting" | "stopped"

/** A connection that needs the server's own password stops with this sentence. */
export { WRONG_PASSWORD } from "./errors.ts"

export interface Connection {
  readonly phase: Phase
  /** For people; "" when online. */
  readonly sentence: string
  /** When the next attempt comes, null where none will come by itself. */
  readonly retryAt: Time | null
  /** Another tab holds the connection, this one follows it: all works the same. */
  readonly following: boolean
}

export interface Features {
  readonly network: string
  readonly history: boolean
  readonly search: boolean
  readonly reactions: boolean
  readonly replies: boolean
  readonly redaction: boolean
  readonly typing: boolean
  readonly multiline: boolean
  readonly readMarkers: boolean
  readonly registration: boolean
  /** What ACCOUNT REGISTER demands. */
  readonly registrationNeedsEmail: boolean
  readonly metadata: boolean
  readonly nickLength: number
  readonly topicLength: number
  readonly awayLength: number
  readonly kickLength: number
  /** Letters that channels begin with. */
  readonly chanTypes: string
  /** Prefixes by rank, highest first ("~&@%+"), and the mode letter of each. */
  readonly prefixes: string
  readonly rankModes: ReadonlyMap<string, string>
  /** Letters of channel modes that are on or off, that have a value, and that are lists of masks. */
  readonly flags: string
  readonly values: string
  readonly lists: string
  /** The server is a hubbub: its own letters mean what ours do. */
  readonly ours: boolean
  /** Letters of extended bans that stand before a mask without a sign ("am"). */
  readonly extendedBans: string
  /** The characters and bytes a message may have before it is split (for a counter). */
  readonly messageBytes: number
  /** Every name of channels and people in the form that is equal for all its spellings. */
  fold(name: string): string
  isChannel(name: string): boolean
}

/** A sentence that people should see now, whatever they look at (a toast); it is in the server's buffer too. */
export interface Notice {
  readonly key: number
  readonly sentence: string
  readonly error: boolean
  readonly buffer: Buffer | null
}

/** A message that deserves a notification: it mentions us or is to us alone.  Never for what we look at. */
export interface Alert {
  readonly buffer: Buffer
  readonly message: Message
}
