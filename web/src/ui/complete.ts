/** What Tab puts in, and what `@ # / :` offer: nicks, channels, commands, emoji.  Pure. */

import { EMOJI } from "./emoji.ts"

const MOST = 50
/** Longer words name nothing. */
const LONGEST = 100

/** `insert` replaces what is completed; `label` and `detail` are for a list; `sign`: what stands before it. */
export interface Candidate {
  readonly insert: string
  readonly label: string
  readonly detail: string
  readonly sign: { readonly kind: "nick" | "channel" | "command" } | { readonly kind: "emoji"; readonly face: string }
}

/** `text.slice(start, end)` may become any of `candidates`, the likeliest first.  `asked`: a list should open by itself. */
export interface Completion {
  readonly start: number
  readonly end: number
  readonly candidates: readonly Candidate[]
  readonly asked: boolean
}

/** What can be named: who spoke last comes first among the people. */
export interface Known {
  people(): readonly { readonly nick: string; readonly detail: string }[]
  readonly channels: readonly { readonly name: string; readonly topic: string }[]
  readonly commands: readonly { readonly name: string; readonly usage: string; readonly help: string }[]
  fold(name: string): string
  isChannel(name: string): boolean
}

const NONE: Completion = { start: 0, end: 0, candidates: [], asked: false }

/** What the word that ends at `cursor` may become; `tab`: a plain word may be somebody's name too. */
export function complete(text: string, cursor: number, known: Known, tab = false): Completion {
  let start = cursor
  while (start > 0 && cursor - start <= LONGEST && !/\s/.test(text[start - 1]!)) start--
  const word = text.slice(start, cursor)
  if (!word || word.length > LONGEST) return NONE
  const answer = (candidates: readonly Candidate[], asked: boolean): Completion => ({
    start,
    end: cursor,
    candidates: candidates.slice(0, MOST),
    // A word that is whole already asks for nothing more.
    asked: asked && candidates.length > 0 && candidates[0]!.insert.trimEnd() !== word,
  })
  if (word.startsWith("/") && start === 0) return answer(commands(word.slice(1), known), !text.slice(0, cursor).startsWith("//"))
  if (known.isChannel(word)) return answer(channels(word, known), true)
  if (word.startsWith(":")) return answer(emoji(word.slice(1)), /^:[\w+-]{2,}$/.test(word))
  // A channel may have ten thousand members: not for every letter of every word.
  if (!tab && !word.startsWith("@")) return NONE
  return answer(people(word, known, start === 0 ? ": " : " "), word.startsWith("@"))
}

/** The emoji that a just closed `:name:` at the cursor names: where it began, and what it is; null for none. */
export function closedEmoji(text: string, cursor: number): { start: number; face: string } | null {
  const match = /(?:^|\s):([\w+-]+):$/.exec(text.slice(Math.max(0, cursor - 40), cursor))
  const face = match && EMOJI.get(match[1]!.toLowerCase())
  return face ? { start: cursor - match[1]!.length - 2, face } : null
}

function commands(word: string, known: Known): Candidate[] {
  return known.commands
    .filter((command) => command.name.startsWith(word.toLowerCase()))
    .map((command) => ({
      insert: `/${command.name} `,
      label: `/${command.name} ${command.usage}`.trimEnd(),
      detail: command.help,
      sign: { kind: "command" },
    }))
}

function channels(word: string, known: Known): Candidate[] {
  const wanted = known.fold(word)
  return known.channels
    .filter((channel) => known.fold(channel.name).startsWith(wanted))
    .map((channel) => ({ insert: `${channel.name} `, label: channel.name, detail: channel.topic, sign: { kind: "channel" } }))
}

/** Emoji by a part of their name, those that begin with it first. */
export function emoji(word: string): Candidate[] {
  const wanted = word.toLowerCase()
  if (!wanted) return []
  return [...EMOJI]
    .filter(([name]) => name.includes(wanted))
    .map(([name, face]): [string, string, number] => [name, face, name.startsWith(wanted) ? 0 : 1])
    .sort((one, other) => one[2] - other[2] || (one[0] < other[0] ? -1 : 1))
    .map(([name, face]) => ({ insert: `${face} `, label: `:${name}:`, detail: "", sign: { kind: "emoji", face } }))
}

function people(word: string, known: Known, after: string): Candidate[] {
  const at = word.startsWith("@") ? "@" : ""
  const wanted = known.fold(word.slice(at.length))
  return known
    .people()
    .filter((person) => known.fold(person.nick).startsWith(wanted))
    .map((person) => ({
      insert: `${at}${person.nick}${at ? " " : after}`,
      label: person.nick,
      detail: person.detail,
      sign: { kind: "nick" },
    }))
}
