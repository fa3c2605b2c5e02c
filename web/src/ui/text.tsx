/** The text of a message with its formatting, links and mentions. */

import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { isSafe, spans, type Span } from "./markup.ts"

const LONG = 4000
const SHORT = 2000
const LINES = 40
const SHOWN_LINES = 25

interface Props {
  readonly text: string
  readonly mentions?: (name: string) => boolean
  readonly onChannel?: (name: string) => void
  /** A word to show as found. */
  readonly found?: string
}

/** A whole message; a very long one begins folded. */
export function Text(props: Props) {
  const [whole, setWhole] = useState(false)
  const short = whole ? props.text : shortened(props.text)
  if (short === props.text) return <Spans {...props} />
  return (
    <>
      <Spans {...props} text={short} />…{" "}
      <button type="button" class="more" onClick={() => setWhole(true)}>
        Show all ({size(props.text)})
      </button>
    </>
  )
}

function shortened(text: string): string {
  const lines = text.split("\n", LINES + 1)
  if (lines.length > LINES) text = lines.slice(0, SHOWN_LINES).join("\n")
  return text.length > LONG ? text.slice(0, SHORT).replace(/[\ud800-\udbff]$/, "") : text
}

function size(text: string): string {
  const lines = text.split("\n").length
  if (text.length <= LONG) return `${lines} lines`
  return text.length < 10_000 ? `${text.length} characters` : `${Math.round(text.length / 1000)} thousand characters`
}

/** The text as spans; a break after a block is the block's own. */
export function Spans({ text, mentions, onChannel, found }: Props) {
  const parts = spans(text, mentions)
  return (
    <>
      {parts.map((span, place) => {
        const afterBlock = parts[place - 1]?.kind === "block" && span.kind === "text"
        const beforeBlock = parts[place + 1]?.kind === "block" && span.kind === "text"
        let shown = span.text
        if (afterBlock) shown = shown.replace(/^\n/, "")
        if (beforeBlock) shown = shown.replace(/\n$/, "")
        return styled(span, inner(span, shown, onChannel, found))
      })}
    </>
  )
}

function inner(span: Span, shown: string, onChannel: Props["onChannel"], found?: string): ComponentChildren {
  switch (span.kind) {
    case "code":
      return <code>{shown}</code>
    case "block":
      return (
        <pre tabIndex={0} role="group" aria-label="Code">
          <code>{shown}</code>
        </pre>
      )
    case "mention":
      return <mark>{shown}</mark>
    case "odd":
      return (
        <span class="odd" title="A character that nobody would see">
          {shown}
        </span>
      )
    case "link":
      if (!isSafe(span.url)) return shown
      return (
        <a href={span.url} target="_blank" rel="noopener noreferrer">
          {shown}
        </a>
      )
    case "channel":
      if (!onChannel) return shown
      return (
        <button type="button" class="channel" onClick={() => onChannel(span.text)}>
          {shown}
        </button>
      )
    case "text":
      return found ? marked(shown, found) : shown
  }
}

function styled(span: Span, child: ComponentChildren): ComponentChildren {
  if (span.strike) child = <s>{child}</s>
  if (span.underline) child = <u>{child}</u>
  if (span.italic) child = <em>{child}</em>
  if (span.bold) child = <strong>{child}</strong>
  return child
}

/** Where `found` stands in the text, whatever its case. */
function marked(text: string, found: string): ComponentChildren {
  const parts: ComponentChildren[] = []
  const low = text.toLowerCase()
  const wanted = found.toLowerCase()
  let place = 0
  for (let at = low.indexOf(wanted); at >= 0 && low.length === text.length; at = low.indexOf(wanted, place)) {
    parts.push(text.slice(place, at), <mark class="found">{text.slice(at, at + wanted.length)}</mark>)
    place = at + wanted.length
  }
  return [...parts, text.slice(place)]
}
