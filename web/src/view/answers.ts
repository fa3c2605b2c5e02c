/**
 * Numerics that change what is known: welcome, features, topics, names, presence; and errors and standard replies.
 * Numbers and parameters: https://modern.ircdocs.horse/#numerics; FAIL, WARN, NOTE: IRCv3 standard-replies.
 */

import type { Conversation } from "./buffer.ts"
import { readTime } from "./clock.ts"
import * as errors from "./errors.ts"
import * as history from "./history.ts"
import { refuse } from "./own.ts"
import { describe, presence, setAway } from "./people.ts"
import { MemberRow } from "./values.ts"
import { type Heard, type World, at, textOf } from "./world.ts"

/** 001: the nick that we really have. */
function welcomed(world: World, heard: Heard): void {
  world.setNick(at(heard, 0))
  world.event(world.server, "info", "", textOf(heard), heard.time)
}

function features(world: World, heard: Heard): void {
  const before = world.features.casemapping
  world.features.learn(heard.line.params.slice(1, -1))
  if (world.features.casemapping !== before) world.foldAgain()
  if (world.features.network !== "" && world.server.name !== world.features.network) {
    world.server.name = world.features.network
    world.server.changedBeside()
  }
  world.changed()
}

/** 301: somebody we wrote to, or asked about, is away. */
function awayAnswer(world: World, heard: Heard): void {
  const nick = at(heard, 1)
  const news = world.users.get(world.fold(nick))?.away !== textOf(heard)
  setAway(world, nick, textOf(heard))
  const buffer = world.asked.get(heard.label) ?? world.find(nick)
  if (news && buffer !== undefined && !heard.foreign) {
    world.event(buffer, "away", nick, `${nick} is away: ${textOf(heard)}`, heard.time)
  }
}

function backNow(world: World, heard: Heard): void {
  world.user(world.nick)
  setAway(world, world.nick, null)
  if (!heard.foreign) world.tell("You are back", world.asked.get(heard.label) ?? world.asker)
}

function awayNow(world: World, heard: Heard): void {
  world.user(world.nick)
  setAway(world, world.nick, "")
  if (!heard.foreign) world.tell("You are away", world.asked.get(heard.label) ?? world.asker)
}

function channelModes(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 1))
  if (buffer === undefined) return
  buffer.modes = [...at(heard, 2)].filter((letter) => letter !== "+" && letter !== "-").sort().join("")
  if (world.asked.has(heard.label) || (world.asker === buffer && !heard.foreign)) {
    world.event(buffer, "info", "", `Modes of ${buffer.name}: ${heard.line.params.slice(2).join(" ")}`, heard.time)
  }
  buffer.changed()
}

function noTopic(world: World, heard: Heard): void {
  topicIs(world, heard, "")
}

function topic(world: World, heard: Heard): void {
  topicIs(world, heard, textOf(heard))
}

function topicIs(world: World, heard: Heard, text: string): void {
  const buffer = world.find(at(heard, 1))
  if (buffer === undefined) return
  if (world.asked.get(heard.label) === buffer && buffer.joined && buffer.topic === text) {
    world.event(buffer, "info", "", text === "" ? "There is no topic" : `Topic: ${text}`, heard.time)
  }
  buffer.topic = text
  buffer.changed()
}

function topicSetBy(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 1))
  if (buffer === undefined) return
  const when = at(heard, 3)
  buffer.topicBy = at(heard, 2).split("!", 1)[0] as string
  buffer.topicTime = /^\d{1,14}$/.test(when) ? Number(when) * 1000 : 0
  buffer.changed()
}

function inviting(world: World, heard: Heard): void {
  const nick = at(heard, 1)
  const channel = at(heard, 2)
  if (!heard.foreign) {
    world.event(world.find(channel) ?? world.place(heard), "invite", nick, `You invited ${nick} to ${channel}`)
  }
}

/** 353: members with their prefixes, perhaps with hosts (userhost-in-names). */
function names(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 2))
  if (buffer === undefined || !buffer.joined) {
    if (!heard.foreign) world.event(world.place(heard), "info", "", `In ${at(heard, 2)}: ${textOf(heard)}`)
    return
  }
  for (const word of textOf(heard).split(" ")) {
    let start = 0
    while (start < word.length && world.features.prefixes.includes(word[start] as string)) start += 1
    const source = word.slice(start)
    const nick = source.split("!", 1)[0] as string
    if (nick === "") continue
    const key = world.fold(nick)
    let member = buffer.roster.map.get(key)
    if (member === undefined) {
      member = new MemberRow(world.user(nick))
      buffer.roster.map.set(key, member)
    }
    member.prefix = word.slice(0, start)
    member.person.online = true
    world.meet(source)
  }
}

