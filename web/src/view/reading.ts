/** PRIVMSG and NOTICE lines, live or from history, to rows. */

import type { Conversation } from "./buffer.ts"
import type { MessageKind } from "./types.ts"
import type { Row } from "./values.ts"
import { type Heard, type World, at } from "./world.ts"

/**
 * A PRIVMSG or NOTICE as the conversation it belongs to, if there is one, and its row; null for no such thing.
 * A conversation is found, not opened: whoever calls decides.
 */
export function readMessage(world: World, heard: Heard): { buffer: Conversation | undefined; row: Row } | null {
  let text = at(heard, 1)
  let kind: MessageKind = heard.line.command === "PRIVMSG" ? "message" : "notice"
  if (text.startsWith("\x01")) {
    const bare = text.replace(/^\x01+|\x01+$/g, "")
    const space = bare.indexOf(" ")
    if ((space < 0 ? bare : bare.slice(0, space)).toUpperCase() !== "ACTION") return null
    kind = "action"
    text = space < 0 ? "" : bare.slice(space + 1)
  }
  const row = world.row(kind, heard.nick || heard.line.source, text, heard.time)
  const { tags } = heard.line
  row.id = (tags.get("msgid") ?? "").replace(/\s/g, "")
  row.account = tags.get("account") ?? ""
  row.replyTo = replyOf(tags)
  row.own = heard.nick !== "" && world.isMe(heard.nick)
  row.bot = tags.has("bot")
  row.tags = tags
  const target = at(heard, 0)
  const bare = world.features.channelOf(target)
  row.onlyFor = target.slice(0, target.length - bare.length)
  return { buffer: world.find(conversation(world, heard)), row }
}

/** The message that one answers, reacts to. */
export function replyOf(tags: ReadonlyMap<string, string>): string {
  return tags.get("+reply") || tags.get("+draft/reply") || ""
}

/** The name of the conversation that a message's source and target belong to; "" for the server's own. */
export function conversation(world: World, heard: Heard): string {
  const target = world.features.channelOf(at(heard, 0))
  if (world.features.isChannel(target)) return target
  // channel-context: a private message that was written about a channel is shown there, if we are in it.
  const context = heard.line.tags.get("+channel-context") || heard.line.tags.get("+draft/channel-context") || ""
  if (context !== "" && world.features.isChannel(context) && world.find(context)?.joined === true) return context
  if (heard.nick === "") return ""
  return target !== "" && world.isMe(heard.nick) ? target : heard.nick
}
