/** Where a message is written. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Command } from "../client/types.ts"
import type { Buffer } from "../view/types.ts"
import { Avatar, Nick } from "./avatar.tsx"
import { closedEmoji, complete, type Candidate, type Completion, type Known } from "./complete.ts"
import { Icon } from "./icons.tsx"
import { plain, visible } from "./markup.ts"
import { sentence, useShell, type Shell } from "./shell.ts"
import { useWatch } from "./watch.ts"

/** Commands that open a conversation: then one wants to see it. */
const OPENED = /^\/(?:j|join|q|query)\s+@?([^\s,]+)/i

/** Once a slash was typed. */
let commands: readonly Command[] = []

interface Offer {
  readonly completion: Completion
  readonly at: number
}

export function Composer({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client } = shell
  useWatch(client)
  useWatch(buffer)
  const field = useRef<HTMLTextAreaElement>(null)
  const [offer, setOffer] = useState<Offer | null>(null)
  const [error, setError] = useState("")
  /** How far back in what was sent Up has gone; -1 where what stands here was typed. */
  const recalled = useRef(-1)
  const sending = useRef(false)
  const replied = shell.replying(buffer)

  useLayoutEffect(() => grow(field.current!), [buffer.draft])
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) field.current!.focus({ preventScroll: true })
  }, [])

  const write = (text: string, cursor: number): void => {
    client.setDraft(buffer, text)
    client.typed(buffer, text)
    const area = field.current!
    area.value = text
    area.setSelectionRange(cursor, cursor)
    grow(area)
  }
  const pick = (candidate: Candidate, completion: Completion): void => {
    const text = field.current!.value
    write(
      text.slice(0, completion.start) + candidate.insert + text.slice(completion.end).replace(/^ /, ""),
      completion.start + candidate.insert.length,
    )
    setOffer(null)
    field.current!.focus()
  }
  const input = (): void => {
    const area = field.current!
    recalled.current = -1
    setError("")
    const emoji = closedEmoji(area.value, area.selectionStart)
    if (emoji && area.selectionStart === area.selectionEnd) {
      const rest = area.value.slice(area.selectionEnd)
      write(area.value.slice(0, emoji.start) + emoji.face + rest, emoji.start + emoji.face.length)
      setOffer(null)
      return
    }
    client.setDraft(buffer, area.value)
    client.typed(buffer, area.value)
    suggest()
    if (area.value.startsWith("/") && commands.length === 0) {
      client.commands().then(
        (found) => {
          commands = found
          suggest()
        },
        () => {}, // They are offered no help with; whoever sends one is told why.
      )
    }
  }
  const suggest = (): void => {
    const area = field.current
    if (!area) return
    const completion = complete(area.value, area.selectionStart, known(shell, buffer))
    setOffer(completion.asked ? { completion, at: 0 } : null)
    if (completion.asked) shell.say(`${completion.candidates.length} suggestions`)
  }
  const send = async (): Promise<void> => {
    const text = field.current!.value
    if (!text.trim() || sending.current) return
    sending.current = true
    try {
      await client.enter(buffer, text, replied)
    } catch (refused) {
      setError(sentence(refused))
      return
    } finally {
      sending.current = false
    }
    // While the first command waited for its part of the page, something else may have been written, or opened.
    if (field.current?.value === text) write("", 0)
    else if (!field.current && buffer.draft === text) client.setDraft(buffer, "")
    setOffer(null)
    setError("")
    recalled.current = -1
    if (replied) shell.reply(buffer, null)
    field.current?.focus()
    const elsewhere = client.find(OPENED.exec(text)?.[1] ?? "")
    if (elsewhere) shell.go(elsewhere)
  }
  const tab = (event: KeyboardEvent): void => {
    const area = field.current!
    const completion = complete(area.value, area.selectionStart, known(shell, buffer), true)
    if (completion.candidates.length === 0) return
    event.preventDefault()
    if (completion.candidates.length === 1) pick(completion.candidates[0]!, completion)
    else setOffer({ completion, at: 0 })
  }
  const recall = (step: 1 | -1): boolean => {
    const sent = client.sent(buffer)
    const place = recalled.current + step
    if (place >= sent.length || place < -1) return false
    recalled.current = place
    const text = place < 0 ? "" : sent[place]!
    write(text, text.length)
    return true
  }
  const keydown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter and the arrows are its own (229: older Safari says it so).
    if (event.isComposing || event.keyCode === 229) return
    const plainKey = !event.ctrlKey && !event.altKey && !event.metaKey
    if (offer && plainKey) {
      const { completion, at } = offer
      const count = completion.candidates.length
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step) {
        event.preventDefault()
        setOffer({ completion, at: (at + step + count) % count })
        return
      }
      if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
        event.preventDefault()
        pick(completion.candidates[at]!, completion)
        return
      }
      if (event.key === "Escape") {
        event.preventDefault()
        event.stopPropagation()
        setOffer(null)
        return
      }
    }
    if (event.key === "Enter" && !event.shiftKey && plainKey) {
      event.preventDefault()
      void send()
    } else if (event.key === "Tab" && plainKey && !event.shiftKey) tab(event)
    else if (event.key === "Escape" && replied) {
      event.preventDefault()
      event.stopPropagation()
      shell.reply(buffer, null)
    } else if (event.key === "ArrowUp" && plainKey && (!field.current!.value || recalled.current >= 0)) {
      if (recall(1)) event.preventDefault()
    } else if (event.key === "ArrowDown" && plainKey && recalled.current >= 0) {
      if (recall(-1)) event.preventDefault()
    }
  }
  const name = buffer.kind === "server" ? "the server (commands only)" : visible(buffer.name)
  const bytes = buffer.draft.length > client.features.messageBytes / 3 ? new TextEncoder().encode(buffer.draft).length : 0
  const pieces = Math.ceil(bytes / client.features.messageBytes)
  return (
    <form
      class="composer"
      aria-label="Write"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Typing shell={shell} buffer={buffer} />
      {replied && (
        <div class="over">
          <span>Replying to</span>
          <span class="quote">
            <Nick nick={replied.nick} name={replied.displayName || replied.nick} />
            <span>{visible(plain(replied.text).slice(0, 200))}</span>
          </span>
          <button type="button" class="tool" aria-label="Do not reply" onClick={() => shell.reply(buffer, null)}>
            <Icon name="close" small />
          </button>
        </div>
      )}
      {error && (
        <p class="note error" role="alert">
          {error}
        </p>
      )}
      {pieces > 1 && !buffer.draft.startsWith("/") && (
        <p class="note">{`Long: it will be sent as about ${pieces} messages`}</p>
      )}
      {offer && <Suggestions offer={offer} pick={pick} />}
      <div class="box">
        <textarea
          ref={field}
          rows={1}
          value={buffer.draft}
          aria-label={`Message ${name}`}
          placeholder={`Message ${name}`}
          dir="auto"
          autocomplete="off"
          autocapitalize="sentences"
          enterkeyhint="send"
          spellcheck
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={offer ? "suggestions" : undefined}
          aria-activedescendant={offer ? `suggestion-${offer.at}` : undefined}
          onInput={input}
          onKeyDown={keydown}
          onBlur={() => setOffer(null)}
        />
        <button
          type="button"
          class="tool"
          aria-label="Emoji"
          title="Emoji"
          onClick={(event) => shell.pick({ opener: event.currentTarget, picked: (face) => insert(field.current!, face, write) })}
        >
          <Icon name="smile" />
        </button>
        <button type="submit" class="button primary" disabled={!buffer.draft.trim()}>
          Send
        </button>
      </div>
    </form>
  )
}

