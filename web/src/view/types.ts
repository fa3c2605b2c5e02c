/**
 * What the face of the client reads and calls: nothing else of `link`, `view` and `client` is its business.
 *
 * Objects are live: they change in place, and only the client changes them.  Whoever shows one watches it; listeners run
 * at most once for each frame, however much has changed, and after all of the frame's changes.
 *
 * Every action that cannot be done throws (or rejects with) a `UserError`, whose message is a sentence for people.
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
  /** Address of a picture, "" for none (metadata `avatar`). */
  readonly avatar: string
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

/** What `whois` finds out. */
export interface Profile {
  readonly nick: string
  readonly found: boolean
  readonly username: string
  readonly host: string
  readonly realname: string
  readonly account: string
  readonly away: string | null
  readonly operator: boolean
  readonly bot: boolean
  readonly secure: boolean
  readonly channels: readonly string[]
  readonly idleSeconds: number | null
  readonly signedOn: Time | null
  /** All that the server said, as sentences. */
  readonly lines: readonly string[]
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
  readonly sasl: boolean
  readonly registration: boolean
  /** What ACCOUNT REGISTER demands. */
  readonly registrationNeedsEmail: boolean
  /** The name of an account need not be the nick. */
  readonly registrationCustomName: boolean
  readonly setname: boolean
  readonly metadata: boolean
  readonly nickLength: number
  readonly channelLength: number
  readonly topicLength: number
  readonly awayLength: number
  readonly kickLength: number
  /** Letters that channels begin with. */
  readonly chanTypes: string
  /** Prefixes by rank, highest first ("~&@%+"), and the mode letter of each. */
  readonly prefixes: string
  readonly rankModes: ReadonlyMap<string, string>
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

// What is asked for ----------------------------------------------------------------------------------------------------

export interface Identity {
  nick: string
  /** To log in: the account's name and password. */
  account?: string
  password?: string
  /** Make this account, with `email` where the server wants one. */
  register?: boolean
  email?: string
  /** Log in again by itself after a reload (default true). */
  stay?: boolean
  /** Channels to begin in; without them those of last time, of the address (#channel), or the server's lobby. */
  channels?: readonly string[]
  /** The server's own password (PASS). */
  serverPassword?: string
}

export interface Found {
  readonly messages: readonly Message[]
  /** Where each of them stands, in the same order. */
  readonly buffers: readonly (Buffer | null)[]
  /** There are more: ask again with `before` the last one's time. */
  readonly more: boolean
}

export interface ListedChannel {
  readonly name: string
  readonly members: number
  readonly topic: string
  readonly joined: boolean
}

/** All channels; grows while the server tells them (10,000 take a while), `done` at the end. Sorted by members. */
export interface Listing extends Watched {
  readonly channels: readonly ListedChannel[]
  readonly done: boolean
}

export interface ListEntry {
  readonly mask: string
  readonly by: string
  readonly time: Time | null
}

export interface Command {
  /** Without the slash. */
  readonly name: string
  readonly usage: string
  readonly help: string
}

// The client ----------------------------------------------------------------------------------------------------------

/**
 * Watch it for the connection, the own nick, the list of buffers and their order.  Counts in the list of buffers
 * belong to the buffers: watch `sidebar` to hear of any of them.
 */
export interface Client extends Watched {
  readonly connection: Connection
  readonly nick: string
  /** We are logged in as, "" for guests. */
  readonly account: string
  readonly away: string | null
  readonly features: Features
  /** The server's buffer, channels by name, people by name. */
  readonly buffers: readonly Buffer[]
  /** Name, counts, joined and mute of any buffer changed, or the list did. */
  readonly sidebar: Watched
  /** Unread messages that are for us, in all buffers (for the title). */
  readonly totalMentions: number
  readonly totalUnread: number
  /** The buffer before the person's eyes; set it with `lookAt`. */
  readonly current: Buffer | null
  /** What the form of the first page may be filled with. */
  readonly remembered: { readonly nick: string; readonly account: string }

