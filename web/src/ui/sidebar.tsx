/** The left pane: channels and people, what is unread in them, and oneself. */

import { useEffect, useRef } from "preact/hooks"
import type { Buffer } from "../view/types.ts"
import { Avatar, presenceOf, SAID } from "./avatar.tsx"
import { Icon } from "./icons.tsx"
import { visible } from "./markup.ts"
import { useShell, type Shell } from "./shell.ts"
import { useWatch } from "./watch.ts"

export function Sidebar() {
  const shell = useShell()
  const { client } = shell
  useWatch(client)
  useWatch(client.sidebar)
  const groups = [
    { kind: "channel", title: "Channels", action: "Browse channels", run: () => shell.show({ kind: "browse" }) },
    { kind: "direct", title: "Direct messages", action: "Write to somebody", run: () => shell.show({ kind: "new-direct" }) },
    { kind: "server", title: "Server", action: "", run: () => {} },
  ] as const
  return (
    <nav class="pane left" id="places" aria-label="Conversations">
      <div class="brand">
        <span>hubbub</span>
        <button
          type="button"
          class="tool only-phone"
          aria-label="Close the list"
          onClick={() => shell.draw(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <button type="button" class="jump" onClick={() => shell.show({ kind: "switcher" })}>
        <Icon name="search" small />
        <span>Jump to…</span>
        <span class="keys" aria-hidden="true">
          Ctrl+K
        </span>
      </button>
      <div class="places">
        {groups.map(({ kind, title, action, run }) => {
          const buffers = client.buffers.filter((buffer) => buffer.kind === kind)
          if (buffers.length === 0 && kind === "server") return null
          return (
            <section key={kind} aria-label={title}>
              <div class="heading">
                <span aria-hidden="true">{title}</span>
                {action && (
                  <button type="button" class="tool" aria-label={action} title={action} onClick={run}>
                    <Icon name="plus" small />
                  </button>
                )}
              </div>
              <ul>
                {buffers.map((buffer) => (
                  <Place key={buffer.key} shell={shell} buffer={buffer} current={buffer === client.current} />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
      <Self />
    </nav>
  )
}

function Place({ shell, buffer, current }: { shell: Shell; buffer: Buffer; current: boolean }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (current) button.current!.scrollIntoView({ block: "nearest" })
  }, [current])
  const direct = buffer.kind === "direct"
  const presence = direct ? presenceOf(buffer.person) : undefined
  const loud = buffer.mentions > 0
  const count = buffer.kind === "server" ? 0 : loud ? buffer.mentions : buffer.unread
  const fresh = count > 0 && !current && !buffer.muted
  const classes = ["place"]
  if (fresh) classes.push("fresh")
  if (buffer.kind === "channel" && !buffer.joined) classes.push("outside")
  const name = buffer.kind === "server" ? shell.client.features.network || "Messages" : buffer.name
  const label = buffer.kind === "channel" ? name.replace(/^#/, "") : name
  const said = [visible(name)]
  if (presence) said.push(SAID[presence])
  if (count > 0) said.push(loud ? `${count} for you` : `${count} unread`)
  if (buffer.muted) said.push("muted")
  if (buffer.draft && !current) said.push("draft")
  const menu = (event: MouseEvent | KeyboardEvent): void => {
    event.preventDefault()
    const at = event instanceof MouseEvent && event.clientX ? { x: event.clientX, y: event.clientY } : null
    shell.showMenu({ kind: "buffer", buffer }, button.current!, at)
  }
  return (
    <li class="place-row">
      <button
        type="button"
        class={classes.join(" ")}
        ref={button}
        aria-current={current ? "page" : undefined}
        aria-label={said.join(", ")}
        title={label.length > 20 ? visible(name) : undefined}
        onClick={() => shell.go(buffer)}
        onContextMenu={menu}
      >
        <span class="sign" aria-hidden="true">
          {direct ? (
            <Avatar nick={buffer.name} size="small" presence={presence!} />
          ) : (
            <Icon name={buffer.kind === "channel" ? "hash" : "server"} small />
          )}
        </span>
        <bdi class="name">{visible(label)}</bdi>
        {buffer.draft && !current && (
          <span class="draft" aria-hidden="true">
            <Icon name="pen" small />
          </span>
        )}
        {buffer.muted && <Icon name="mute" small />}
        {count > 0 && !(buffer.muted && !loud) && !current && (
          <span class={loud ? "badge loud" : "badge"} aria-hidden="true">
            {count > 99 ? "99+" : count}
          </span>
        )}
      </button>
    </li>
  )
}

function Self() {
  const shell = useShell()
  const { client } = shell
  const { phase } = client.connection
  const presence = phase !== "online" ? "offline" : client.away === null ? "online" : "away"
  const status =
    phase !== "online" ? "not connected" : client.away !== null ? client.away || "away" : client.account ? `logged in` : "guest"
  return (
    <div class="self">
      <button type="button" class="me" aria-haspopup="menu" aria-label={`You: ${visible(client.nick)}, ${status}`} onClick={(event) => shell.showMenu({ kind: "self" }, event.currentTarget)}>
        <Avatar nick={client.nick} size="medium" presence={presence} />
        <span class="names">
          <bdi>{visible(client.nick)}</bdi>
          <small>{status}</small>
        </span>
      </button>
      <button
        type="button"
        class="tool"
        aria-label="Settings"
        title="Settings"
        onClick={() => shell.show({ kind: "settings" })}
      >
        <Icon name="gear" />
      </button>
    </div>
  )
}
