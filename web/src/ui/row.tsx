/** One message, or a line of small events. */

import { Component } from "preact"
import { useEffect, useState } from "preact/hooks"
import type { Buffer, Message } from "../view/types.ts"
import { Avatar, Nick } from "./avatar.tsx"
import { Icon } from "./icons.tsx"
import { plain, visible } from "./markup.ts"
import { hasId, toggleReaction } from "./reacting.ts"
import { clock, isJumbo, isoTime, longTime } from "./rows.ts"
import type { Shell } from "./shell.ts"
import { Text } from "./text.tsx"

interface Props {
  readonly shell: Shell
  readonly buffer: Buffer
  readonly message: Message
  readonly head: boolean
  /** It is under the pointer or has the focus: its tools are there. */
  readonly hot: boolean
  /** It was looked for. */
  readonly chosen: boolean
  /** The one of all rows that Tab reaches. */
  readonly stop: boolean
  readonly replied: Message | undefined
}

export class MessageRow extends Component<Props, { version: number }> {
  private drawn = -1
  private drawnReply = -1
  private drawnFeatures: unknown = null

  override shouldComponentUpdate(next: Props): boolean {
    const now = this.props
    return (
      next.message !== now.message ||
      next.message.version !== this.drawn ||
      next.head !== now.head ||
      next.hot !== now.hot ||
      next.chosen !== now.chosen ||
      next.stop !== now.stop ||
      (next.replied?.version ?? -1) !== this.drawnReply ||
      next.shell.client.features !== this.drawnFeatures
    )
  }

  render({ shell, buffer, message, head, hot, chosen, stop, replied }: Props) {
    this.drawn = message.version
    this.drawnReply = replied?.version ?? -1
    this.drawnFeatures = shell.client.features
    const name = message.displayName || message.nick
    const classes = ["row", message.kind, message.state]
    if (head) classes.push("head-row")
    if (message.mention && !message.own) classes.push("mentions")
    if (message.redacted) classes.push("redacted")
    if (chosen) classes.push("chosen")
    if (message.replyTo) classes.push("replies")
    if (hot) classes.push("acting")
    return (
      <div
        class={classes.join(" ")}
        data-key={message.key}
        role="article"
        tabIndex={stop ? 0 : -1}
        aria-label={stop ? spoken(message) : undefined}
      >
        {head ? <Avatar nick={message.nick} name={name} /> : <time dateTime={isoTime(message.time)}>{clock(message.time)}</time>}
        {message.replyTo && <Quote shell={shell} buffer={buffer} id={message.replyTo} known={replied} />}
        {head && <By shell={shell} buffer={buffer} message={message} name={name} />}
        <Body shell={shell} message={message} />
        {message.state === "failed" && (
          <div class="state">
            <span>Not sent: {message.reason}</span>
            <button type="button" onClick={() => void shell.attempt(() => shell.client.retry(buffer, message))}>
              Retry
            </button>
            <button type="button" onClick={() => void shell.attempt(() => shell.client.discard(buffer, message))}>
              Discard
            </button>
          </div>
        )}
        {message.reactions.length > 0 && <Reactions shell={shell} buffer={buffer} message={message} />}
        {hot && <Tools shell={shell} buffer={buffer} message={message} />}
      </div>
    )
  }
}

function spoken(message: Message): string {
  const text = message.redacted ? "deleted" : visible(plain(message.text)).slice(0, 300)
  return `${message.nick}, ${clock(message.time)}: ${text}`
}

function By({ shell, buffer, message, name }: { shell: Shell; buffer: Buffer; message: Message; name: string }) {
  const { fold } = shell.client.features
  const menu = (event: MouseEvent): void => {
    shell.showMenu({ kind: "person", buffer, nick: message.nick }, event.currentTarget as HTMLElement)
  }
  return (
    <div class="by">
      <button type="button" tabIndex={-1} aria-haspopup="menu" onClick={menu}>
        <Nick nick={message.nick} name={name} />
      </button>
      {fold(name) !== fold(message.nick) && <bdi class="hint">{visible(message.nick)}</bdi>}
      {message.bot && <span class="tag">bot</span>}
      {message.kind === "notice" && <span class="tag">notice</span>}
      {message.onlyFor && <span class="tag">only for {message.onlyFor}</span>}
      <time dateTime={isoTime(message.time)} title={longTime(message.time)}>
        {clock(message.time)}
      </time>
    </div>
  )
}

function Body({ shell, message }: { shell: Shell; message: Message }) {
  const { client } = shell
  if (message.redacted) {
    const { by, reason } = message.redacted
    const whose = client.features.fold(by) === client.features.fold(message.nick) ? "" : ` by ${visible(by)}`
    return (
      <div class="text">
        Deleted{whose}
        {reason && `: ${visible(reason)}`}
      </div>
    )
  }
  return (
    <div class={isJumbo(message.text) ? "text big" : "text"} dir="auto">
      {message.kind === "action" && (
        <>
          <Nick nick={message.nick} name={message.displayName || message.nick} />{" "}
        </>
      )}
      <Text
        text={message.text}
        mentions={(word) => client.features.fold(word) === client.features.fold(client.nick)}
        onChannel={(channel) => void shell.attempt(() => shell.go(client.find(channel) ?? client.join(channel)))}
      />
      {message.state === "pending" && <span class="unseen"> (being sent)</span>}
    </div>
  )
}