  // Being here
  /** Begin (again) as this person.  Rejects where that cannot be; a name in use gets another one and a notice. */
  connect(identity: Identity): Promise<void>
  /** Do not wait for the next attempt. */
  reconnect(): void
  /** Say QUIT, forget who we are, and go to the first page.  What was not sent is kept where it was typed. */
  logout(): void
  /** Make the nick an account while connected; resolves with a sentence ("verify …") or "". */
  registerAccount(password: string, email?: string, name?: string): Promise<string>
  verifyAccount(account: string, code: string): Promise<string>
  setNick(nick: string): void
  setRealname(name: string): void
  /** null: back. */
  setAway(text: string | null): void

  // Conversations
  find(name: string): Buffer | undefined
  /** The person looks at this conversation now; `atEnd`: they see its end, so what is there is read. */
  lookAt(buffer: Buffer | null, atEnd?: boolean): void
  markRead(buffer: Buffer): void
  join(name: string, key?: string): Buffer
  part(buffer: Buffer, text?: string): void
  /** Open the conversation with somebody. */
  open(nick: string): Buffer
  /** Leave and forget. */
  close(buffer: Buffer): void
  setDraft(buffer: Buffer, text: string): void
  setMuted(buffer: Buffer, muted: boolean): void

  // Saying
  /** What a composer does with Enter: a command where it begins with a slash (// says it literally), a message otherwise. */
  enter(buffer: Buffer, text: string, replyTo?: Message): void
  retry(buffer: Buffer, message: Message): void
  discard(buffer: Buffer, message: Message): void
  react(buffer: Buffer, message: Message, text: string): void
  unreact(buffer: Buffer, message: Message, text: string): void
  redact(buffer: Buffer, message: Message, reason?: string): void
  /** Whether `redact` makes sense: own messages, and others' for operators. */
  mayRedact(buffer: Buffer, message: Message): boolean
  /** The composer holds this now: others see that somebody types. Call it on every input. */
  typed(buffer: Buffer, text: string): void
  /** What was sent from here, newest first (Up recalls it). */
  sent(buffer: Buffer): readonly string[]
  readonly commands: readonly Command[]

  // History
  loadOlder(buffer: Buffer): void
  loadNewer(buffer: Buffer): void
  /** Show the rows around a message (a search result, a quoted one); resolves with its row, null where it is gone. */
  loadAround(buffer: Buffer, id: string): Promise<Message | null>
  /** Back from `loadAround` to the end. */
  loadLatest(buffer: Buffer): void
  /** A single message that is not in memory (for a quote); null where it is gone. */
  fetch(buffer: Buffer, id: string): Promise<Message | null>
  /** Older rows are being read: keep all of them in memory for now. */
  hold(buffer: Buffer, held: boolean): void
  search(query: string, where?: { buffer?: Buffer; from?: string; before?: Time; after?: Time }): Promise<Found>

  // Channels
  list(filter?: string): Listing
  setTopic(buffer: Buffer, text: string): void
  kick(buffer: Buffer, nick: string, reason?: string): void
  ban(buffer: Buffer, nickOrMask: string): void
  unban(buffer: Buffer, mask: string): void
  bans(buffer: Buffer): Promise<readonly ListEntry[]>
  invite(buffer: Buffer, nick: string): void
  /** Change modes, as in ("+o", "alice") or ("+mn"). */
  mode(buffer: Buffer, change: string, ...args: string[]): void
  /** Whether our rank in the channel allows to manage it (topic, kick, ban, ranks). */
  mayManage(buffer: Buffer): boolean
  whois(nick: string): Promise<Profile>

  // What the face listens to
  onNotice(listener: (notice: Notice) => void): () => void
  onAlert(listener: (alert: Alert) => void): () => void

  /** An address that opens this conversation for whoever follows it. */
  inviteLink(buffer: Buffer): string
}
