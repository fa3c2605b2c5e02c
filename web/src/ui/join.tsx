/** The first page: a name, and one is in. */

import { useEffect, useRef, useState } from "preact/hooks"
import type { Identity } from "../client/types.ts"
import { Field } from "./field.tsx"
import { WRONG_PASSWORD } from "../view/types.ts"
import { sentence, useShell } from "./shell.ts"

type Way = "guest" | "login" | "register"

const TITLES: Readonly<Record<Way, readonly [string, string, string]>> = {
  guest: ["Welcome to hubbub", "What should the others call you?", "Join"],
  login: ["Log in", "With the account that you have here.", "Log in"],
  register: ["Register an account", "The name stays yours, wherever you log in.", "Register and join"],
}

export function Join() {
  const shell = useShell()
  const { client } = shell
  const [way, setWay] = useState<Way>(client.remembered.account ? "login" : "guest")
  const [name, setName] = useState(client.remembered.account || client.remembered.nick)
  const [password, setPassword] = useState("")
  const [email, setEmail] = useState("")
  const [stay, setStay] = useState(true)
  /** The server's own; asked for once it was missed. */
  const [serverPassword, setServerPassword] = useState<string | null>(null)
  const [error, setError] = useState("")
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const fields = [...form.current!.querySelectorAll("input")]
    ;(fields.find((field) => !field.value) ?? fields[0])?.focus()
  }, [way])
  const refuse = (why: string): void => {
    setError(why)
    setBusy(false)
    if (why === WRONG_PASSWORD) setServerPassword((before) => before ?? "")
    form.current?.querySelector("input")?.focus()
  }
  const join = async (event: Event): Promise<void> => {
    event.preventDefault()
    const nick = name.trim()
    if (!nick) return refuse("A name is needed, for example alice")
    const identity: Identity = { nick }
    if (way !== "guest") Object.assign(identity, { account: nick, password, stay })
    if (way === "register") identity.register = true
    if (way === "register" && email.trim()) identity.email = email.trim()
    if (serverPassword) identity.serverPassword = serverPassword
    setBusy(true)
    setError("")
    shell.joining = true
    try {
      await client.connect(identity)
      shell.joining = false
    } catch (refused) {
      refuse(sentence(refused))
    }
  }
  const [title, text, button] = TITLES[way]
  const other = (to: Way, label: string) => (
    <button
      type="button"
      onClick={() => {
        setWay(to)
        setError("")
      }}
    >
      {label}
    </button>
  )
  return (
    <main class="join">
      <div class="card">
        <div>
          <h1>{title}</h1>
          <p>{text}</p>
        </div>
        <form ref={form} onSubmit={(event) => void join(event)} aria-busy={busy}>
          <Field label="Your name" value={name} onValue={setName} autocomplete={way === "guest" ? ("nickname" as AutoFill) : "username"} />
          {way !== "guest" && (
            <Field
              label="Password"
              type="password"
              value={password}
              onValue={setPassword}
              autocomplete={way === "register" ? "new-password" : "current-password"}
              required
            />
          )}
          {way === "register" && (
            <Field label="E-mail" type="email" value={email} onValue={setEmail} autocomplete="email" hint="Only where the server asks for it" />
          )}
          {serverPassword !== null && (
            <Field
              label="Password of this server"
              type="password"
              value={serverPassword}
              onValue={setServerPassword}
              hint="Whoever runs it has told you"
            />
          )}
          {way !== "guest" && (
            <label class="check">
              <input type="checkbox" checked={stay} onChange={(event) => setStay(event.currentTarget.checked)} />
              <span>Stay logged in on this device</span>
            </label>
          )}
          {error && (
            <p class="error-text" role="alert">
              {error}
            </p>
          )}
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? "Joining…" : button}
          </button>
        </form>
        <div class="other">
          {way !== "guest" && other("guest", "Join as a guest")}
          {way !== "login" && other("login", "Log in")}
          {way !== "register" && other("register", "Register an account")}
        </div>
      </div>
      <footer>Many voices, one port: this page, a window, a terminal, any IRC app.</footer>
    </main>
  )
}
