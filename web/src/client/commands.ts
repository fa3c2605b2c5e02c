/** The slash commands of a composer: one table, one function each. */

import { parse } from "../link/message.ts"
import type { Conversation } from "../view/buffer.ts"
import type { Command } from "./types.ts"
import { UserError } from "../view/types.ts"
import type { Chat } from "./chat.ts"
import { hostmask } from "./masks.ts"

/** A command as it was typed: in which conversation, and the words after its name. */
class Typed {
  constructor(
    readonly chat: Chat,
    readonly buffer: Conversation,
    readonly name: string,
    readonly rest: string,
    readonly quit: (text: string) => void,
  ) {}

  /** The channel that `words` name first, or the one this is typed in, and the other words. */
  channel(words = this.rest): [Conversation, string] {
    const [word, others] = cut(words)
    if (word !== "" && this.chat.view.features.isChannel(word)) return [this.somewhere(word), others]
    if (this.buffer.kind !== "channel") throw new UserError("Type this in a channel, or name one: #lobby")
    return [this.buffer, words]
  }

  /** The channel or the person `name`. */
  somewhere(name: string): Conversation {
    const { view } = this.chat
    if (!view.features.isChannel(name)) return this.chat.openDirect(name)
    const found = view.find(name)
    if (found === undefined) throw new UserError(`You are not in ${name}`)
    return found
  }

  /** Too few words. */
  usage(): UserError {
    const usage = TABLE[this.name]?.[0] ?? ""
    return new UserError(`/${this.name} is used like this: ${`/${this.name} ${usage}`.trim()}`)
  }

  ask(buffer: Conversation, command: string, ...params: (string | undefined)[]): void {
    this.chat.view.ask(buffer, command, ...params.filter((word) => word !== undefined && word !== "") as string[])
  }
}

function cut(text: string): [string, string] {
  const space = text.indexOf(" ")
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1).trim()]
}

/** What follows the name, one line of help, what it does, and whether it works without a connection. */
type Entry = readonly [usage: string, help: string, run: (typed: Typed) => void, offline?: boolean]

const ranking = (change: string, help: string): Entry => [
  "NAME",
  help,
  (typed) => {
    const [channel, rest] = typed.channel()
    if (rest === "") throw typed.usage()
    for (const nick of rest.split(" ").filter(Boolean)) {
      typed.ask(channel, "MODE", channel.name, change, change[1] === "b" ? hostmask(nick) : nick)
    }
  },
]

