/**
 * What is said about earlier messages: reactions (+draft/react with +draft/reply) and redactions (REDACT of
 * draft/message-redaction).  Of a row that is not here they wait until it is.
 */

import type { Conversation } from "./buffer.ts"
import { conversation, replyOf } from "./reading.ts"
import type { Reaction } from "./types.ts"
import { recount } from "./unread.ts"
import type { Row } from "./values.ts"
import { type Heard, type World, at } from "./world.ts"

/** Longer ones are no reactions but essays. */
const LONGEST_REACTION = 64
const MOST_REACTIONS = 100

/** Whether the line reacts to a message: then the step that shows it, and for which id. */
export function reaction(world: World, heard: Heard): { id: string; step: (row: Row) => void } | null {
  const { tags } = heard.line
  const id = replyOf(tags)
  const added = tags.get("+draft/react") ?? tags.get("+react") ?? ""
  const taken = tags.get("+draft/unreact") ?? tags.get("+unreact") ?? ""
  const text = added || taken
  if (id === "" || text === "" || heard.nick === "" || text.length > LONGEST_REACTION) return null
  const { nick } = heard
  return { id, step: (row) => react(world, row, nick, text, added !== "") }
}

function react(world: World, row: Row, nick: string, text: string, add: boolean): void {
  const mine = world.isMe(nick)
  const same = (other: string) => world.fold(other) === world.fold(nick)
  const found = row.reactions.find((each) => each.text === text)
  if (found === undefined) {
    if (add && row.reactions.length < MOST_REACTIONS) row.reactions = [...row.reactions, { text, nicks: [nick], mine }]
    return
  }
  const others = found.nicks.filter((other) => !same(other))
  // Who has reacted already keeps their place.
  if (add && others.length < found.nicks.length) return
  const changed: Reaction = { text, nicks: add ? [...others, nick] : others, mine: mine ? add : found.mine }
  row.reactions = row.reactions.flatMap((each) => (each !== found ? [each] : changed.nicks.length > 0 ? [changed] : []))
}

/** The step that takes a message back. */
export function redaction(heard: Heard): { id: string; step: (row: Row) => void } | null {
  const id = at(heard, 1)
  if (id === "") return null
  const by = heard.nick || heard.line.source
  const reason = at(heard, 2)
  return {
    id,
    step: (row) => {
      row.redacted = { by, reason }
      row.text = ""
      row.reactions = []
      row.mention = false
    },
  }
}

/** REDACT, as it happens. */
export function redacted(world: World, heard: Heard): void {
  const buffer = bufferOf(world, heard)
  const found = redaction(heard)
  if (buffer === undefined || found === null) return
  const row = buffer.find(found.id)
  world.later(buffer, found.id, found.step)
  // What is gone is not unread any more.
  if (row !== undefined && buffer.unread > 0 && row.time > buffer.readTime) recount(world, buffer)
}

export function bufferOf(world: World, heard: Heard): Conversation | undefined {
  return world.find(conversation(world, heard))
}

export const TABLE = { REDACT: redacted }
