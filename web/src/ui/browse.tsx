/** All channels of the server, to join one or begin one. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"
import type { ListedChannel, Listing } from "../client/types.ts"
import { Dialog } from "./dialog.tsx"
import { plain, visible } from "./markup.ts"
import { sentence, useShell } from "./shell.ts"
import { inView } from "./span.ts"
import { useAgain, useWatch } from "./watch.ts"

const LINE = 52

/** Only the lines in view are in the page, so ten thousand of them are no burden. */
export function Browse() {
  const shell = useShell()
  const { client } = shell
  const [listing, setListing] = useState<Listing | null>(null)
  const [error, setError] = useState("")
  useEffect(() => {
    client.list().then(setListing, (refused: unknown) => setError(sentence(refused)))
  }, [])
  useWatch(listing)
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const again = useAgain()
  const list = useRef<HTMLDivElement>(null)
  const wanted = query.trim().toLowerCase()
  const all = listing?.channels ?? []
  const channels = useMemo(
    () => (wanted ? all.filter(({ name, topic }) => name.toLowerCase().includes(wanted) || topic.toLowerCase().includes(wanted)) : all),
    [wanted, listing?.version],
  )
  const place = Math.min(at, channels.length - 1)
  const shown = inView(list.current?.scrollTop ?? 0, list.current?.clientHeight ?? 440, LINE, channels.length)
  useLayoutEffect(() => {
    const box = list.current!
    if (place * LINE < box.scrollTop) box.scrollTop = place * LINE
    else if ((place + 1) * LINE > box.scrollTop + box.clientHeight) box.scrollTop = (place + 1) * LINE - box.clientHeight
  }, [place])
  const prefixed = client.features.isChannel(query.trim()) ? query.trim() : `#${query.trim().replace(/\s+/g, "-")}`
  const exists = channels.some(({ name }) => client.features.fold(name) === client.features.fold(prefixed))
  const join = (name: string): void => {
    void shell.attempt(() => shell.go(client.find(name) ?? client.join(name)))
  }
  const keydown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 7, PageUp: -7 }[event.key]
    if (step) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(channels.length - 1, place + step)))
    } else if (event.key === "Enter") {
      event.preventDefault()
      const channel = channels[place]
      if (channel) join(channel.name)
      else if (wanted) join(prefixed)
    }
  }
  return (
    <Dialog title="Channels" kind="wide">
      <div class="body">
        <input
          class="field"
          type="text"
          role="combobox"
          aria-label="Find or create a channel"
          aria-expanded="true"
          aria-controls="channels"
          aria-activedescendant={place >= 0 && place >= shown.first && place < shown.end ? `channel-${place}` : undefined}
          placeholder="Find a channel, or type the name of a new one"
          autocomplete="off"
          data-first
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value)
            setAt(0)
            list.current!.scrollTop = 0
          }}
          onKeyDown={keydown}
        />
        <div class="browse" id="channels" role="listbox" aria-label="Channels" tabIndex={-1} ref={list} onScroll={again}>
          <div class="tall" role="presentation" style={{ height: `${channels.length * LINE}px` }}>
            {channels.slice(shown.first, shown.end).map((channel, index) => (
              <Offer
                key={channel.name}
                channel={channel}
                place={shown.first + index}
                count={channels.length}
                at={shown.first + index === place}
                pick={() => join(channel.name)}
              />
            ))}
          </div>
        </div>
        <footer>
          <span class="hint" role="status">
            {error || (listing?.done ? `${channels.length} of ${all.length} channels` : `${all.length} so far…`)}
          </span>
          {wanted && !exists && (
            <button type="button" class="button primary" onClick={() => join(prefixed)}>
              Create {visible(prefixed)}
            </button>
          )}
        </footer>
      </div>
    </Dialog>
  )
}

function Offer(props: { channel: ListedChannel; place: number; count: number; at: boolean; pick: () => void }) {
  const { channel, place, count, at, pick } = props
  return (
    <div
      class={at ? "offer at" : "offer"}
      role="option"
      id={`channel-${place}`}
      aria-selected={at}
      aria-posinset={place + 1}
      aria-setsize={count}
      style={{ top: `${place * LINE}px` }}
      onClick={pick}
    >
      <div>
        <strong>
          <bdi>{visible(channel.name)}</bdi>
        </strong>
        <small>{visible(plain(channel.topic).slice(0, 200))}</small>
      </div>
      <span>
        {channel.joined ? "joined · " : ""}
        {channel.members} {channel.members === 1 ? "person" : "people"}
      </span>
    </div>
  )
}
