/** Dialogs about oneself: the name, being away, the account. */

import { useState } from "preact/hooks"
import { UserError } from "../view/types.ts"
import { Asking } from "./asking.tsx"
import { Field } from "./field.tsx"
import { visible } from "./markup.ts"
import { useShell } from "./shell.ts"

export function Name() {
  const { client } = useShell()
  const { features, self } = client
  const [nick, setNick] = useState(client.nick)
  const [shown, setShown] = useState(self.displayName)
  const [status, setStatus] = useState(self.status)
  const change = async (): Promise<void> => {
    if (nick.trim() !== client.nick) client.setNick(nick.trim())
    if (shown.trim() !== self.displayName) await client.describe("display-name", shown.trim())
    if (status.trim() !== self.status) await client.describe("status", status.trim())
  }
  return (
    <Asking title="Change your name" yes="Change" action={change}>
      <Field label="Your name" value={nick} onValue={setNick} first maxLength={features.nickLength || 64} required />
      {features.metadata && (
        <>
          <Field label="Shown as" value={shown} onValue={setShown} maxLength={100} hint="What others see in place of your name, where their app can" />
          <Field label="Status" value={status} onValue={setStatus} maxLength={300} hint="For example: in the workshop until Friday" />
        </>
      )}
    </Asking>
  )
}

export function Away() {
  const { client } = useShell()
  const [text, setText] = useState("")
  return (
    <Asking title="Set away" yes="Set away" action={() => client.setAway(text.trim() || "away")}>
      <Field label="What others see" value={text} onValue={setText} first maxLength={client.features.awayLength || 390} hint="For example: at lunch, back at two" />
    </Asking>
  )
}

export function Account() {
  const shell = useShell()
  const { client } = shell
  const [password, setPassword] = useState("")
  const [email, setEmail] = useState("")
  const [verifying, setVerifying] = useState("")
  const [code, setCode] = useState("")
  const register = async (): Promise<void> => {
    if (verifying) {
      shell.tell("", (await client.verifyAccount(client.nick, code.trim())) || "Your account is verified")
      return
    }
    const said = await client.registerAccount(password, email.trim() || undefined)
    if (said && !client.account) {
      setVerifying(said)
      throw new UserError(said)
    }
    shell.tell("", `${client.nick} is yours now: log in with the password from anywhere`)
  }
  return (
    <Asking title={`Make ${visible(client.nick)} an account`} yes={verifying ? "Verify" : "Register"} action={register}>
      <p class="hint">Nobody else can use the name then, and what you have read is remembered wherever you log in.</p>
      <input type="hidden" autocomplete="username" value={client.nick} />
      <Field label="Password" type="password" value={password} onValue={setPassword} first autocomplete="new-password" required />
      {client.features.registrationNeedsEmail && (
        <Field label="E-mail" type="email" value={email} onValue={setEmail} autocomplete="email" required />
      )}
      {verifying && <Field label="Code" value={code} onValue={setCode} hint={verifying} autocomplete="one-time-code" />}
    </Asking>
  )
}
