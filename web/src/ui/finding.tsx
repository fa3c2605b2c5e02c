/** Finding a conversation (Ctrl+K), or something that was said (Ctrl+F). */

import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import type { Buffer, Message } from "../view/types.ts"
import { Avatar, Nick } from "./avatar.tsx"
import { Chooser } from "./chooser.tsx"
import { Dialog } from "./dialog.tsx"
import { Icon } from "./icons.tsx"
import { plain, visible } from "./markup.ts"
import { ranked } from "./ranked.ts"
import { when, isoTime } from "./rows.ts"
import { sentence, useShell } from "./shell.ts"
import { Spans } from "./text.tsx"

const MOST_CHOICES = 60

interface Choice {
  readonly label: string
  readonly detail: string
  readonly sign: "channel" | "nick" | "server" | "join"
  readonly go: () => void
}

export function Switcher() {
  const shell = useShell()
  const { client } = shell
  const [query, setQuery] = useState("")
  const places = useMemo((): Choice[] => {
    const weight = (buffer: Buffer): number => (buffer.mentions ? 0 : buffer.unread ? 1 : buffer.kind === "server" ? 3 : 2)
    const buffers = [...client.buffers].sort((one, other) => weight(one) - weight(other))
    const names = new Set(buffers.map((buffer) => client.features.fold(buffer.name)))
    const found = buffers.map((buffer): Choice => ({
      label: buffer.kind === "server" ? client.features.network || "Server" : buffer.name,
      detail: buffer.unread && buffer.kind !== "server" ? `${buffer.unread} unread` : plain(buffer.topic),
      sign: buffer.kind === "direct" ? "nick" : buffer.kind,
      go: () => shell.go(buffer),
    }))
    const people = new Set(client.buffers.flatMap((buffer) => (buffer.kind === "channel" ? buffer.roster.members() : [])).map((member) => member.nick))
    for (const nick of people) {
      if (names.has(client.features.fold(nick)) || client.features.fold(nick) === client.features.fold(client.nick)) continue
      const go = (): void => void shell.attempt(() => shell.go(client.open(nick)))
      found.push({ label: nick, detail: "direct message", sign: "nick", go })
    }
    return found
  }, [])
  const options = ranked(query, places).slice(0, MOST_CHOICES)
  const name = query.trim()
  if (client.features.isChannel(name) && !client.find(name)) {
    options.push({
      label: name,
      detail: "join this channel",
      sign: "join",
      go: () => void shell.attempt(() => shell.go(client.join(name))),
    })
  }
  return (
    <Dialog title="Jump to" kind="switcher" bare>
      <Chooser
        label="Jump to"
        placeholder="Where to? A name, or #channel to join it"
        query={query}
        onQuery={setQuery}
        options={options}
        keyOf={(choice) => `${choice.sign} ${choice.label}`}
        optionClass="option"
        listClass="options"
        pick={(choice) => {
          shell.show(null)
          choice.go()
        }}
        draw={({ label, detail, sign }) => (
          <>
            <span class="sign" aria-hidden="true">
              {sign === "nick" ? (
                <Avatar nick={label} size="small" />
              ) : (
                <Icon name={{ channel: "hash", server: "server", join: "plus" }[sign]} small />
              )}
            </span>
            <bdi class="label">{visible(sign === "channel" ? label.replace(/^#/, "") : label)}</bdi>
            <span class="detail">{visible(detail)}</span>
          </>
        )}
      />
      {options.length === 0 && <p class="wait">Nothing is called that; #{visible(name)} would be a channel to join</p>}
    </Dialog>
  )
}

interface Hit {
  readonly message: Message
  readonly buffer: Buffer | null
}

const PAUSE = 250

export function Search({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client } = shell
  const [query, setQuery] = useState("")
  const [here, setHere] = useState(buffer.kind !== "server")
  const [hits, setHits] = useState<readonly Hit[]>([])
  const [state, setState] = useState("")
  const [more, setMore] = useState(false)
  const asked = useRef(0)
  const words = query.trim()
  const ask = async (before?: Message): Promise<void> => {
    const number = ++asked.current
    setState("Searching…")
    try {
      const where = { ...(here ? { buffer } : {}), ...(before ? { before: before.time } : {}) }
      const found = await client.search(words, where)
      if (number !== asked.current) return
      const fresh = found.messages.map((message, place): Hit => ({ message, buffer: found.buffers[place] ?? null }))
      const all = before ? [...hits, ...fresh] : fresh
      setHits(all)
      setMore(found.more && fresh.length > 0)
      setState(all.length ? "" : "Nothing was found")
      shell.say(`${all.length} found`)
    } catch (error) {
      if (number === asked.current) setState(sentence(error))
    }
  }
  useEffect(() => {
    asked.current++
    setHits([])
    setMore(false)
    setState("")
    if (!words) return undefined
    if (!client.features.search) {
      const found = inMemory(here ? [buffer] : client.buffers, words)
      setHits(found)
      setState(found.length ? "" : "Nothing was found in what is loaded; this server cannot search further")
      return undefined
    }
    const timer = setTimeout(() => void ask(), PAUSE)
    return () => clearTimeout(timer)
  }, [words, here])
  const now = Date.now()
  return (
    <Dialog title="Search" kind="search wide" bare>
      <Chooser
        label="Search messages"
        placeholder={here ? `Search in ${visible(buffer.name)}` : "Search everywhere"}
        query={query}
        onQuery={setQuery}
        options={hits}
        keyOf={({ message }) => message.key}
        optionClass="result"
        listClass="results"
        pick={({ message, buffer: where }) => {
          shell.show(null)
          if (where && message.id) void shell.reveal(where, message.id)
          else if (where) {
            shell.wanted = { buffer: where, key: message.key }
            shell.go(where)
          }
        }}
        draw={({ message, buffer: where }) => (
          <>
            <div class="by">
              <Nick nick={message.nick} name={message.displayName || message.nick} />
              {!here && where && <bdi class="hint">{visible(where.name)}</bdi>}
              <time dateTime={isoTime(message.time)}>{when(message.time, now)}</time>
            </div>
            <div class="text" dir="auto">
              <Spans text={message.text.slice(0, 400)} found={words} />
            </div>
          </>
        )}
      >
        {buffer.kind !== "server" && (
          <div class="body bare">
            <label class="check">
              <input type="checkbox" checked={!here} onChange={(event) => setHere(!event.currentTarget.checked)} />
              <span>In all conversations</span>
            </label>
          </div>
        )}
      </Chooser>
      {state && (
        <p class="wait" role="status">
          {state}
        </p>
      )}
      {more && (
        <div class="body bare">
          <button type="button" class="button" onClick={() => void ask(hits.at(-1)!.message)}>
            Older results
          </button>
        </div>
      )}
    </Dialog>
  )
}

function inMemory(buffers: readonly Buffer[], words: string): Hit[] {
  const wanted = words.toLowerCase()
  return buffers
    .flatMap((buffer) => buffer.messages.map((message): Hit => ({ message, buffer })))
    .filter(({ message }) => message.kind !== "event" && message.text.toLowerCase().includes(wanted))
    .sort((one, other) => other.message.time - one.message.time)
    .slice(0, MOST_CHOICES)
}
