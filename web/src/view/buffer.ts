/** One conversation: a channel, a person, or what the server itself says. */

import { type Frames, Signal } from "./signal.ts"
import type { Buffer, BufferKind, Member, Roster } from "./types.ts"
import type { MemberRow, Row, User } from "./values.ts"
import { Window } from "./window.ts"

/** Rows of a conversation in memory: some screens more than are shown at once. */
export const KEEP = 2_000

/** A place in the history: what was heard last of a page, whether or not it is shown. */
export interface Point {
  readonly id: string
  readonly time: number
  readonly row: Row | null
}

/** A page of history that was asked for, at `time`. */
export interface Page {
  readonly kind: "latest" | "after" | "before" | "around" | "newer"
  readonly time: number
  /** What it follows, or precedes. */
  readonly point: Point | null
  /** How many pages came before it. */
  readonly number: number
  readonly done?: (row: Row | null) => void
}

const STANDING = "~&@%+"

function standing(member: MemberRow): number {
  const rank = member.prefix === "" ? -1 : STANDING.indexOf(member.prefix[0] as string)
  return rank < 0 ? STANDING.length : rank
}

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true })

export class MemberList extends Signal implements Roster {
  readonly map = new Map<string, MemberRow>()
  #sorted: readonly MemberRow[] | null = null

  constructor(
    frames: Frames,
    private readonly fold: (name: string) => string,
    private readonly own: () => string,
  ) {
    super(frames)
  }

  get size(): number {
    return this.map.size
  }

  get ownPrefix(): string {
    return this.map.get(this.fold(this.own()))?.prefix ?? ""
  }

  members(): readonly Member[] {
    this.#sorted ??= [...this.map.values()].sort((a, b) => standing(a) - standing(b) || byName.compare(a.nick, b.nick))
    return this.#sorted
  }

  member(nick: string): MemberRow | undefined {
    return this.map.get(this.fold(nick))
  }

  override changed(): void {
    this.#sorted = null
    super.changed()
  }
}

export class Conversation extends Signal implements Buffer {
  topic = ""
  topicBy = ""
  topicTime = 0
  modes = ""
  joined = false
  unread = 0
  mentions = 0
  firstUnread: number | null = null
  readTime = 0
  typing: readonly string[] = []
  older = false
  newer = false
  loading = false
  person: User | null = null
  draft = ""
  muted = false
  held = false
  readonly roster: MemberList
  readonly window: Window
  /** The page of history that is under way. */
  page: Page | null = null
  /** After a lost connection the place up to which nothing is missing, until the rest was fetched. */
  caughtUp: Point | null = null
  /** Where the pages begin, and end while `newer`: what is there may be no row (draft/event-playback). */
  oldest: Point | null = null
  newest: Point | null = null
  /** The server does not know yet up to where it was read. */
  markDue = false
  /** The WHO under way was not asked by the person. */
  quietWho = false
  /** Reactions and redactions of rows that are not here. */
  readonly early = new Map<string, ((row: Row) => void)[]>()

  constructor(
    frames: Frames,
    readonly key: number,
    readonly kind: BufferKind,
    public name: string,
    fold: (name: string) => string,
    own: () => string,
    private readonly sidebar: Signal,
    keep = KEEP,
  ) {
    super(frames)
    this.window = new Window(keep)
    this.roster = new MemberList(frames, fold, own)
  }

  get messages(): readonly Row[] {
    return this.window.rows
  }

  find(id: string): Row | undefined {
    return this.window.find(id)
  }

  /** Its counts, name or standing changed: what lists of conversations show. */
  changedBeside(): void {
    this.changed()
    this.sidebar.changed()
  }
}