/** Presence is asked for in channels of at most so many members; in larger ones it is learnt as it changes. */
const MOST_ASKED_ABOUT = 500

/** 366: the list is whole; who of them is away is asked once, quietly. */
function namesEnd(world: World, heard: Heard): void {
  const buffer = world.find(at(heard, 1))
  if (buffer === undefined || !buffer.joined) return
  buffer.roster.changed()
  buffer.changed()
  const asks = world.caps.has("away-notify") && !buffer.quietWho && buffer.roster.size <= MOST_ASKED_ABOUT
  if (!asks || world.connection.following) return
  buffer.quietWho = true
  const label = world.newLabel()
  if (label !== "") world.quiet.add(label)
  world.send("WHO", [buffer.name], label === "" ? {} : { label })
}

/** 352: `channel username host server nick flags :hops realname`. */
function who(world: World, heard: Heard): void {
  const nick = at(heard, 5)
  const flags = at(heard, 6)
  const gone = flags.startsWith("G")
  const user = world.users.get(world.fold(nick))
  const space = textOf(heard).indexOf(" ")
  const realname = space < 0 ? "" : textOf(heard).slice(space + 1)
  if (user !== undefined) {
    user.username = at(heard, 2)
    user.host = at(heard, 3)
    user.realname = realname
    const bot = world.features.tokens.get("BOT") ?? ""
    if (bot !== "" && flags.includes(bot)) user.bot = true
    if (!gone) setAway(world, nick, null)
    else if (user.away === null) setAway(world, nick, "")
  }
  if (heard.foreign || world.quiet.has(heard.label)) return
  const buffer = world.find(at(heard, 1))
  if (heard.label === "" && buffer?.quietWho === true) return
  const where = at(heard, 1) === "*" ? "" : ` in ${at(heard, 1)}`
  const text = `${nick} (${at(heard, 2)}@${at(heard, 3)})${where}${gone ? ", away" : ""}: ${realname}`
  world.event(world.place(heard), "whois", nick, text)
}

function whoEnd(world: World, heard: Heard): void {
  world.quiet.delete(heard.label)
  const buffer = world.find(at(heard, 1))
  if (buffer !== undefined) buffer.quietWho = false
}

/** 730 (MONITOR): these are here. */
function online(world: World, heard: Heard): void {
  monitored(world, heard, true)
}

/** 731 (MONITOR): these are not. */
function offline(world: World, heard: Heard): void {
  monitored(world, heard, false)
}

function monitored(world: World, heard: Heard, isOnline: boolean): void {
  for (const source of textOf(heard).split(",")) {
    const nick = source.split("!", 1)[0] as string
    const buffer = world.find(nick)
    if (buffer?.person == null || buffer.person.online === isOnline) continue
    buffer.person.online = isOnline
    if (!isOnline) buffer.person.away = null
    presence(world, nick)
  }
}

/** 761 (METADATA): `target key visibility :value`. */
function keyValue(world: World, heard: Heard): void {
  describe(world, at(heard, 1), at(heard, 2), textOf(heard))
}

/** 900: `nick!user@host account :You are now logged in`. */
function loggedIn(world: World, heard: Heard): void {
  world.setAccount(at(heard, 2))
}

function loggedOut(world: World): void {
  world.setAccount("")
}

/** REGISTER and VERIFY, with success: as if by SASL, though nothing else may say so. */
function registered(world: World, heard: Heard): void {
  const success = at(heard, 0).toUpperCase() === "SUCCESS"
  if (success) world.setAccount(at(heard, 1))
  if (!heard.foreign) world.tell(textOf(heard))
}

// Errors --------------------------------------------------------------------------------------------------------------

