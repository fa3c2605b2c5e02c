/**
 * What the face of the client calls, and what it is answered.
 *
 * Every action that cannot be done throws (or rejects with) a `UserError`, whose message is a sentence for people.
 */

import type { Alert, Buffer, Connection, Features, Message, Notice, Person, Time, Watched } from "../view/types.ts"

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
  /** As others see us. */
  readonly self: Person
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
  /** Say something about oneself that others see (metadata): `display-name`, `status`; "" takes it back. */
  describe(key: string, value: string): Promise<void>
  /** null: back. */
  setAway(text: string | null): void

  // Conversations
  find(name: string): Buffer | undefined
  /** Who has this nick, as far as anything is known of them. */
  person(nick: string): Person | null
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
  /**
   * What a composer does with Enter: a command where it begins with a slash (// says it literally), a message otherwise.
   * A message is said, or refused, before this returns; commands are a part of the page that comes with the first one.
   */
  enter(buffer: Buffer, text: string, replyTo?: Message): Promise<void>
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
  commands(): Promise<readonly Command[]>

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
  list(filter?: string): Promise<Listing>
  setTopic(buffer: Buffer, text: string): void
  kick(buffer: Buffer, nick: string, reason?: string): void
  ban(buffer: Buffer, nick: string): void
  /** What stands in a channel's lists for a name; masks stay as they are. */
  mask(nickOrMask: string): string
  /** One of the channel's lists: "b" who is banned, and what else `Features.lists` has. */
  entries(buffer: Buffer, list: string): Promise<readonly ListEntry[]>
  invite(buffer: Buffer, nick: string): void
  /** The modes that are set, with their values, as the server has them now. */
  modes(buffer: Buffer): Promise<ReadonlyMap<string, string>>
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
