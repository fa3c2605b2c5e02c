/** Who comes, goes, is renamed, ranked, away: the lines that change people and channels. */

import { trailing } from "../link/message.ts"
import type { Conversation } from "./buffer.ts"
import * as history from "./history.ts"
import { stoppedTyping } from "./talk.ts"
import type { EventKind } from "./types.ts"
import { MemberRow } from "./values.ts"
import { type Heard, SHOWN_COMINGS, type World, at } from "./world.ts"

/** JOIN, with the account and real name of extended-join. */
function joined(world: World, heard: Heard): void {
  const name = at(heard, 0)
  const account = at(heard, 1)
  if (heard.nick === "" || !world.features.isChannel(name)) return
  const buffer = world.buffer(name)
  const user = world.user(heard.nick)
  world.meet(heard.line.source)
  user.online = true
  if (account !== "") {
    user.account = account === "*" ? "" : account
    user.realname = at(heard, 2, user.realname)
  }
  const me = world.isMe(heard.nick)
  if (me) joinedMyself(world, buffer)
  if (!buffer.roster.map.has(world.fold(heard.nick))) {
    buffer.roster.map.set(world.fold(heard.nick), new MemberRow(user))
    if (!me) comesOrGoes(world, buffer, heard, "join", `${heard.nick} joined`)
  }
  buffer.roster.changed()
  presence(world, heard.nick)
}

function joinedMyself(world: World, buffer: Conversation): void {
  buffer.roster.map.clear()
  buffer.joined = true
  const key = world.fold(buffer.name)
  if (!world.wanted.has(key)) world.wanted.set(key, [buffer.name, ""])
  buffer.changedBeside()
  history.catchUp(world, buffer)
}

function parted(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 0))
  if (buffer === undefined) return
  const why = at(heard, 1) === "" ? "" : `: ${at(heard, 1)}`
  if (world.isMe(heard.nick)) {
    world.wanted.delete(world.fold(buffer.name))
    leftMyself(buffer)
    world.event(buffer, "part", heard.nick, "You left the channel", heard.time)
  } else if (remove(world, buffer, heard.nick)) comesOrGoes(world, buffer, heard, "part", `${heard.nick} left${why}`)
}

function kicked(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 0))
  const nick = at(heard, 1)
  if (buffer === undefined || nick === "") return
  const why = at(heard, 2) === "" || at(heard, 2) === heard.nick ? "" : `: ${at(heard, 2)}`
  const by = heard.nick || heard.line.source
  if (world.isMe(nick)) {
    world.wanted.delete(world.fold(buffer.name))
    leftMyself(buffer)
    world.tell(`${by} removed you from ${buffer.name}${why}`, buffer, true)
  } else if (remove(world, buffer, nick)) world.event(buffer, "kick", nick, `${by} removed ${nick}${why}`, heard.time)
}

function quit(world: World, heard: Heard): void {
  const why = at(heard, 0) === "" ? "" : `: ${at(heard, 0)}`
  for (const buffer of world.channelsWith(heard.nick)) {
    remove(world, buffer, heard.nick)
    comesOrGoes(world, buffer, heard, "quit", `${heard.nick} quit${why}`)
  }
  const user = world.users.get(world.fold(heard.nick))
  if (user === undefined || world.isMe(heard.nick)) return
  user.online = false
  user.away = null
  presence(world, heard.nick)
  if (world.find(heard.nick) === undefined) world.users.delete(world.fold(heard.nick))
}

function renamed(world: World, heard: Heard): void {
  const name = at(heard, 0)
  if (heard.nick === "" || name === "") return
  const places = world.channelsWith(heard.nick)
  const me = world.isMe(heard.nick)
  world.rename(heard.nick, name)
  for (const buffer of places) {
    const member = buffer.roster.map.get(world.fold(heard.nick))
    buffer.roster.map.delete(world.fold(heard.nick))
    if (member !== undefined) buffer.roster.map.set(world.fold(name), member)
    stoppedTyping(world, buffer, heard.nick)
    buffer.roster.changed()
  }
  if (me) {
    world.setNick(name)
    for (const buffer of places) world.event(buffer, "nick", name, `You are ${name} now`, heard.time)
  } else for (const buffer of places) comesOrGoes(world, buffer, heard, "nick", `${heard.nick} is ${name} now`)
}