/** An error numeric: of an own message, of a JOIN, or an answer. */
export function error(world: World, heard: Heard): void {
  const sentence = errors.sentence(heard.line)
  const named = at(heard, 1)
  const buffer = named === "" ? undefined : world.find(world.features.channelOf(named))
  const { command } = heard.line
  let parcel = world.outbox.labelled(heard.label)
  if (parcel === undefined && buffer !== undefined && !world.asked.has(heard.label) && heard.label === "" && !heard.foreign) {
    parcel = world.outbox.refused(buffer)
  }
  if (command === "401" && buffer?.person != null) {
    buffer.person.online = false
    buffer.changedBeside()
  }
  if (parcel !== undefined) {
    refuse(world, parcel, sentence)
    return
  }
  if (heard.foreign) return
  if (errors.refusesJoin(command) && buffer?.joined !== true) world.wanted.delete(world.fold(named))
  if (world.quiet.delete(heard.label)) return
  if ((command === "421" && OWN_QUESTIONS.has(named.toUpperCase())) || ofTyping(world, heard, buffer)) return
  world.tell(sentence, world.asked.get(heard.label) ?? buffer ?? world.asker, true)
}

/** Whether a typing notice was refused: nobody asked for it, and the message itself will be refused too. */
function ofTyping(world: World, heard: Heard, buffer: Conversation | undefined): boolean {
  if (heard.label !== "" || buffer === undefined || !world.caps.has("message-tags")) return false
  const { command } = heard.line
  return command === "404" || (command === "401" && world.caps.has("labeled-response"))
}

const OWN_QUESTIONS = new Set(["CHATHISTORY", "MARKREAD", "MONITOR", "WHO", "TAGMSG", "METADATA"])

/** FAIL: `command code context… :description`. */
function failed(world: World, heard: Heard): void {
  const command = at(heard, 0).toUpperCase()
  const buffer = heard.line.params
    .slice(2, -1)
    .map((word) => world.find(world.features.channelOf(word)))
    .find((found) => found !== undefined)
  if (command === "CHATHISTORY") {
    const asker = world.asked.get(heard.label) ?? (heard.foreign ? undefined : buffer)
    if (asker !== undefined && asker.page !== null) history.refused(world, asker)
    return
  }
  let parcel = world.outbox.labelled(heard.label)
  if (parcel === undefined && buffer !== undefined && ["PRIVMSG", "NOTICE", "BATCH"].includes(command) && !heard.foreign) {
    parcel = world.outbox.refused(buffer)
  }
  if (parcel !== undefined) refuse(world, parcel, textOf(heard))
  else if (!heard.foreign && !OWN_QUESTIONS.has(command) && command !== "RESUME") {
    world.tell(textOf(heard), world.asked.get(heard.label) ?? buffer ?? world.asker, true)
  }
}

function warned(world: World, heard: Heard): void {
  if (!heard.foreign) world.tell(textOf(heard), world.asked.get(heard.label), true)
}

function noted(world: World, heard: Heard): void {
  if (!heard.foreign) world.tell(textOf(heard), world.asked.get(heard.label))
}

/** ERROR: the server ends the connection; the link says why in its own words too. */
function serverError(world: World, heard: Heard): void {
  world.event(world.server, "error", "", textOf(heard))
}

/** CHATHISTORY TARGETS: somebody wrote to us while we were away. */
function targets(world: World, heard: Heard): void {
  const name = at(heard, 1)
  const time = readTime(at(heard, 2).replace(/^timestamp=/, ""))
  if (at(heard, 0).toUpperCase() !== "TARGETS" || name === "" || time === null || world.find(name) !== undefined) return
  if (world.features.isChannel(name) || heard.foreign) return
  const buffer = world.buffer(name)
  buffer.readTime = world.lostAt
  history.catchUp(world, buffer)
}

export const TABLE = {
  "001": welcomed,
  "005": features,
  "105": features,
  "301": awayAnswer,
  "305": backNow,
  "306": awayNow,
  "315": whoEnd,
  "324": channelModes,
  "331": noTopic,
  "332": topic,
  "333": topicSetBy,
  "341": inviting,
  "352": who,
  "353": names,
  "366": namesEnd,
  "730": online,
  "731": offline,
  "761": keyValue,
  "900": loggedIn,
  "901": loggedOut,
  REGISTER: registered,
  VERIFY: registered,
  FAIL: failed,
  WARN: warned,
  NOTE: noted,
  ERROR: serverError,
  CHATHISTORY: targets,
}
