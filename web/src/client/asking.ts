/** Questions with answers: WHOIS, LIST, modes, a search, a single message, making an account; a part that comes with the first. */

import { type Line, escape, param, trailing } from "../link/message.ts"
import type { Conversation } from "../view/buffer.ts"
import { showTime } from "../view/clock.ts"
import { redaction } from "../view/marks.ts"
import { describe as metadata } from "../view/people.ts"
import { readMessage } from "../view/reading.ts"
import { Signal } from "../view/signal.ts"
import type { Found, ListEntry, ListedChannel, Listing, Profile } from "./types.ts"
import { type Message, UserError } from "../view/types.ts"
import type { Row } from "../view/values.ts"
import type { View } from "../view/view.ts"
import { whoisLine } from "../view/told.ts"

/** Hits of one search. */
const MOST_FOUND = 50

interface Asked {
  readonly command: string
  readonly params: readonly string[]
  readonly feeds: readonly string[]
  readonly ends: readonly string[]
  readonly about?: string
  readonly labelled?: boolean
}

/** The lines of the whole answer. */
function ask(view: View, asked: Asked): Promise<Line[]> {
  return new Promise((done, failed) => {
    const lines: Line[] = []
    const { command, params, feeds, ends, about = "", labelled = true } = asked
    view.now = Date.now()
    view.question(
      { command, feeds, ends, about, heard: (line) => lines.push(line), done: () => done(lines), failed },
      params,
      labelled,
    )
  })
}

const WHOIS = "276 301 307 311 312 313 314 317 319 320 330 335 338 378 379 671 401 402 406".split(" ")

export async function whois(view: View, nick: string): Promise<Profile> {
  if (nick === "" || /[ ,*?\r\n\0]/.test(nick)) throw new UserError(`“${nick}” is not somebody's name`)
  const about = view.fold(nick)
  const lines = await ask(view, { command: "WHOIS", params: [nick], feeds: WHOIS, ends: ["318"], about })
  const by = new Map(lines.map((line) => [line.command, line]))
  const user = by.get("311")
  const idle = by.get("317")
  const signedOn = idle === undefined ? "" : param(idle, 3)
  return {
    nick: user === undefined ? nick : param(user, 1),
    found: user !== undefined,
    username: user === undefined ? "" : param(user, 2),
    host: user === undefined ? "" : param(user, 3),
    realname: user === undefined ? "" : trailing(user),
    account: by.has("330") ? param(by.get("330") as Line, 2) : "",
    away: by.has("301") ? trailing(by.get("301") as Line) : null,
    operator: by.has("313"),
    bot: by.has("335"),
    secure: by.has("671"),
    channels: lines.filter((line) => line.command === "319").flatMap((line) => trailing(line).split(" ").filter(Boolean)),
    idleSeconds: idle !== undefined && /^\d+$/.test(param(idle, 2)) ? Number(param(idle, 2)) : null,
    signedOn: /^\d{9,11}$/.test(signedOn) ? Number(signedOn) * 1000 : null,
    lines: lines.map(whoisLine).filter((text) => text !== ""),
  }
}

/** Made once: comparing ten thousand names one by one takes longer than drawing them. */
const byName = new Intl.Collator(undefined, { numeric: true })

class ListingNow extends Signal implements Listing {
  done = false
  readonly #found: ListedChannel[] = []
  #sorted: readonly ListedChannel[] | null = null

  add(channel: ListedChannel): void {
    this.#found.push(channel)
    this.#sorted = null
    this.changed()
  }

  get channels(): readonly ListedChannel[] {
    this.#sorted ??= [...this.#found].sort((a, b) => b.members - a.members || byName.compare(a.name, b.name))
    return this.#sorted
  }
}

export function list(view: View, filter: string): Listing {
  const listing = new ListingNow(view.frames)
  const end = () => {
    listing.done = true
    listing.changed()
  }
  view.question(
    {
      command: "LIST",
      feeds: ["321", "322"],
      ends: ["323"],
      about: "",
      heard: (line) => {
        if (line.command !== "322") return
        const name = param(line, 1)
        // Some servers write the modes in front: [+nt] the topic.
        const topic = trailing(line).replace(/^\[\+\w*\] ?/, "")
        listing.add({ name, members: Number(param(line, 2)) || 0, topic, joined: view.find(name)?.joined === true })
      },
      done: end,
      failed: (error) => {
        end()
        if (error instanceof UserError) view.tell(error.message, null, true)
      },
    },
    filter.trim() === "" ? [] : [filter.trim()],
    // Without a label the lines come one by one, not as one batch at the end.
    false,
  )
  return listing
}

/** The numerics of the entries of a list, and of its end; where an entry's mask stands (a quiet's line names its letter before). */
const LISTS: Readonly<Record<string, readonly [entry: string, end: string, mask: number]>> = {
  b: ["367", "368", 2],
  e: ["348", "349", 2],
  I: ["346", "347", 2],
  q: ["728", "729", 3],
}

