/** What was said in a channel or with a person. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Buffer } from "../view/types.ts"
import { Icon } from "./icons.tsx"
import { visible } from "./markup.ts"
import { Pane } from "./pane.ts"
import { dayName, itemsOf, clock } from "./rows.ts"
import { EventsRow, MessageRow } from "./row.tsx"
import { hasId, toggleReaction } from "./reacting.ts"
import { useShell, type Shell } from "./shell.ts"
import { useAgain, useWatch } from "./watch.ts"

const FLASH = 2500

export function Conversation({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client } = shell
  useWatch(buffer)
  useWatch(shell)
  const again = useAgain()
  const [hot, setHot] = useState<number | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  const kept = useRef<Pane | null>(null)
  const pane = (kept.current ??= new Pane(client, buffer, again))
  const log = useRef<HTMLDivElement>(null)

  useLook(shell, buffer, pane)

  const wanted = shell.wanted?.buffer === buffer ? shell.wanted : null
  useEffect(() => {
    if (!wanted || !pane.show(wanted.key)) return undefined
    shell.wanted = null
    setChosen(wanted.key)
    const timer = setTimeout(() => setChosen(null), FLASH)
    return () => clearTimeout(timer)
  }, [wanted])

  const span = pane.begin()
  const rows = buffer.messages
  const items = itemsOf(rows.slice(span.first, span.end), rows[span.first - 1], buffer.firstUnread)
  const acting = hot !== null && items.some((item) => item.key === hot) ? hot : null
  const last = [...items].reverse().find((item) => item.type === "message" || item.type === "events")
  const stop = acting ?? last?.key ?? null

  useLayoutEffect(() => {
    pane.log = log.current
    pane.drawn()
  })
  useEffect(() => {
    const observer = new ResizeObserver(() => pane.resized())
    observer.observe(log.current!)
    observer.observe(log.current!.firstElementChild!)
    shell.pane = pane
    return () => {
      if (shell.pane === pane) shell.pane = null
      observer.disconnect()
      client.hold(buffer, false)
    }
  }, [])

  const now = Date.now()
  const key = (target: EventTarget | null): number | null => {
    const row = (target as Element | null)?.closest?.<HTMLElement>("[data-key]")
    return row ? Number(row.dataset.key) : null
  }
  return (
    <>
      <UnreadBar shell={shell} buffer={buffer} pane={pane} />
      <div
        class="log"
        role="log"
        aria-live="off"
        aria-label={`Conversation ${buffer.kind === "direct" ? "with " : ""}${visible(buffer.name) || "with the server"}`}
        tabIndex={stop === null ? 0 : -1}
        ref={log}
        onScroll={() => pane.onScroll()}
        onPointerOver={(event) => event.pointerType === "mouse" && setHot(key(event.target))}
        onPointerLeave={(event) => event.pointerType === "mouse" && !shell.menu && !shell.picker && setHot(null)}
        onClick={(event) => setHot(key(event.target))}
        onFocusIn={(event) => setHot(key(event.target))}
        onKeyDown={(event) => onKey(event, shell, buffer, pane)}
      >
        <div class="rows">
          <Top shell={shell} buffer={buffer} atBeginning={span.first === 0} />
          {items.map((item) => {
            switch (item.type) {
              case "day":
                return (
                  <div class="day" key={item.key}>
                    {dayName(item.time, now)}
                  </div>
                )
              case "new":
                return (
                  <div class="new" key={item.key}>
                    New messages
                  </div>
                )
              case "events":
                return (
                  <EventsRow
                    key={item.key}
                    shell={shell}
                    messages={item.messages}
                    chosen={item.key === chosen}
                    stop={item.key === stop}
                  />
                )
              case "message":
                return (
                  <MessageRow
                    key={item.key}
                    shell={shell}
                    buffer={buffer}
                    message={item.message}
                    head={item.head}
                    hot={item.key === acting}
                    chosen={item.key === chosen}
                    stop={item.key === stop}
                    replied={item.message.replyTo ? buffer.find(item.message.replyTo) : undefined}
                  />
                )
            }
          })}
        </div>
      </div>
      <div class="below">
        {(!pane.stuck || buffer.newer) && (
          <button type="button" class="latest" onClick={() => pane.toEnd()}>
            <Icon name="down" small />
            {pane.missed > 0 ? `${pane.missed} new ${pane.missed === 1 ? "message" : "messages"}` : "Jump to latest"}
          </button>
        )}
      </div>
    </>
  )
}

/** Tell the client what the person sees: only a visible page with the end in view has been read. */
function useLook(shell: Shell, buffer: Buffer, pane: Pane): void {
  const { client } = shell
  const atEnd = pane.stuck && !buffer.newer
  useEffect(() => {
    const look = (): void => client.lookAt(buffer, atEnd && document.visibilityState === "visible" && document.hasFocus())
    look()
    addEventListener("focus", look)
    addEventListener("blur", look)
    document.addEventListener("visibilitychange", look)
    return () => {
      removeEventListener("focus", look)
      removeEventListener("blur", look)
      document.removeEventListener("visibilitychange", look)
    }
  }, [buffer, atEnd])
}

