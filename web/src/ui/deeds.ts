/** What can be done with a message, a person, a conversation, as oneself: the lists that menus show. */

import { plain } from "./markup.ts"
import { hasId, toggleReaction } from "./reacting.ts"
import { longTime } from "./rows.ts"
import type { Menu, Shell, Subject } from "./shell.ts"

export interface MenuItem {
  readonly label: string
  readonly icon?: string
  readonly keys?: string
  readonly danger?: boolean
  /** Of something that is on or off. */
  readonly ticked?: boolean
  readonly run: () => void
}

type About<Kind> = Subject & { readonly kind: Kind }

/** What a menu is called, and its items; `null` among them: a line. */
export function deedsOf(shell: Shell, { about, opener }: Menu): readonly [title: string, items: readonly (MenuItem | null)[]] {
  switch (about.kind) {
    case "message":
      return [`${about.message.nick}, ${longTime(about.message.time)}`, messageDeeds(shell, about, opener)]
    case "person":
      return [about.nick, personDeeds(shell, about)]
    case "buffer":
      return [about.buffer.kind === "server" ? shell.client.features.network || "Server" : about.buffer.name, bufferDeeds(shell, about)]
    case "self":
      return [shell.client.nick, selfDeeds(shell)]
  }
}

function messageDeeds(shell: Shell, { buffer, message }: About<"message">, opener: HTMLElement): (MenuItem | null)[] {
  const { client } = shell
  const { features } = client
  const items: (MenuItem | null)[] = []
  if (message.state === "failed") {
    items.push({ label: "Try again", icon: "reply", run: () => void shell.attempt(() => client.retry(buffer, message)) })
    items.push({ label: "Discard", icon: "trash", run: () => void shell.attempt(() => client.discard(buffer, message)) })
    items.push(null)
  }
  if (hasId(message) && features.reactions) {
    const picked = (face: string): void => toggleReaction(shell, buffer, message, face)
    items.push({ label: "React…", icon: "smile", keys: "+", run: () => shell.pick({ opener, picked }) })
  }
  if (hasId(message) && features.replies) {
    items.push({ label: "Reply", icon: "reply", keys: "R", run: () => shell.reply(buffer, message) })
  }
  if (message.text) {
    items.push({ label: "Copy text", icon: "copy", run: () => void shell.copy(plain(message.text), "Message") })
  }
  if (!message.own && message.kind !== "event" && buffer.kind === "channel") {
    items.push({ label: `Message ${message.nick}`, icon: "mail", run: () => shell.open(message.nick) })
    items.push({ label: `About ${message.nick}`, icon: "user", run: () => shell.show({ kind: "profile", nick: message.nick }) })
  }
  if (hasId(message) && features.redaction && client.mayRedact(buffer, message)) {
    items.push(null)
    items.push({ label: "Delete…", icon: "trash", danger: true, run: () => shell.show({ kind: "redact", buffer, message }) })
  }
  return items
}

/** Ranks of the server that members can be given, by name. */
const GIVEN: readonly (readonly [prefix: string, give: string, take: string, icon: string])[] = [
  ["@", "Make operator", "Take operator", "shield"],
  ["%", "Make half-operator", "Take half-operator", "shield"],
  ["+", "Give voice", "Take voice", "mic"],
]

function personDeeds(shell: Shell, { buffer, nick }: About<"person">): (MenuItem | null)[] {
  const { client } = shell
  const { features } = client
  const self = features.fold(nick) === features.fold(client.nick)
  const items: (MenuItem | null)[] = []
  if (!self) items.push({ label: "Message", icon: "mail", run: () => shell.open(nick) })
  items.push({ label: "About", icon: "user", run: () => shell.show({ kind: "profile", nick }) })
  items.push({
    label: "Mention",
    icon: "pen",
    run: () => {
      const into = client.current
      if (into) client.setDraft(into, `${into.draft}${into.draft && !/\s$/.test(into.draft) ? " " : ""}@${nick} `)
    },
  })
  if (!buffer || buffer.kind !== "channel" || !client.mayManage(buffer)) return items
  const member = buffer.roster.member(nick)
  items.push(null)
  for (const [prefix, give, take, icon] of GIVEN) {
    const letter = features.rankModes.get(prefix)
    if (!letter || !member) continue
    const has = member.prefix.includes(prefix)
    items.push({
      label: has ? take : give,
      icon,
      run: () => void shell.attempt(() => client.mode(buffer, `${has ? "-" : "+"}${letter}`, nick)),
    })
  }
  if (!self) {
    items.push(null)
    const ask = (ban: boolean): void => shell.show({ kind: "kick", buffer, nick, ban })
    if (member) items.push({ label: "Remove from channel…", icon: "leave", danger: true, run: () => ask(false) })
    items.push({ label: "Ban…", icon: "ban", danger: true, run: () => ask(true) })
  }
  return items
}

