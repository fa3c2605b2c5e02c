/** The right pane: who is in the channel, by presence; ten thousand of them as well as ten. */

import { useLayoutEffect, useRef } from "preact/hooks"
import type { Buffer, Member } from "../view/types.ts"
import { Avatar, SAID, type Presence } from "./avatar.tsx"
import { Icon } from "./icons.tsx"
import { visible } from "./markup.ts"
import { useShell } from "./shell.ts"
import { inView } from "./span.ts"
import { useAgain, useWatch } from "./watch.ts"

const LINE = 40

type Line =
  | { readonly type: "heading"; readonly presence: Presence; readonly count: number }
  | { readonly type: "person"; readonly presence: Presence; readonly member: Member }

const TITLES: Readonly<Record<Presence, string>> = { online: "Here", away: "Away", offline: "Offline" }

const RANKS: Readonly<Record<string, string>> = { "~": "owner", "&": "admin", "@": "op", "%": "half-op", "+": "voice" }

const rankName = (prefix: string): string => RANKS[prefix[0] ?? ""] ?? ""

/** Those here, then those away, each with a heading and in the order given. */
export function linesOf(members: readonly Member[]): Line[] {
  const groups: Record<Presence, Member[]> = { online: [], away: [], offline: [] }
  for (const member of members) {
    groups[member.person.online === false ? "offline" : member.away ? "away" : "online"].push(member)
  }
  return (["online", "away", "offline"] as const).flatMap((presence) => {
    const group = groups[presence]
    if (group.length === 0) return []
    const lines = group.map((member): Line => ({ type: "person", presence, member }))
    return [{ type: "heading", presence, count: group.length } as const, ...lines]
  })
}

export function People({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  useWatch(buffer.roster)
  const lines = linesOf(buffer.roster.members())
  const pane = useRef<HTMLDivElement>(null)
  const again = useAgain()
  const at = useRef(1)
  const height = pane.current?.clientHeight ?? 800
  const shown = inView(pane.current?.scrollTop ?? 0, height, LINE, lines.length)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(again)
    observer.observe(pane.current!)
    return () => observer.disconnect()
  }, [])
  const menu = (event: MouseEvent, member: Member): void => {
    event.preventDefault()
    const opener = (event.target as Element).closest<HTMLElement>("button")!
    shell.showMenu({ kind: "person", buffer, nick: member.nick }, opener)
  }
  /** Arrow keys walk through all, also those that are not drawn just now. */
  const walk = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -lines.length, End: lines.length }[event.key]
    if (!step) return
    event.preventDefault()
    let next = Math.max(0, Math.min(lines.length - 1, at.current + step))
    if (lines[next]?.type === "heading") next += step > 0 && next < lines.length - 1 ? 1 : next > 0 ? -1 : 1
    at.current = next
    const list = pane.current!
    const top = next * LINE
    if (top < list.scrollTop) list.scrollTop = Math.max(0, top - LINE)
    else if (top + LINE > list.scrollTop + list.clientHeight) list.scrollTop = top + LINE - list.clientHeight
    again()
    requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-line="${next}"]`)?.focus({ preventScroll: true }))
  }
  if (lines[at.current]?.type !== "person") at.current = Math.max(0, lines.findIndex((line) => line.type === "person"))
  const stop = at.current >= shown.first && at.current < shown.end ? at.current : Math.max(shown.first, 1)
  return (
    <aside class="pane right" id="people" aria-label="People">
      <div class="brand only-phone">
        <span>People</span>
        <button type="button" class="tool" aria-label="Close the list of people" onClick={() => shell.draw(null)}>
          <Icon name="close" />
        </button>
      </div>
      <div class="people" ref={pane} onScroll={again} onKeyDown={walk}>
        <div class="tall" style={{ height: `${lines.length * LINE}px` }}>
          {lines.slice(shown.first, shown.end).map((line, place) => {
            const index = shown.first + place
            const style = { top: `${index * LINE}px` }
            if (line.type === "heading") {
              return (
                <h2 class="heading" key={line.presence} style={style}>
                  {TITLES[line.presence]} — {line.count}
                </h2>
              )
            }
            const { member, presence } = line
            const rank = rankName(member.prefix)
            const name = member.person.displayName || member.nick
            return (
              <button
                type="button"
                class={`person ${presence}`}
                key={member.nick}
                style={style}
                data-line={index}
                tabIndex={index === stop ? 0 : -1}
                aria-haspopup="menu"
                aria-label={[visible(member.nick), SAID[presence], rank].filter(Boolean).join(", ")}
                title={[visible(member.nick), visible(member.person.away || member.person.status)].filter(Boolean).join(": ")}
                onClick={(event) => menu(event, member)}
                onContextMenu={(event) => menu(event, member)}
                onFocus={() => (at.current = index)}
              >
                <Avatar nick={member.nick} name={name} size="medium" presence={presence} />
                <bdi class="name">{visible(name)}</bdi>
                {member.person.bot && <span class="tag">bot</span>}
                {rank && <span class="rank">{rank}</span>}
              </button>
            )
          })}
        </div>
      </div>
    </aside>
  )
}
