/** Dialogs about a channel: topic, modes, invitations, bans, leaving. */

import { useEffect, useState } from "preact/hooks"
import type { Buffer, ListEntry } from "../view/types.ts"
import { Asking, Field } from "./asking.tsx"
import { copy } from "./deeds.ts"
import { Dialog } from "./dialog.tsx"
import { visible } from "./markup.ts"
import { qrCode, qrPath } from "./qr.ts"
import { longTime } from "./rows.ts"
import { sentence, useShell } from "./shell.ts"

export function Topic({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  const [text, setText] = useState(buffer.topic)
  const most = client.features.topicLength
  const left = most ? most - new TextEncoder().encode(text).length : 0
  return (
    <Asking title={`Topic of ${visible(buffer.name)}`} yes="Save" action={() => client.setTopic(buffer, text.replace(/\s*\n\s*/g, " ").trim())}>
      <label>
        <span>Topic</span>
        <textarea class="field" rows={4} data-first value={text} dir="auto" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      {left < 0 && <p class="error-text">{-left} bytes too long</p>}
      {buffer.topicBy && (
        <p class="hint">
          Set by <bdi>{visible(buffer.topicBy.split("!")[0]!)}</bdi>
          {buffer.topicTime > 0 && `, ${longTime(buffer.topicTime)}`}
        </p>
      )}
    </Asking>
  )
}

const MODES: readonly (readonly [letter: string, label: string])[] = [
  ["i", "Only those who are invited may join"],
  ["m", "Only operators and people with voice may speak"],
  ["t", "Only operators may change the topic"],
  ["n", "Only members may write to the channel"],
  ["s", "Hidden from the list of channels"],
]

export function Modes({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  const now = new Set(buffer.modes.replace(/^\+/, "").split(" ")[0])
  const [wanted, setWanted] = useState<ReadonlySet<string>>(now)
  const [key, setKey] = useState("")
  const [limit, setLimit] = useState("")
  const may = client.mayManage(buffer)
  const tick = (letter: string, on: boolean): void => {
    const next = new Set(wanted)
    if (on) next.add(letter)
    else next.delete(letter)
    setWanted(next)
  }
  const save = (): void => {
    const letters = MODES.map(([letter]) => letter)
    const on = letters.filter((letter) => wanted.has(letter) && !now.has(letter))
    const off = letters.filter((letter) => !wanted.has(letter) && now.has(letter))
    const args: string[] = []
    if (limit.trim()) {
      on.push("l")
      args.push(limit.trim())
    } else if (now.has("l") && !wanted.has("l")) off.push("l")
    if (key.trim()) {
      on.push("k")
      args.push(key.trim())
    } else if (now.has("k") && !wanted.has("k")) {
      off.push("k")
      args.push("*")
    }
    const change = (on.length ? `+${on.join("")}` : "") + (off.length ? `-${off.join("")}` : "")
    if (change) client.mode(buffer, change, ...args)
  }
  const kept = (letter: "k" | "l", label: string) =>
    now.has(letter) && (
      <label class="check">
        <input type="checkbox" checked={wanted.has(letter)} disabled={!may} onChange={(event) => tick(letter, event.currentTarget.checked)} />
        <span>{label}</span>
      </label>
    )
  return (
    <Asking title={`Modes of ${visible(buffer.name)}`} yes="Save" action={save}>
      {!may && <p class="hint">Only operators of this channel can change them.</p>}
      {MODES.map(([letter, label], place) => (
        <label class="check" key={letter}>
          <input
            type="checkbox"
            data-first={place === 0}
            disabled={!may}
            checked={wanted.has(letter)}
            onChange={(event) => tick(letter, event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      ))}
      {kept("k", "It has a password")}
      {kept("l", "It has a limit of members")}
      {may && (
        <>
          <Field label="New password" value={key} onValue={setKey} hint="Empty: as it is" />
          <Field label="New limit of members" type="number" value={limit} onValue={setLimit} hint="Empty: as it is" />
        </>
      )}
    </Asking>
  )
}

export function Invite({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const link = shell.client.inviteLink(buffer)
  const code = qrCode(link)
  const drawn = code && qrPath(code)
  const [nick, setNick] = useState("")
  const local = /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(link)
  const invite = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!nick.trim()) return
    if (await shell.attempt(() => shell.client.invite(buffer, nick.trim()))) {
      shell.tell("", `${nick.trim()} is invited`)
      setNick("")
    }
  }
  return (
    <Dialog title={`Invite to ${visible(buffer.name)}`} kind="narrow">
      <div class="body">
        <div>
          <label class="label" for="invite-link">
            A link that opens it
          </label>
          <div class="copy">
            <input class="field" id="invite-link" type="text" readonly value={link} onFocus={(event) => event.currentTarget.select()} />
            <button type="button" class="button primary" data-first onClick={() => void copy(shell, link, "Invite link")}>
              Copy
            </button>
          </div>
        </div>
        {drawn ? (
          <svg class="qr" viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label="QR code of the link">
            <rect width={drawn.size} height={drawn.size} fill="#fff" />
            <path d={drawn.path} fill="#000" shape-rendering="crispEdges" />
          </svg>
        ) : (
          <p class="hint">The link is too long for a QR code.</p>
        )}
        <p class="hint">
          {local
            ? "This address works on this computer alone. For a phone beside you, start the server with --lan and open the address that it prints."
            : "Point the camera of a phone at it."}
        </p>
        <form onSubmit={(event) => void invite(event)}>
          <label class="label" for="invite-nick">
            Somebody who is on this server
          </label>
          <div class="copy">
            <input
              class="field"
              id="invite-nick"
              type="text"
              placeholder="Name"
              autocomplete="off"
              value={nick}
              onInput={(event) => setNick(event.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={!nick.trim()}>
              Invite
            </button>
          </div>
        </form>
      </div>
    </Dialog>
  )
}

export function Bans({ buffer }: { buffer: Buffer }) {
  const shell = useShell()
  const { client } = shell
  const [bans, setBans] = useState<readonly ListEntry[] | null>(null)
  const [error, setError] = useState("")
  const [mask, setMask] = useState("")
  const may = client.mayManage(buffer)
  const load = (): void => void client.bans(buffer).then(setBans, (refused: unknown) => setError(sentence(refused)))
  useEffect(load, [])
  const change = async (action: () => void): Promise<void> => {
    if (await shell.attempt(action)) load()
  }
  return (
    <Dialog title={`Bans of ${visible(buffer.name)}`}>
      <div class="body">
        {error && <p class="error-text">{error}</p>}
        {!bans && !error && <p class="hint">Loading…</p>}
        {bans?.length === 0 && <p class="hint">Nobody is banned.</p>}
        {bans && bans.length > 0 && (
          <ul class="pairs">
            {bans.map((ban) => (
              <li class="pairs-row" key={ban.mask}>
                <code>{visible(ban.mask)}</code>{" "}
                <span class="hint">
                  {ban.by && `by ${visible(ban.by.split("!")[0]!)}`}
                  {ban.time !== null && `, ${longTime(ban.time)}`}
                </span>
                {may && (
                  <button
                    type="button"
                    class="button"
                    aria-label={`Remove the ban of ${visible(ban.mask)}`}
                    onClick={() => void change(() => client.unban(buffer, ban.mask))}
                  >
                    Remove
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
        {may && (
          <form
            class="copy"
            onSubmit={(event) => {
              event.preventDefault()
              if (mask.trim()) void change(() => client.ban(buffer, mask.trim()))
              setMask("")
            }}
          >
            <input
              class="field"
              type="text"
              aria-label="Name or mask to ban"
              placeholder="Name, or nick!user@host"
              data-first
              value={mask}
              onInput={(event) => setMask(event.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={!mask.trim()}>
              Ban
            </button>
          </form>
        )}
      </div>
    </Dialog>
  )
}

export function Leave({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  return (
    <Asking title={`Leave ${visible(buffer.name)}?`} yes="Leave" danger action={() => client.close(buffer)}>
      <p>It leaves your list. What was said stays, and you can join again.</p>
    </Asking>
  )
}
