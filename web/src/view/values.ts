/** What a client shows: rows, people, members.  The face reads them through `types.ts`; only the view writes. */

import type { EventKind, Member, Message, MessageKind, MessageState, Person, Reaction } from "./types.ts"

const NO_TAGS: ReadonlyMap<string, string> = new Map()
const NO_REACTIONS: readonly Reaction[] = []

export class Row implements Message {
  version = 0
  id = ""
  event: EventKind | "" = ""
  displayName = ""
  account = ""
  own = false
  mention = false
  state: MessageState = "confirmed"
  reason = ""
  replyTo = ""
  reactions: readonly Reaction[] = NO_REACTIONS
  redacted: { readonly by: string; readonly reason: string } | null = null
  onlyFor = ""
  bot = false
  tags = NO_TAGS
  /** Our own id for it, with which a retry is not said twice. */
  cid = ""
  /** It left on some connection. */
  sent = false

  constructor(
    readonly key: number,
    public time: number,
    public kind: MessageKind,
    public nick: string,
    public text: string,
  ) {}

  changed(): void {
    this.version += 1
  }
}

export class User implements Person {
  username = ""
  host = ""
  account = ""
  realname = ""
  displayName = ""
  status = ""
  bot = false
  away: string | null = null
  online: boolean | null = null

  constructor(public nick: string) {}
}

export class MemberRow implements Member {
  prefix = ""

  constructor(readonly person: User) {}

  get nick(): string {
    return this.person.nick
  }

  get away(): boolean {
    return this.person.away !== null
  }
}
