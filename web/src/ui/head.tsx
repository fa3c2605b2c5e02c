/** Above a conversation: its name, its topic, what can be done with it. */

import type { Buffer } from "../view/types.ts"
import { Avatar, presenceOf } from "./avatar.tsx"
import { Icon } from "./icons.tsx"
import { plain, visible } from "./markup.ts"
import { useShell } from "./shell.ts"
import { Spans } from "./text.tsx"
import { useWatch } from "./watch.ts"

export function Head({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client, prefs } = shell
  useWatch(buffer)
  useWatch(client.sidebar)
  useWatch(prefs)
  useWatch(buffer.roster)
  const channel = buffer.kind === "channel"
  const name = buffer.kind === "server" ? client.features.network || "Server" : buffer.name
  const elsewhere = client.buffers.reduce(
    (sum, each) => sum + (each !== buffer && each.kind !== "server" && !each.muted ? each.mentions : 0),
    0,
  )
  const people = prefs.narrow ? shell.drawer === "people" : prefs.get("people")
  return (
    <header class="head">
      <button
        type="button"
        class="tool only-phone"
        aria-label={elsewhere ? `Conversations, ${elsewhere} for you` : "Conversations"}
        aria-expanded={shell.drawer === "places"}
        aria-controls="places"
        onClick={() => shell.draw("places")}
      >
        <Icon name="menu" />
        {elsewhere > 0 && <span class="badge loud count">{elsewhere > 99 ? "99+" : elsewhere}</span>}
      </button>
      <h1>
        {buffer.kind === "direct" ? (
          <Avatar nick={buffer.name} size="medium" presence={presenceOf(buffer.person)} />
        ) : (
          <Icon name={channel ? "hash" : "server"} />
        )}
        <bdi>{visible(channel ? name.replace(/^#/, "") : name)}</bdi>
      </h1>
      <Topic buffer={buffer} />
      <button
        type="button"
        class="finder"
        aria-label="Search"
        title="Search (Ctrl+F)"
        onClick={() => shell.show({ kind: "search", buffer })}
      >
        <Icon name="search" small />
        <span aria-hidden="true">Search</span>
        <span class="keys" aria-hidden="true">
          Ctrl+F
        </span>
      </button>
      {channel && (
        <button
          type="button"
          class="tool"
          aria-label={`People, ${buffer.roster.size}`}
          title="People"
          aria-pressed={people}
          onClick={() => {
            if (prefs.narrow) shell.draw(shell.drawer === "people" ? null : "people")
            else prefs.set("people", !prefs.get("people"))
          }}
        >
          <Icon name="people" />
        </button>
      )}
      <button
        type="button"
        class="tool"
        aria-label="More about this conversation"
        title="More"
        aria-haspopup="menu"
        onClick={(event) => shell.showMenu({ kind: "buffer", buffer }, event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </header>
  )
}

function Topic({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { topic } = buffer
  if (buffer.kind !== "channel") {
    const { away = null, status = "" } = buffer.person ?? {}
    return <div class="topic">{away === null ? visible(status) : `away${away && `: ${visible(away)}`}`}</div>
  }
  // Whoever has not been told the modes does not know that everybody may.
  const may = shell.client.mayManage(buffer) || (buffer.joined && buffer.modes !== "" && !buffer.modes.includes("t"))
  if (!topic && !may) return <div class="topic" />
  if (!topic) {
    return (
      <button type="button" class="topic" onClick={() => shell.show({ kind: "topic", buffer })}>
        Set a topic
      </button>
    )
  }
  return (
    <div class="topic" title={visible(plain(topic))} dir="auto" onDblClick={() => may && shell.show({ kind: "topic", buffer })}>
      <Spans text={topic.replace(/\s+/g, " ").slice(0, 600)} />
    </div>
  )
}