function topicSet(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 0))
  if (buffer === undefined) return
  buffer.topic = at(heard, 1)
  buffer.topicBy = heard.nick
  buffer.topicTime = heard.time
  const by = heard.nick || heard.line.source
  const what = buffer.topic === "" ? "removed the topic" : `set the topic: ${buffer.topic}`
  world.event(buffer, "topic", heard.nick, `${by} ${what}`, heard.time)
  buffer.changed()
}

/** AWAY of others (away-notify); without a text they are back. */
function away(world: World, heard: Heard): void {
  if (heard.nick !== "") setAway(world, heard.nick, at(heard, 0) === "" ? null : at(heard, 0))
}

/** Somebody's presence, as AWAY, WHO and 301 tell it. */
export function setAway(world: World, nick: string, text: string | null): void {
  if (world.isMe(nick) && world.away !== text) {
    world.away = text
    world.changed()
  }
  const user = world.users.get(world.fold(nick))
  if (user === undefined || user.away === text) return
  user.away = text
  for (const buffer of world.channelsWith(nick)) buffer.roster.changed()
  presence(world, nick)
}

function invited(world: World, heard: Heard): void {
  const nick = at(heard, 0)
  const channel = at(heard, 1)
  if (world.isMe(nick)) {
    world.tell(`${heard.nick} invites you to ${channel}; /join ${channel} accepts`)
    return
  }
  const buffer = world.find(channel)
  if (buffer !== undefined) world.event(buffer, "invite", nick, `${heard.nick} invited ${nick}`, heard.time)
}

/** MODE of a channel: ranks by their names, everything else as letters. */
function modeSet(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 0))
  if (buffer === undefined || buffer.kind !== "channel") return
  const by = heard.nick || heard.line.source
  const args = heard.line.params.slice(2)
  const others: string[] = []
  let adding = true
  for (const letter of at(heard, 1)) {
    if (letter === "+" || letter === "-") {
      adding = letter === "+"
      continue
    }
    const argument = world.features.takesArgument(letter, adding) ? (args.shift() ?? "") : ""
    if (world.features.ranks.has(letter)) {
      rank(world, buffer, heard, letter, adding, argument)
      continue
    }
    others.push(`${adding ? "+" : "-"}${letter}${argument === "" ? "" : ` ${argument}`}`)
    if (world.features.isList(letter)) continue
    const kept = [...buffer.modes].filter((word) => word !== letter)
    buffer.modes = (adding ? [...kept, letter] : kept).sort().join("")
  }
  if (others.length === 0) return
  world.event(buffer, "mode", heard.nick, `${by} set mode ${others.join(" ")}`, heard.time)
  buffer.changed()
}

const RANKS: Record<string, string> = { q: "the owner", a: "an admin", o: "an operator", h: "a half-operator" }

function rank(world: World, buffer: Conversation, heard: Heard, letter: string, add: boolean, nick: string): void {
  const by = heard.nick || heard.line.source
  const member = buffer.roster.map.get(world.fold(nick))
  const prefix = world.features.ranks.get(letter)
  if (member === undefined || prefix === undefined) return
  const held = new Set(member.prefix)
  if (add) held.add(prefix)
  else held.delete(prefix)
  member.prefix = [...held].sort((a, b) => world.features.rank(a) - world.features.rank(b)).join("")
  const name = RANKS[letter] ?? `+${letter}`
  let text = add ? `${by} made ${nick} ${name}` : `${nick} is no longer ${name} (${by})`
  if (letter === "v") text = `${by} ${add ? "gave voice to" : "took voice from"} ${nick}`
  world.event(buffer, "mode", nick, text, heard.time)
  buffer.roster.changed()
  if (world.isMe(nick)) buffer.changed()
}

