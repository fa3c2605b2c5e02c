/** What may be done in a channel, and by whom: its modes, in words. */

import { useEffect, useState } from "preact/hooks"
import type { Buffer, Features } from "../view/types.ts"
import { Asking } from "./asking.tsx"
import { Field } from "./field.tsx"
import { visible } from "./markup.ts"
import { sentence, useShell } from "./shell.ts"

type Words = Readonly<Record<string, string>>

/** Letters that mean the same on every server (https://modern.ircdocs.horse/#channel-modes). */
const EVERYWHERE: Words = {
  i: "Only those who are invited may join",
  m: "Only operators and people with voice may speak",
  n: "Only members may write to the channel",
  t: "Only operators may change the topic",
  s: "Secret: for others it does not exist",
}
/** Those of ours that mean something else elsewhere, or nothing. */
const OURS: Words = {
  R: "Only people with an account may join",
  M: "Only people with an account, or a rank, may speak",
  p: "Private: in no list, but who knows its name can join",
  u: "An auditorium: listeners see only those with a rank",
  U: "What listeners say is heard by operators alone",
  C: "No requests to other people's apps (CTCP)",
  E: "Characters may speak here (roleplay)",
}
const VALUES: Words = { k: "Password", l: "Most members" }
const OUR_VALUES: Words = { f: "Whoever may not join is sent on to" }

/** The modes that `letters` names, each with what it is for people; what this page cannot know last. */
export function worded(letters: string, common: Words, own: Words, ours: boolean): readonly (readonly [letter: string, words: string])[] {
  const words = ours ? { ...common, ...own } : common
  const known = Object.entries(words).filter(([letter]) => letters.includes(letter))
  const others = [...letters].filter((letter) => !(letter in words)).sort()
  return [...known, ...others.map((letter) => [letter, `Mode ${letter}, as this server means it`] as const)]
}

/** The change from the modes that are set to those that are wanted, as MODE has it; null for none. */
export function changeOf(features: Features, now: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] | null {
  const on: string[] = []
  const off: string[] = []
  const args: string[] = []
  const last: string[] = []
  for (const [letter, value] of wanted) {
    if (now.get(letter) === value) continue
    on.push(letter)
    if (features.values.includes(letter)) args.push(value)
  }
  for (const [letter, value] of now) {
    if (wanted.has(letter)) continue
    off.push(letter)
    // Of those with a value only a password is named when it is taken away.
    if (letter === "k") last.push(value || "*")
  }
  const change = (on.length > 0 ? `+${on.join("")}` : "") + (off.length > 0 ? `-${off.join("")}` : "")
  return change === "" ? null : [change, ...args, ...last]
}

export function Modes({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  const { features } = client
  const [now, setNow] = useState<ReadonlyMap<string, string> | null>(null)
  const [wanted, setWanted] = useState<ReadonlyMap<string, string>>(new Map())
  const [error, setError] = useState("")
  useEffect(() => {
    const found = (modes: ReadonlyMap<string, string>): void => {
      setNow(modes)
      setWanted(modes)
    }
    client.modes(buffer).then(found, (refused: unknown) => setError(sentence(refused)))
  }, [])
  const may = client.mayManage(buffer)
  const set = (letter: string, value: string | null): void => {
    const next = new Map(wanted)
    if (value === null) next.delete(letter)
    else next.set(letter, value)
    // A channel is private or secret, not both.
    if (value !== null && features.ours && "ps".includes(letter)) next.delete(letter === "p" ? "s" : "p")
    setWanted(next)
  }
  const save = (): void => {
    const change = now && changeOf(features, now, wanted)
    if (change) client.mode(buffer, ...(change as [string, ...string[]]))
  }
  return (
    <Asking title={`Modes of ${visible(buffer.name)}`} yes="Save" action={save}>
      {error && <p class="error-text">{error}</p>}
      {!now && !error && <p class="hint">Loading…</p>}
      {now && !may && <p class="hint">Only operators of this channel can change them.</p>}
      {now && (
        <div class="modes">
          {worded(features.flags, EVERYWHERE, OURS, features.ours).map(([letter, words], place) => (
            <label class="check" key={letter}>
              <input
                type="checkbox"
                data-first={place === 0}
                disabled={!may}
                checked={wanted.has(letter)}
                onChange={(event) => set(letter, event.currentTarget.checked ? "" : null)}
              />
              <span>{words}</span>
            </label>
          ))}
        </div>
      )}
      {now &&
        may &&
        worded(features.values, VALUES, OUR_VALUES, features.ours).map(([letter, words]) => (
          <Field
            key={letter}
            label={words}
            type={letter === "l" ? "number" : "text"}
            value={wanted.get(letter) ?? ""}
            onValue={(value) => set(letter, value.trim() || null)}
            hint="Empty: none"
          />
        ))}
    </Asking>
  )
}