function insert(area: HTMLTextAreaElement, face: string, write: (text: string, cursor: number) => void): void {
  const { value, selectionStart, selectionEnd } = area
  write(value.slice(0, selectionStart) + face + value.slice(selectionEnd), selectionStart + face.length)
}

/** As tall as what it holds, where the browser does not see to that. */
function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return
  area.style.height = "auto"
  area.style.height = `${area.scrollHeight}px`
}

function Suggestions({ offer, pick }: { offer: Offer; pick: (candidate: Candidate, completion: Completion) => void }) {
  const { completion, at } = offer
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    list.current!.children[at]?.scrollIntoView({ block: "nearest" })
  }, [at, completion])
  return (
    <div class="suggest" id="suggestions" role="listbox" aria-label="Suggestions" ref={list}>
      {completion.candidates.map((candidate, place) => (
        <div
          class="option"
          role="option"
          id={`suggestion-${place}`}
          key={candidate.label}
          aria-selected={place === at}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(candidate, completion)}
        >
          <span class="sign" aria-hidden="true">
            <Sign candidate={candidate} />
          </span>
          <bdi class="label">{visible(candidate.label)}</bdi>
          <span class="detail">{visible(candidate.detail)}</span>
        </div>
      ))}
    </div>
  )
}

function Sign({ candidate: { sign, label } }: { candidate: Candidate }) {
  switch (sign.kind) {
    case "emoji":
      return <>{sign.face}</>
    case "nick":
      return <Avatar nick={label} size="small" />
    case "channel":
      return <Icon name="hash" small />
    case "command":
      return <>/</>
  }
}

/** What can be named in this conversation. */
function known(shell: Shell, buffer: Buffer): Known {
  const { client } = shell
  const { features } = client
  return {
    people: () => people(shell, buffer),
    channels: client.buffers.filter((each) => each.kind === "channel"),
    commands,
    fold: (name) => features.fold(name),
    isChannel: (name) => features.isChannel(name),
  }
}

/** Who is here, but oneself: who spoke last first. */
function people({ client }: Shell, buffer: Buffer) {
  const { features } = client
  const spoke = new Map<string, number>()
  buffer.messages.forEach((message, place) => message.kind !== "event" && spoke.set(features.fold(message.nick), place))
  const own = features.fold(client.nick)
  const nicks = buffer.kind === "direct" ? [buffer.name] : buffer.roster.members().map((member) => member.nick)
  const last = (nick: string): number => spoke.get(features.fold(nick)) ?? -1
  return nicks
    .filter((nick) => features.fold(nick) !== own)
    .map((nick) => ({ nick, detail: buffer.roster.member(nick)?.person.realname ?? "", last: last(nick) }))
    .sort((one, other) => other.last - one.last || (one.nick < other.nick ? -1 : 1))
}

const NAMED = 3

function Typing({ shell, buffer }: { shell: Shell; buffer: Buffer }) {
  const others = buffer.typing.filter((nick) => nick !== shell.client.nick).map(visible)
  let said = ""
  if (others.length > NAMED) said = `${others.length} people are typing…`
  else if (others.length > 1) said = `${others.slice(0, -1).join(", ")} and ${others.at(-1)} are typing…`
  else if (others.length === 1) said = `${others[0]} is typing…`
  return <p class="typing">{said}</p>
}
