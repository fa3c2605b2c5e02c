/** Questions with answers: WHOIS, LIST, bans, a search, a single message, making an account. */

import { type Line, escape, param, trailing } from "../link/message.ts"
import type { Conversation } from "../view/buffer.ts"
import { showTime } from "../view/clock.ts"
import { redaction } from "../view/marks.ts"
import { readMessage } from "../view/reading.ts"
import { Signal } from "../view/signal.ts"
import { type Found, type ListEntry, type ListedChannel, type Listing, type Message, type Profile, UserError } from "../view/types.ts"
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
    this.#sorted ??= [...this.#found].sort((a, b) => b.members - a.members || a.name.localeCompare(b.name))
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

export async function bans(view: View, channel: string): Promise<readonly ListEntry[]> {
  const about = view.fold(channel)
  const lines = await ask(view, { command: "MODE", params: [channel, "+b"], feeds: ["367"], ends: ["368"], about })
  return lines.map((line) => ({
    mask: param(line, 2),
    by: (param(line, 3).split("!", 1)[0] as string) || "",
    time: /^\d{1,11}$/.test(param(line, 4)) ? Number(param(line, 4)) * 1000 : null,
  }))
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

/** Resolves with a sentence where more has to be done ("" otherwise). */
export async function register(
  view: View,
  name: string,
  email: string,
  password: string,
  made: (account: string) => void,
): Promise<string> {
  const params = [name || "*", email || "*", password]
  const lines = await ask(view, { command: "REGISTER", params, feeds: ["REGISTER"], ends: ["REGISTER"] })
  return ended(view, lines, made)
}

export async function verify(view: View, account: string, code: string): Promise<string> {
  const lines = await ask(view, { command: "VERIFY", params: [account, code], feeds: ["VERIFY"], ends: ["VERIFY"] })
  return ended(view, lines, () => {})
}

function ended(view: View, lines: readonly Line[], made: (account: string) => void): string {
  const line = lines[0]
  if (line === undefined) throw new UserError("The server did not say whether it worked")
  const success = param(line, 0).toUpperCase() === "SUCCESS"
  if (success) view.setAccount(param(line, 1))
  made(param(line, 1))
  return success ? "" : trailing(line)
}

