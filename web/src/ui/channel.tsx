/** Dialogs about a channel: its topic, inviting people, leaving. */

import { useState } from "preact/hooks"
import type { Buffer } from "../view/types.ts"
import { Asking } from "./asking.tsx"
import { Dialog } from "./dialog.tsx"
import { visible } from "./markup.ts"
import { qrCode, qrPath } from "./qr.ts"
import { longTime } from "./rows.ts"
import { useShell } from "./shell.ts"

export function Topic({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  const [text, setText] = useState(buffer.topic)
  const most = client.features.topicLength
  const left = most ? most - new TextEncoder().encode(text).length : 0
  return (
    <Asking title={`Topic of ${visible(buffer.name)}`} yes="Save" action={() => client.setTopic(buffer, text.replace(/\s*\n\s*/g, " ").trim())}>
      <label>
        <span>Topic</span>
        <textarea
          class="field"
          rows={4}
          data-first
          value={text}
          dir="auto"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // It is shown in lines, and has none.
            if (event.key !== "Enter" || event.isComposing) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
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
            <button type="button" class="button primary" data-first onClick={() => void shell.copy(link, "Invite link")}>
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

export function Leave({ buffer }: { buffer: Buffer }) {
  const { client } = useShell()
  return (
    <Asking title={`Leave ${visible(buffer.name)}?`} yes="Leave" danger action={() => client.close(buffer)}>
      <p>It leaves your list. What was said stays, and you can join again.</p>
    </Asking>
  )
}