function bufferDeeds(shell: Shell, { buffer }: About<"buffer">): (MenuItem | null)[] {
  const { client } = shell
  const items: (MenuItem | null)[] = []
  const read = { label: "Mark as read", icon: "check", keys: "Esc", run: () => client.markRead(buffer) }
  if (buffer.kind === "server") {
    return [read, { label: "All channels…", icon: "hash", run: () => shell.show({ kind: "browse" }) }]
  }
  if (buffer.kind === "channel" && !buffer.joined) {
    items.push({ label: "Join", icon: "plus", run: () => void shell.attempt(() => client.join(buffer.name)) }, null)
  }
  items.push(read)
  items.push({
    label: "Mute",
    icon: "mute",
    ticked: buffer.muted,
    run: () => void shell.attempt(() => client.setMuted(buffer, !buffer.muted)),
  })
  items.push({ label: "Search here…", icon: "search", keys: "Ctrl F", run: () => shell.show({ kind: "search", buffer }) })
  if (buffer.kind === "direct") {
    items.push({ label: `About ${buffer.name}`, icon: "user", run: () => shell.show({ kind: "profile", nick: buffer.name }) })
    items.push(null, { label: "Close conversation", icon: "close", run: () => void shell.attempt(() => client.close(buffer)) })
    return items
  }
  if (buffer.joined) {
    items.push(null)
    items.push({ label: "Topic…", icon: "pen", run: () => shell.show({ kind: "topic", buffer }) })
    items.push({ label: "Modes…", icon: "gear", run: () => shell.show({ kind: "modes", buffer }) })
    items.push({ label: "Bans…", icon: "ban", run: () => shell.show({ kind: "bans", buffer }) })
    items.push({ label: "Invite people…", icon: "qr", run: () => shell.show({ kind: "invite", buffer }) })
  }
  items.push({
    label: "Copy invite link",
    icon: "link",
    run: () => void shell.copy(client.inviteLink(buffer), "Invite link"),
  })
  items.push(null)
  if (buffer.joined) {
    items.push({ label: "Leave…", icon: "leave", danger: true, run: () => shell.show({ kind: "leave", buffer }) })
  } else items.push({ label: "Close", icon: "close", run: () => void shell.attempt(() => client.close(buffer)) })
  return items
}

function selfDeeds(shell: Shell): (MenuItem | null)[] {
  const { client } = shell
  const items: (MenuItem | null)[] = [
    { label: "Change name…", icon: "pen", run: () => shell.show({ kind: "name" }) },
    client.away === null
      ? { label: "Set away…", icon: "moon", run: () => shell.show({ kind: "away" }) }
      : { label: "Be back", icon: "moon", run: () => void shell.attempt(() => client.setAway(null)) },
  ]
  if (!client.account && client.features.registration) {
    items.push({ label: "Make this name an account…", icon: "shield", run: () => shell.show({ kind: "account" }) })
  }
  items.push(null)
  items.push({ label: "Settings…", icon: "gear", run: () => shell.show({ kind: "settings" }) })
  items.push({ label: "Keyboard shortcuts", icon: "help", keys: "F1", run: () => shell.show({ kind: "help" }) })
  items.push(null, { label: "Leave", icon: "leave", danger: true, run: () => client.logout() })
  return items
}