const TABLE: Record<string, Entry> = {
  me: ["TEXT", "say what you do: * alice waves", (typed) => {
    if (typed.rest === "") throw typed.usage()
    typed.chat.say(typed.buffer, typed.rest, "action")
  }, true],
  join: ["#CHANNEL [KEY]", "join a channel", (typed) => {
    const [names, key] = cut(typed.rest)
    if (names === "") throw typed.usage()
    const keys = key.split(",")
    names.split(",").filter(Boolean).forEach((name, place) => typed.chat.join(name, keys[place] ?? ""))
  }, true],
  part: ["[#CHANNEL] [TEXT]", "leave a channel", (typed) => typed.chat.part(...typed.channel())],
  nick: ["NAME", "take another name", (typed) => {
    if (typed.rest === "" || typed.rest.includes(" ")) throw typed.usage()
    typed.ask(typed.buffer, "NICK", typed.rest)
  }],
  msg: ["NAME TEXT", "say something to one person, or in a channel", (typed) => {
    const [name, text] = cut(typed.rest)
    if (name === "" || text === "") throw typed.usage()
    typed.chat.say(typed.somewhere(name), text)
  }, true],
  query: ["NAME [TEXT]", "open the conversation with one person", (typed) => {
    const [name, text] = cut(typed.rest)
    if (name === "") throw typed.usage()
    const direct = typed.chat.openDirect(name)
    if (text !== "") typed.chat.say(direct, text)
  }, true],
  notice: ["NAME TEXT", "a notice, which no program answers", (typed) => {
    const [name, text] = cut(typed.rest)
    if (name === "" || text === "") throw typed.usage()
    typed.chat.say(typed.somewhere(name), text, "notice")
  }],
  topic: ["[#CHANNEL] [TEXT]", "show or set the topic", (typed) => {
    const [channel, text] = typed.channel()
    typed.ask(channel, "TOPIC", channel.name, text)
  }],
  away: ["[TEXT]", "say that you are away; without a text, simply away", (typed) => {
    typed.ask(typed.buffer, "AWAY", typed.rest || "away")
  }],
  back: ["", "say that you are back", (typed) => typed.ask(typed.buffer, "AWAY")],
  invite: ["NAME [#CHANNEL]", "invite somebody", (typed) => {
    const [name, where] = cut(typed.rest)
    if (name === "") throw typed.usage()
    const [channel] = typed.channel(where)
    typed.ask(channel, "INVITE", name, channel.name)
  }],
  kick: ["NAME [TEXT]", "remove somebody from this channel", (typed) => {
    const [channel, rest] = typed.channel()
    const [name, text] = cut(rest)
    if (name === "") throw typed.usage()
    typed.ask(channel, "KICK", channel.name, name, text)
  }],
  op: ranking("+o", "make somebody an operator of this channel"),
  deop: ranking("-o", "take that back"),
  voice: ranking("+v", "let somebody speak in a moderated channel"),
  devoice: ranking("-v", "take that back"),
  ban: ["[NAME]", "keep somebody out; without a name, who is kept out", (typed) => {
    const [channel, rest] = typed.channel()
    if (rest === "") typed.ask(channel, "MODE", channel.name, "+b")
    for (const nick of rest.split(" ").filter(Boolean)) typed.ask(channel, "MODE", channel.name, "+b", hostmask(nick))
  }],
  unban: ranking("-b", "let somebody in again"),
  mode: ["[#CHANNEL] [MODES]", "show or change modes", (typed) => {
    const words = typed.rest.split(" ").filter(Boolean)
    let target = typed.buffer.kind === "channel" ? typed.buffer.name : typed.chat.view.nick
    if (words[0] !== undefined && !/^[+-]/.test(words[0])) target = words.shift() as string
    typed.ask(typed.chat.view.find(target) ?? typed.buffer, "MODE", target, ...words)
  }],
  list: ["[FILTER]", "all channels of this server", (typed) => {
    typed.ask(typed.chat.view.server, "LIST", ...typed.rest.split(" "))
  }],
  names: ["[#CHANNEL]", "who is in this channel", (typed) => {
    const { view } = typed.chat
    const [word] = cut(typed.rest)
    if (word !== "" && view.find(word) === undefined) {
      typed.ask(typed.buffer, "NAMES", word)
      return
    }
    const [channel] = typed.channel()
    const members = channel.roster.members().map((member) => `${member.prefix.slice(0, 1)}${member.nick}`)
    view.event(channel, "info", "", `In ${channel.name}: ${members.join(", ")}`)
  }],
  who: ["[MASK]", "who is here", (typed) => {
    const mask = cut(typed.rest)[0] || (typed.buffer.kind === "server" ? "*" : typed.buffer.name)
    const channel = typed.chat.view.find(mask)
    if (channel !== undefined) channel.quietWho = false
    typed.ask(typed.buffer, "WHO", mask)
  }],
  whois: ["NAME", "about somebody", (typed) => {
    const name = cut(typed.rest)[0] || (typed.buffer.kind === "direct" ? typed.buffer.name : "")
    if (name === "") throw typed.usage()
    typed.ask(typed.buffer, "WHOIS", name)
  }],
  close: ["", "close this conversation", (typed) => typed.chat.closeBuffer(typed.buffer), true],
  raw: ["LINE", "send a line of the protocol as it is", (typed) => {
    const line = parse(typed.rest)
    if (line.command === "") throw typed.usage()
    typed.chat.view.put(line)
    typed.chat.view.asker = typed.buffer
  }],
  quit: ["[TEXT]", "leave, and go to the first page", (typed) => typed.quit(typed.rest), true],
  help: ["[COMMAND]", "all commands, or one", (typed) => {
    const wanted = cut(typed.rest)[0].replace(/^\//, "")
    const names = wanted === "" ? Object.keys(TABLE) : [find(wanted)]
    for (const name of names) {
      const [usage, help] = TABLE[name] as Entry
      typed.chat.view.event(typed.buffer, "info", "", `${`/${name} ${usage}`.trim()}: ${help}`)
    }
  }, true],
}
const ALIASES: Record<string, string> = {
  j: "join", leave: "part", q: "query", w: "whois", exit: "quit", t: "topic", describe: "me",
}

export const COMMANDS: readonly Command[] = Object.entries(TABLE).map(([name, [usage, help]]) => ({ name, usage, help }))

function find(word: string): string {
  const name = word.toLowerCase()
  if (Object.hasOwn(TABLE, name)) return name
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name] as string
  const near = Object.keys(TABLE).find((other) => name !== "" && (other.startsWith(name) || name.startsWith(other)))
  const hint = near === undefined ? "/help lists the commands." : `Did you mean /${near}?`
  throw new UserError(`There is no command /${word}. ${hint} // sends a message that begins with a slash.`)
}

/** Do what a text that begins with a slash says. Throws UserError where it cannot be done. */
export function run(chat: Chat, buffer: Conversation, given: string, quit: (text: string) => void): void {
  const [word, rest] = cut(given.trimEnd().slice(1))
  const name = find(word)
  const [, , action, offline] = TABLE[name] as Entry
  if (offline !== true && !chat.ready) throw new UserError(`/${name} needs a connection; there is none just now`)
  action(new Typed(chat, buffer, name, rest, quit))
}