function onKey(event: KeyboardEvent, shell: Shell, buffer: Buffer, pane: Pane): void {
  const row = (event.target as Element).closest<HTMLElement>("[data-key]")
  const inRow = event.target === row
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const focus = (other: Element | null | undefined): void => {
    if (!(other instanceof HTMLElement)) return
    event.preventDefault()
    other.focus({ preventScroll: true })
    other.scrollIntoView({ block: "nearest" })
  }
  const rows = [...(pane.log?.querySelectorAll("[data-key]") ?? [])]
  const place = row ? rows.indexOf(row) : rows.length
  const message = row && buffer.messages.find((each) => each.key === Number(row.dataset.key))
  switch (event.key) {
    case "ArrowUp":
      return focus(rows[Math.max(0, place - 1)])
    case "ArrowDown":
      return focus(rows[Math.min(rows.length - 1, place + 1)])
    case "Home":
      return focus(rows[0])
    case "End":
      event.preventDefault()
      pane.toEnd()
      return
    case "PageUp":
    case "PageDown":
      event.preventDefault()
      pane.page(event.key === "PageUp" ? -1 : 1)
      return
    case "Enter":
    case "ContextMenu":
      if (!inRow || !message || message.kind === "event") return
      event.preventDefault()
      shell.showMenu({ kind: "message", buffer, message }, row)
      return
    case "r":
      if (!inRow || !message || !hasId(message) || !shell.client.features.replies) return
      event.preventDefault()
      shell.reply(buffer, message)
      return
    case "+":
      if (!inRow || !message || !hasId(message) || !shell.client.features.reactions) return
      event.preventDefault()
      shell.pick({ opener: row, picked: (face) => toggleReaction(shell, buffer, message, face) })
  }
}

/** What stands above the first row: the beginning, or that older rows are coming. */
function Top({ shell, buffer, atBeginning }: { shell: Shell; buffer: Buffer; atBeginning: boolean }) {
  if (buffer.loading && atBeginning) return <p class="wait">Loading earlier messages…</p>
  if (!atBeginning || buffer.older || buffer.kind === "server") return null
  const name = visible(buffer.name)
  return (
    <div class="beginning">
      <h2>
        <bdi>{name}</bdi>
      </h2>
      {buffer.kind === "direct" ? (
        <p>
          This is where your conversation with <bdi>{name}</bdi> begins. Only the two of you see it.
        </p>
      ) : (
        <>
          <p>This is where it begins. Everybody who joins sees what {shell.client.features.history ? "was said before" : "is said from then on"}.</p>
          {buffer.joined && (
            <div class="actions">
              <button type="button" class="button" onClick={() => shell.show({ kind: "invite", buffer })}>
                <Icon name="qr" small />
                Invite people
              </button>
              {!buffer.topic && shell.client.mayManage(buffer) && (
                <button type="button" class="button" onClick={() => shell.show({ kind: "topic", buffer })}>
                  <Icon name="pen" small />
                  Set a topic
                </button>
              )}
            </div>
          )}
        </>
      )}
    </div>
  )
}

/** When "New messages" is above what is in view. */
function UnreadBar({ shell, buffer, pane }: { shell: Shell; buffer: Buffer; pane: Pane }) {
  const [above, setAbove] = useState(false)
  const key = buffer.firstUnread
  useLayoutEffect(() => {
    const look = (): void => setAbove(key !== null && pane.isAbove(key))
    pane.scrolledTo = look
    look()
  })
  if (key === null || !above) return null
  const since = buffer.messages.find((message) => message.key === key)
  return (
    <div class="unread-bar">
      <button type="button" onClick={() => pane.show(key)}>
        New messages{since && ` since ${clock(since.time)}`}
      </button>
      <button type="button" aria-label="Mark as read" title="Mark as read (Esc)" onClick={() => shell.client.markRead(buffer)}>
        <Icon name="close" small />
      </button>
    </div>
  )
}
