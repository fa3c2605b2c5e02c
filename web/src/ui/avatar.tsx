/** The first letter of a name on its colour, and how somebody is. */

import type { Person } from "../view/types.ts"
import { nickColours } from "./colours.ts"
import { visible } from "./markup.ts"

export type Presence = "online" | "away" | "offline"

const LETTER = /[\p{L}\p{N}]\p{M}*/u

export function presenceOf(person: Person | null): Presence {
  if (!person || person.online !== true) return "offline"
  return person.away === null ? "online" : "away"
}

export const SAID: Readonly<Record<Presence, string>> = { online: "here", away: "away", offline: "offline" }

/** Custom properties for a nick's colours; classes use them. */
export function nickStyle(nick: string): Record<string, string> {
  const [light, dark] = nickColours(nick)
  return { "--nick-light": light, "--nick-dark": dark }
}

export function Avatar({ nick, name = nick, size = "", presence }: {
  nick: string
  name?: string
  size?: "" | "small" | "medium"
  presence?: Presence
}) {
  const letter = LETTER.exec(name)?.[0] ?? name.slice(0, 1)
  return (
    <span class={`avatar ${size}`} style={nickStyle(nick)} aria-hidden="true">
      {letter.toLocaleUpperCase()}
      {presence && <span class={`dot ${presence}`} />}
    </span>
  )
}

/** A nick in its colour; nothing in it can turn the text beside it around. */
export function Nick({ nick, name = nick }: { nick: string; name?: string }) {
  return (
    <bdi class="nick" style={nickStyle(nick)}>
      {visible(name)}
    </bdi>
  )
}
