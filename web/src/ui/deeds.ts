/** What can be done with a message, a person, a channel: one list each, for menus opened by mouse or keyboard. */

import type { Buffer, Message } from "../view/types.ts"
import { plain } from "./markup.ts"
import type { MenuItem, Shell } from "./shell.ts"

const RANKS: Readonly<Record<string, string>> = { "~": "owner", "&": "admin", "@": "op", "%": "half-op", "+": "voice" }

export const rankName = (prefix: string): string => RANKS[prefix[0] ?? ""] ?? ""

export async function copy(shell: Shell, text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Without HTTPS there is no clipboard but the old one.
    const field = document.createElement("textarea")
    field.value = text
    field.className = "unseen"
    const focused = document.activeElement as HTMLElement | null
    ;(document.querySelector("dialog[open]") ?? document.body).append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    focused?.focus()
    if (!done) {
      shell.tell("", "This browser lets nothing be copied by a button", true)
      return
    }
  }
  shell.tell("", `${what} copied`)
}

export function toggleReaction(shell: Shell, buffer: Buffer, message: Message, face: string): void {
  const mine = message.reactions.some((reaction) => reaction.text === face && reaction.mine)
  void shell.attempt(() => {
    if (mine) shell.client.unreact(buffer, message, face)
    else shell.client.react(buffer, message, face)
    if (!mine) {
      const faces = [face, ...shell.prefs.get("faces").filter((each) => each !== face)]
      shell.prefs.set("faces", faces.slice(0, 8))
    }
  })
}

/** Whether a message can be answered and reacted to. */
export const hasId = (message: Message): boolean => message.id !== "" && message.kind !== "event" && !message.redacted

export function messageDeeds(shell: Shell, buffer: Buffer, message: Message, opener: HTMLElement): (MenuItem | null)[] {
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
    items.push({ label: "Copy text", icon: "copy", run: () => void copy(shell, plain(message.text), "Message") })
  }
  if (!message.own && message.kind !== "event" && buffer.kind === "channel") {
    items.push({ label: `Message ${message.nick}`, icon: "mail", run: () => open(shell, message.nick) })
    items.push({ label: `About ${message.nick}`, icon: "user", run: () => shell.show({ kind: "profile", nick: message.nick }) })
  }
  if (hasId(message) && features.redaction && client.mayRedact(buffer, message)) {
    items.push(null)
    items.push({ label: "Delete…", icon: "trash", danger: true, run: () => shell.show({ kind: "redact", buffer, message }) })
  }
  return items
}

export function open(shell: Shell, nick: string): void {
  void shell.attempt(() => shell.go(shell.client.open(nick)))
}

/** Ranks of the server that members can be given, by name. */
const GIVEN: readonly (readonly [prefix: string, give: string, take: string, icon: string])[] = [
  ["@", "Make operator", "Take operator", "shield"],
  ["%", "Make half-operator", "Take half-operator", "shield"],
  ["+", "Give voice", "Take voice", "mic"],
]

export function personDeeds(shell: Shell, buffer: Buffer | null, nick: string): (MenuItem | null)[] {
  const { client } = shell
  const { features } = client
  const self = features.fold(nick) === features.fold(client.nick)
  const items: (MenuItem | null)[] = []
  if (!self) items.push({ label: "Message", icon: "mail", run: () => open(shell, nick) })
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

export function bufferDeeds(shell: Shell, buffer: Buffer): (MenuItem | null)[] {
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
    run: () => void copy(shell, client.inviteLink(buffer), "Invite link"),
  })
  items.push(null)
  if (buffer.joined) {
    items.push({ label: "Leave…", icon: "leave", danger: true, run: () => shell.show({ kind: "leave", buffer }) })
  } else items.push({ label: "Close", icon: "close", run: () => void shell.attempt(() => client.close(buffer)) })
  return items
}