function accountSet(world: World, heard: Heard): void {
  const account = at(heard, 0) === "*" ? "" : at(heard, 0)
  const user = world.users.get(world.fold(heard.nick))
  if (user !== undefined) user.account = account
  if (world.isMe(heard.nick)) world.setAccount(account)
}

function hostChanged(world: World, heard: Heard): void {
  const user = world.users.get(world.fold(heard.nick))
  if (user === undefined) return
  user.username = at(heard, 0)
  user.host = at(heard, 1)
}

function realnameSet(world: World, heard: Heard): void {
  const user = world.users.get(world.fold(heard.nick))
  if (user !== undefined) user.realname = at(heard, 0)
}

/** RENAME of a channel (draft/channel-rename): the same conversation under another name. */
function channelRenamed(world: World, heard: Heard): void {
  const old = at(heard, 0)
  const name = at(heard, 1)
  const buffer = world.find(old)
  if (buffer === undefined || !world.features.isChannel(name)) return
  const other = world.find(name)
  if (other !== undefined && other !== buffer) world.close(other)
  const wanted = world.wanted.get(world.fold(old))
  world.wanted.delete(world.fold(old))
  world.wanted.set(world.fold(name), [name, wanted?.[1] ?? ""])
  world.renameBuffer(buffer, name)
  const why = heard.line.params.length > 2 && trailing(heard.line) !== "" ? `: ${trailing(heard.line)}` : ""
  world.event(buffer, "rename", heard.nick, `${heard.nick || heard.line.source} renamed ${old} to ${name}${why}`, heard.time)
}

/** METADATA (draft/metadata-2): what somebody says about themselves. */
function described(world: World, heard: Heard): void {
  describe(world, at(heard, 0), at(heard, 1), heard.line.params.length > 3 ? trailing(heard.line) : "")
}

export function describe(world: World, target: string, key: string, value: string): void {
  if (world.features.isChannel(target)) return
  const user = world.user(target === "*" ? world.nick : target)
  if (key === "display-name") user.displayName = value.slice(0, 100)
  else if (key === "status") user.status = value.slice(0, 300)
  else if (key === "bot") user.bot = value !== ""
  else return
  for (const buffer of world.channelsWith(user.nick)) buffer.roster.changed()
  presence(world, user.nick)
}

function leftMyself(buffer: Conversation): void {
  buffer.joined = false
  buffer.roster.map.clear()
  buffer.roster.changed()
  buffer.page?.done?.(null)
  buffer.page = null
  buffer.loading = false
  buffer.changedBeside()
}

function remove(world: World, buffer: Conversation, nick: string): boolean {
  stoppedTyping(world, buffer, nick)
  if (!buffer.roster.map.delete(world.fold(nick))) return false
  buffer.roster.changed()
  return true
}

function comesOrGoes(world: World, buffer: Conversation, heard: Heard, what: EventKind, text: string): void {
  if (buffer.roster.size <= SHOWN_COMINGS) world.event(buffer, what, heard.nick, text, heard.time)
}

/** The direct conversation with this person shows their presence too. */
export function presence(world: World, nick: string): void {
  const direct = world.find(nick)
  if (direct?.kind !== "direct") return
  direct.person = world.user(nick)
  direct.changedBeside()
}

export const TABLE = {
  JOIN: joined,
  PART: parted,
  KICK: kicked,
  QUIT: quit,
  NICK: renamed,
  TOPIC: topicSet,
  AWAY: away,
  INVITE: invited,
  MODE: modeSet,
  ACCOUNT: accountSet,
  CHGHOST: hostChanged,
  SETNAME: realnameSet,
  RENAME: channelRenamed,
  METADATA: described,
}
