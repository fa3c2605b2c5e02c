/** Who is kept out of a channel, and who is let in whatever keeps others out: its lists of masks. */

import { useEffect, useState } from "preact/hooks"
import type { ListEntry } from "../client/types.ts"
import type { Buffer } from "../view/types.ts"
import { Dialog } from "./dialog.tsx"
import { visible } from "./markup.ts"
import { longTime } from "./rows.ts"
import { sentence, useShell } from "./shell.ts"

/** By their letters: what a list is called, what an empty one says, and what adding to it is. */
const LISTS: Readonly<Record<string, readonly [name: string, empty: string, add: string]>> = {
  b: ["Bans", "Nobody is banned.", "Ban"],
  e: ["Exceptions", "Nobody is excepted from bans.", "Except"],
  I: ["Always let in", "Nobody is let in without an invitation.", "Let in"],
  q: ["Muted", "Nobody is muted.", "Mute"],
}

/** What an entry is, in words: `m:` takes the word only, `a:` names an account (where the server has such entries). */
export function readable(mask: string, extended: string): readonly [who: string, how: string] {
  let rest = mask
  const words: string[] = []
  for (const [letter, word] of [["m", "may not speak"], ["a", "account"]] as const) {
    if (!extended.includes(letter) || !rest.startsWith(`${letter}:`)) continue
    rest = rest.slice(2)
    words.push(word)
  }
  return [rest, words.join(", ")]
}

export function Masks({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client } = shell
  const { features } = client
  const [list, setList] = useState("b")
  const [entries, setEntries] = useState<readonly ListEntry[] | null>(null)
  const [error, setError] = useState("")
  const [mask, setMask] = useState("")
  const [mute, setMute] = useState(false)
  const may = client.mayManage(buffer)
  const lists = Object.keys(LISTS).filter((letter) => features.lists.includes(letter))
  const [, empty, add] = LISTS[list]!
  const load = async (): Promise<void> => {
    try {
      setEntries(await client.entries(buffer, list))
      setError("")
    } catch (refused) {
      setError(sentence(refused))
    }
  }
  useEffect(() => {
    setEntries(null)
    void load()
  }, [list])
  const change = async (sign: "+" | "-", entry: string): Promise<void> => {
    if (await shell.attempt(() => client.mode(buffer, sign + list, entry))) await load()
  }
  const mutes = features.extendedBans.includes("m") && list === "b"
  return (
    <Dialog title={`Bans of ${visible(buffer.name)}`}>
      <div class="body">
        {lists.length > 1 && (
          <fieldset class="bare">
            <legend class="unseen">List</legend>
            <div class="choices">
              {lists.map((letter) => (
                <label key={letter}>
                  <input type="radio" name="list" checked={letter === list} onChange={() => setList(letter)} />
                  <span>{LISTS[letter]![0]}</span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
        {error && (
          <p class="error-text" role="alert">
            {error}
          </p>
        )}
        {!entries && !error && <p class="hint">Loading…</p>}
        {entries?.length === 0 && <p class="hint">{empty}</p>}
        {entries && entries.length > 0 && (
          <ul class="masks">
            {entries.map((entry) => {
              const [who, how] = readable(entry.mask, features.extendedBans)
              return (
                <li key={entry.mask}>
                  <div>
                    <code>{visible(who)}</code>
                    <p class="hint">
                      {[how, entry.by && `by ${visible(entry.by)}`, entry.time !== null && longTime(entry.time)].filter(Boolean).join(", ")}
                    </p>
                  </div>
                  {may && (
                    <button
                      type="button"
                      class="button"
                      aria-label={`Remove ${visible(who)} from the list`}
                      onClick={() => void change("-", entry.mask)}
                    >
                      Remove
                    </button>
                  )}
                </li>
              )
            })}
          </ul>
        )}
        {may && (
          <form
            class="modes"
            onSubmit={(event) => {
              event.preventDefault()
              if (!mask.trim()) return
              void change("+", (mutes && mute ? "m:" : "") + client.mask(mask.trim()))
              setMask("")
            }}
          >
            <div class="copy">
              <input
                class="field"
                type="text"
                aria-label={list === "b" ? "Name or mask to ban" : "Name or mask"}
                placeholder={features.extendedBans.includes("a") ? "Name, nick!user@host, or a:account" : "Name, or nick!user@host"}
                data-first
                value={mask}
                onInput={(event) => setMask(event.currentTarget.value)}
              />
              <button type="submit" class="button" disabled={!mask.trim()}>
                {add}
              </button>
            </div>
            {mutes && (
              <label class="check">
                <input type="checkbox" checked={mute} onChange={(event) => setMute(event.currentTarget.checked)} />
                <span>They may stay, but not speak</span>
              </label>
            )}
          </form>
        )}
      </div>
    </Dialog>
  )
}
