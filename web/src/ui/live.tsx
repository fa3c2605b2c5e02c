/** What a screen reader is told: new messages of the conversation one is in, and what happens in passing. */

import { useEffect, useRef, useState } from "preact/hooks"
import type { Buffer } from "../view/types.ts"
import { plain, visible } from "./markup.ts"
import { useShell } from "./shell.ts"

const KEPT = 6
const READ_AT_ONCE = 3

interface Said {
  readonly key: number
  readonly text: string
}

export function Live({ buffer }: { buffer: Buffer | null }) {
  const shell = useShell()
  const [said, setSaid] = useState<readonly Said[]>([])
  const count = useRef(0)
  const say = (text: string): void => {
    const key = ++count.current
    setSaid((before) => [...before.slice(1 - KEPT), { key, text }])
  }
  useEffect(() => shell.onSay(say), [])
  useEffect(() => {
    if (!buffer) return undefined
    let last = buffer.messages.at(-1)?.key ?? 0
    let ready = buffer.messages.length > 0
    return buffer.watch(() => {
      const rows = buffer.messages
      const place = rows.findIndex((row) => row.key === last)
      const fresh = place < 0 ? [] : rows.slice(place + 1)
      // The first page of history is not news.
      if (rows.length > 0) last = rows.at(-1)!.key
      if (!ready) {
        ready = rows.length > 0 && !buffer.loading
        return
      }
      const others = fresh.filter((row) => !row.own && row.kind !== "event")
      if (others.length > READ_AT_ONCE) say(`${others.length} new messages`)
      else for (const row of others) say(`${visible(row.displayName || row.nick)}: ${visible(plain(row.text)).slice(0, 500)}`)
    })
  }, [buffer])
  return (
    <div class="unseen" aria-live="polite" aria-relevant="additions">
      {said.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  )
}