/** One of a channel's lists of masks. */
export async function entries(view: View, channel: string, list: string): Promise<readonly ListEntry[]> {
  const numerics = LISTS[list]
  if (numerics === undefined) throw new UserError(`Nobody here knows how to read the list ${list}; /mode ${channel} +${list} shows it`)
  const [entry, end, place] = numerics
  const asked = { command: "MODE", params: [channel, `+${list}`], feeds: [entry], ends: [end], about: view.fold(channel) }
  return (await ask(view, asked)).map((line) => ({
    mask: param(line, place),
    by: (param(line, place + 1).split("!", 1)[0] as string) || "",
    time: /^\d{1,11}$/.test(param(line, place + 2)) ? Number(param(line, place + 2)) * 1000 : null,
  }))
}

/** The modes that are set, with their values. */
export async function modes(view: View, buffer: Conversation): Promise<ReadonlyMap<string, string>> {
  const asked = { command: "MODE", params: [buffer.name], feeds: ["324"], ends: ["324"], about: view.fold(buffer.name) }
  const [line] = await ask(view, asked)
  const found = new Map<string, string>()
  const values = line?.params.slice(3) ?? []
  for (const letter of line === undefined ? "" : param(line, 2)) {
    if (letter !== "+") found.set(letter, view.features.takesArgument(letter, true) ? (values.shift() ?? "") : "")
  }
  buffer.modes = [...found.keys()].sort().join("")
  buffer.changed()
  return found
}

/** Say `value` under `key` about oneself (METADATA SET); "" takes it back. */
export async function describe(view: View, key: string, value: string): Promise<void> {
  const params = ["*", "SET", key, ...(value === "" ? [] : [value])]
  await ask(view, { command: "METADATA", params, feeds: [], ends: ["761", "766"] })
  metadata(view, "*", key, value)
}

export async function search(
  view: View,
  query: string,
  where: { buffer?: { name: string }; from?: string; before?: number; after?: number },
): Promise<Found> {
  const attributes: [string, string][] = [["limit", String(MOST_FOUND)]]
  if (query !== "") attributes.push(["text", query])
  if (where.buffer !== undefined) attributes.push(["in", where.buffer.name])
  if (where.from) attributes.push(["from", where.from])
  if (where.before !== undefined) attributes.push(["before", showTime(where.before)])
  if (where.after !== undefined) attributes.push(["after", showTime(where.after)])
  const text = attributes.map(([name, value]) => `${name}=${escape(value)}`).join(";")
  const lines = await ask(view, { command: "SEARCH", params: [text], feeds: [], ends: [] })
  const messages: Row[] = []
  const buffers: (Conversation | null)[] = []
  for (const line of lines) {
    if (line.command !== "PRIVMSG" && line.command !== "NOTICE") continue
    const read = readMessage(view, view.heard(line, ""))
    if (read === null) continue
    messages.push(read.row)
    buffers.push(read.buffer ?? null)
  }
  return { messages, buffers, more: messages.length >= MOST_FOUND }
}

/** A single message from the history; null where it is not there (any more). */
export async function fetchOne(view: View, buffer: Conversation, id: string): Promise<Message | null> {
  // Without labels nobody could tell this page from those that fill the conversation.
  if (!view.caps.has("labeled-response")) return null
  const params = ["AROUND", buffer.name, `msgid=${id}`, "1"]
  const lines = await ask(view, { command: "CHATHISTORY", params, feeds: [], ends: [] }).catch(() => [])
  const line = lines.find((each) => each.tags.get("msgid") === id && each.command !== "REDACT")
  const read = line === undefined ? null : readMessage(view, view.heard(line, ""))
  if (read === null) return null
  const taken = lines.find((each) => each.command === "REDACT" && param(each, 1) === id)
  if (taken !== undefined) redaction(view.heard(taken, ""))?.step(read.row)
  return read.row
}

/** What became of an account: its name once it is ours, else what has to be done first. */
interface Made {
  readonly account: string
  readonly sentence: string
}

export async function register(view: View, name: string, email: string, password: string): Promise<Made> {
  const params = [name || "*", email || "*", password]
  return ended(view, await ask(view, { command: "REGISTER", params, feeds: ["REGISTER"], ends: ["REGISTER"] }))
}

export async function verify(view: View, account: string, code: string): Promise<Made> {
  return ended(view, await ask(view, { command: "VERIFY", params: [account, code], feeds: ["VERIFY"], ends: ["VERIFY"] }))
}

function ended(view: View, lines: readonly Line[]): Made {
  const line = lines[0]
  if (line === undefined) throw new UserError("The server did not say whether it worked")
  if (param(line, 0).toUpperCase() !== "SUCCESS") return { account: "", sentence: trailing(line) }
  view.setAccount(param(line, 1))
  return { account: param(line, 1), sentence: "" }
}
