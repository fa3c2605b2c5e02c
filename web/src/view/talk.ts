/** What people say: PRIVMSG, NOTICE, actions, and the typing notices between. */

import type { Conversation } from "./buffer.ts"
import * as history from "./history.ts"
import { bufferOf, reaction } from "./marks.ts"
import { confirm } from "./own.ts"
import { conversation, readMessage } from "./reading.ts"
import { type Heard, type World, at, textOf } from "./world.ts"

/** After which a typing notice that was not repeated is over (IRCv3 typing). */
const TYPING_LASTS = 6_000

/** PRIVMSG and NOTICE. */
function said(world: World, heard: Heard): void {
  const read = readMessage(world, heard)
  if (read === null) {
    askedByClient(world, heard)
    return
  }
  const { row } = read
  let { buffer } = read
  const mark = reaction(world, heard)
  if (mark !== null && buffer !== undefined) {
    world.later(buffer, mark.id, mark.step)
    // A reaction that is also written out, for those who see no reactions.
    if (row.text === "" || row.text === (heard.line.tags.get("+draft/react") ?? heard.line.tags.get("+react"))) return
  }
  if (buffer === undefined) {
    const name = conversation(world, heard)
    if (name === "" || (row.kind === "notice" && !world.features.isChannel(name))) buffer = world.server
    else {
      buffer = world.buffer(name)
      history.catchUp(world, buffer)
      if (world.features.readMarkers && buffer.kind === "direct") world.send("MARKREAD", [name])
    }
  }
  if (row.own) {
    const parcel = world.outbox.labelled(heard.label) ?? (heard.foreign ? undefined : world.outbox.echoed(buffer, row))
    if (parcel !== undefined) {
      confirm(world, parcel, row)
      return
    }
  } else {
    // A service answers in words: what it was told is never echoed.
    const asked = world.outbox.labelled(heard.label)
    if (asked !== undefined) confirm(world, asked)
  }
  stoppedTyping(world, buffer, heard.nick)
  if (row.account !== "") world.user(heard.nick).account = row.account
  if (row.bot) world.user(heard.nick).bot = true
  if (buffer.kind === "direct" && buffer.person !== null && !row.own && buffer.person.online !== true) {
    buffer.person.online = true
    buffer.changedBeside()
  }
  world.add(buffer, row)
}

/** TAGMSG: typing notices and reactions. */
function tagged(world: World, heard: Heard): void {
  const buffer = bufferOf(world, heard)
  if (buffer === undefined || heard.nick === "") return
  const mark = reaction(world, heard)
  if (mark !== null) {
    world.later(buffer, mark.id, mark.step)
    return
  }
  const typing = heard.line.tags.get("+typing") || heard.line.tags.get("+draft/typing") || ""
  if (typing === "" || world.isMe(heard.nick)) return
  if (typing === "active") {
    let typists = world.typists.get(buffer)
    if (typists === undefined) {
      typists = new Map()
      world.typists.set(buffer, typists)
    }
    typists.set(heard.nick, world.now + TYPING_LASTS)
    showTypists(world, buffer)
  } else stoppedTyping(world, buffer, heard.nick)
}

/** Let `buffer.typing` follow the notices. */
export function showTypists(world: World, buffer: Conversation): void {
  const typing = [...(world.typists.get(buffer)?.keys() ?? [])]
  if (typing.join(" ") === buffer.typing.join(" ")) return
  buffer.typing = typing
  buffer.changed()
}

/** Forget the notices whose time is over. */
export function expireTyping(world: World): void {
  for (const [buffer, typists] of world.typists) {
    for (const [nick, until] of typists) if (until <= world.now) typists.delete(nick)
    if (typists.size === 0) world.typists.delete(buffer)
    showTypists(world, buffer)
  }
}

export function stoppedTyping(world: World, buffer: Conversation, nick: string): void {
  if (world.typists.get(buffer)?.delete(nick) === true) showTypists(world, buffer)
}

/** A client-to-client request (CTCP) is shown, never answered: it would tell strangers what runs here. */
function askedByClient(world: World, heard: Heard): void {
  const word = at(heard, 1).replace(/^\x01+|\x01+$/g, "").split(" ", 1)[0] as string
  if (heard.nick !== "" && !world.isMe(heard.nick) && /^[A-Za-z0-9]+$/.test(word)) {
    world.event(world.server, "info", heard.nick, `${heard.nick} asked for this client's ${word.toUpperCase()}`)
  }
}

/** ACK: a labelled request had no other answer. */
function acknowledged(world: World, heard: Heard): void {
  const parcel = world.outbox.labelled(heard.label)
  if (parcel !== undefined) confirm(world, parcel)
}

/** PONG: what was sent before the PING was heard. */
function returned(world: World, heard: Heard): void {
  for (const parcel of world.outbox.passed(textOf(heard))) confirm(world, parcel)
}

export const TABLE = { PRIVMSG: said, NOTICE: said, TAGMSG: tagged, ACK: acknowledged, PONG: returned }