/** What a message answers; fetched where it is not in memory. */
function Quote({ shell, buffer, id, known }: { shell: Shell; buffer: Buffer; id: string; known: Message | undefined }) {
  const [fetched, setFetched] = useState<Message | null | undefined>(undefined)
  useEffect(() => {
    if (known) return undefined
    let here = true
    shell.client.fetch(buffer, id).then(
      (message) => here && setFetched(message),
      () => here && setFetched(null),
    )
    return () => {
      here = false
    }
  }, [id, known === undefined])
  const message = known ?? fetched
  if (!message) return <div class="quote">{message === null ? "An answer to a message that is not there any more" : "…"}</div>
  return (
    <button
      type="button"
      class="quote"
      tabIndex={-1}
      title="Go to this message"
      onClick={() => void shell.reveal(buffer, id)}
    >
      <Nick nick={message.nick} name={message.displayName || message.nick} />
      <span>{message.redacted ? "Deleted" : visible(plain(message.text).slice(0, 300).replace(/\s+/g, " "))}</span>
    </button>
  )
}

const SHOWN_NAMES = 20

function Reactions({ shell, buffer, message }: { shell: Shell; buffer: Buffer; message: Message }) {
  const may = shell.client.features.reactions && hasId(message)
  return (
    <div class="reactions">
      {message.reactions.map((reaction) => {
        const names = reaction.nicks.slice(0, SHOWN_NAMES).map(visible).join(", ")
        const more = reaction.nicks.length > SHOWN_NAMES ? ` and ${reaction.nicks.length - SHOWN_NAMES} more` : ""
        return (
          <button
            type="button"
            key={reaction.text}
            class="reaction"
            aria-pressed={reaction.mine}
            aria-label={`${visible(reaction.text)}, ${reaction.nicks.length}: ${names}${more}`}
            title={`${names}${more}`}
            disabled={!may}
            onClick={() => toggleReaction(shell, buffer, message, reaction.text)}
          >
            <bdi class="face">{visible(reaction.text)}</bdi>
            {reaction.nicks.length}
          </button>
        )
      })}
    </div>
  )
}

function Tools({ shell, buffer, message }: { shell: Shell; buffer: Buffer; message: Message }) {
  const { features } = shell.client
  const picked = (face: string): void => toggleReaction(shell, buffer, message, face)
  return (
    <div class="acts" role="group" aria-label="This message">
      {hasId(message) && features.reactions && (
        <button
          type="button"
          class="tool"
          aria-label="React"
          title="React"
          onClick={(event) => shell.pick({ opener: event.currentTarget, picked })}
        >
          <Icon name="smile" small />
        </button>
      )}
      {hasId(message) && features.replies && (
        <button type="button" class="tool" aria-label="Reply" title="Reply" onClick={() => shell.reply(buffer, message)}>
          <Icon name="reply" small />
        </button>
      )}
      <button
        type="button"
        class="tool"
        aria-label="More"
        title="More"
        aria-haspopup="menu"
        onClick={(event) => shell.showMenu({ kind: "message", buffer, message }, event.currentTarget)}
      >
        <Icon name="more" small />
      </button>
    </div>
  )
}

const SHOWN_EVENTS = 5

/** Consecutive small events in one line: "ken joined · margaret left". */
export class EventsRow extends Component<
  { shell: Shell; messages: readonly Message[]; chosen: boolean; stop: boolean },
  { all: boolean }
> {
  override state = { all: false }

  render() {
    const { shell, messages, chosen, stop } = this.props
    const first = messages[0]!
    const hidden = this.state.all ? 0 : Math.max(0, messages.length - SHOWN_EVENTS)
    const classes = ["row", "event"]
    if (first.event === "error") classes.push("bad")
    if (chosen) classes.push("chosen")
    const shown = messages.slice(hidden)
    const text = shown.map((message) => message.text).join(" · ")
    const onChannel = (channel: string): void => void shell.attempt(() => shell.go(shell.client.join(channel)))
    return (
      <div class={classes.join(" ")} data-key={first.key} tabIndex={stop ? 0 : -1} role="article" aria-label={stop ? visible(plain(text)) : undefined}>
        <time dateTime={isoTime(first.time)} title={longTime(first.time)}>
          {clock(first.time)}
        </time>
        <div class="text" dir="auto">
          {hidden > 0 && (
            <>
              <button type="button" class="more" onClick={() => this.setState({ all: true })}>
                {hidden} more
              </button>
              {" · "}
            </>
          )}
          {shown.map((message, place) => (
            <>
              {place > 0 && " · "}
              {/* The stars of masks are no markup. */}
              {message.event === "mode" ? visible(message.text) : <Text text={message.text} onChannel={onChannel} />}
            </>
          ))}
        </div>
      </div>
    )
  }
}

