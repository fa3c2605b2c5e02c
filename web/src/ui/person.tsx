/** Dialogs about somebody, and about what they said. */

import { useEffect, useState } from "preact/hooks"
import type { Profile as Facts } from "../client/types.ts"
import type { Buffer, Message } from "../view/types.ts"
import { Asking } from "./asking.tsx"
import { Avatar, presenceOf, SAID } from "./avatar.tsx"
import { Dialog } from "./dialog.tsx"
import { Field } from "./field.tsx"
import { Icon } from "./icons.tsx"
import { plain, visible } from "./markup.ts"
import { duration, longTime } from "./rows.ts"
import { sentence, useShell } from "./shell.ts"

export function NewDirect() {
  const shell = useShell()
  const [nick, setNick] = useState("")
  return (
    <Asking
      title="Write to somebody"
      yes="Write"
      action={() => {
        const buffer = shell.client.open(nick.trim().replace(/^@/, ""))
        queueMicrotask(() => shell.go(buffer))
      }}
    >
      <Field label="Name" value={nick} onValue={setNick} first required />
    </Asking>
  )
}

export function Profile({ nick }: { nick: string }) {
  const shell = useShell()
  const { client } = shell
  const [facts, setFacts] = useState<Facts | null>(null)
  const [error, setError] = useState("")
  useEffect(() => {
    client.whois(nick).then(setFacts, (refused: unknown) => setError(sentence(refused)))
  }, [nick])
  const self = client.features.fold(nick) === client.features.fold(client.nick)
  const person = client.person(nick)
  const pairs: [string, string][] = []
  if (facts?.found) {
    pairs.push(["Name", facts.realname], ["Account", facts.account || "none: a guest"])
    if (facts.username || facts.host) pairs.push(["Address", `${facts.username}@${facts.host}`])
    if (facts.channels.length) pairs.push(["Channels", facts.channels.join(" ")])
    if (person?.displayName) pairs.push(["Shown as", person.displayName])
    if (person?.status) pairs.push(["Status", person.status])
    if (facts.away !== null) pairs.push(["Away", facts.away || "yes"])
    if (facts.idleSeconds !== null) pairs.push(["Silent for", duration(facts.idleSeconds)])
    if (facts.signedOn !== null) pairs.push(["Here since", longTime(facts.signedOn)])
    if (facts.operator) pairs.push(["Rank", "operator of the server"])
    if (facts.bot) pairs.push(["Kind", "a program"])
    pairs.push(["Connection", facts.secure ? "encrypted" : "not encrypted"])
  }
  return (
    <Dialog title={`About ${visible(nick)}`} kind="narrow">
      <div class="body">
        <div class="who">
          <Avatar nick={nick} {...(person ? { presence: presenceOf(person) } : {})} />
          <div>
            <strong>
              <bdi>{visible(nick)}</bdi>
            </strong>
            {person && <p class="hint">{SAID[presenceOf(person)]}</p>}
          </div>
        </div>
        {error && <p class="error-text">{error}</p>}
        {!facts && !error && <p class="hint">Asking the server…</p>}
        {facts && !facts.found && <p>There is nobody of that name just now.</p>}
        {pairs.length > 0 && (
          <dl class="facts">
            {pairs
              .filter(([, value]) => value)
              .map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd dir="auto">{visible(plain(value))}</dd>
                </>
              ))}
          </dl>
        )}
        {!self && (
          <footer>
            <button
              type="button"
              class="button primary"
              data-first
              onClick={() => {
                shell.show(null)
                shell.open(nick)
              }}
            >
              <Icon name="mail" small />
              Message
            </button>
          </footer>
        )}
      </div>
    </Dialog>
  )
}

export function Kick({ buffer, nick, ban }: { buffer: Buffer; nick: string; ban: boolean }) {
  const { client } = useShell()
  const [reason, setReason] = useState("")
  const action = (): void => {
    if (ban) client.ban(buffer, nick)
    if (!ban || buffer.roster.member(nick)) client.kick(buffer, nick, reason.trim() || undefined)
  }
  const what = ban ? "Ban" : "Remove"
  return (
    <Asking title={`${what} ${visible(nick)}`} yes={what} danger action={action}>
      <p>
        {ban ? "They leave " : "They leave, and may come back to "}
        <bdi>{visible(buffer.name)}</bdi>
        {ban ? " and may not come back." : "."}
      </p>
      <Field label="Reason" value={reason} onValue={setReason} first maxLength={client.features.kickLength || 390} hint="Everybody in the channel sees it" />
    </Asking>
  )
}

export function Redact({ buffer, message }: { buffer: Buffer; message: Message }) {
  const { client } = useShell()
  const [reason, setReason] = useState("")
  return (
    <Asking title="Delete this message?" yes="Delete" danger action={() => client.redact(buffer, message, reason.trim() || undefined)}>
      <blockquote class="quote">
        <bdi>{visible(message.nick)}</bdi>
        <span>{visible(plain(message.text).slice(0, 200))}</span>
      </blockquote>
      <p class="hint">Others see that it was deleted. Who has read it already may remember.</p>
      <Field label="Reason" value={reason} onValue={setReason} first />
    </Asking>
  )
}
