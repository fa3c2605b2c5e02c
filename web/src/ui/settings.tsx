/** What a person may choose. */

import { useState } from "preact/hooks"
import { Dialog } from "./dialog.tsx"
import { canInstall, install } from "./install.ts"
import { mayNotify, requestNotify } from "./notify.ts"
import type { Theme } from "./prefs.ts"
import { useShell } from "./shell.ts"
import { useWatch } from "./watch.ts"

const THEMES: readonly (readonly [Theme, string])[] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
]

export function Settings() {
  const shell = useShell()
  const { client, prefs } = shell
  useWatch(prefs)
  useWatch(client)
  useWatch(canInstall)
  const [refused, setRefused] = useState("")
  const notify = async (on: boolean): Promise<void> => {
    setRefused(on ? await requestNotify() : "")
    prefs.set("notify", on && mayNotify())
  }
  return (
    <Dialog title="Settings" kind="narrow">
      <div class="body">
        <fieldset class="bare">
          <legend class="label">Colours</legend>
          <div class="choices">
            {THEMES.map(([theme, label]) => (
              <label key={theme}>
                <input
                  type="radio"
                  name="theme"
                  checked={prefs.get("theme") === theme}
                  data-first={prefs.get("theme") === theme}
                  onChange={() => prefs.set("theme", theme)}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="check">
          <input type="checkbox" checked={prefs.get("compact")} onChange={(event) => prefs.set("compact", event.currentTarget.checked)} />
          <span>Compact: a line for each message</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={prefs.get("notify") && mayNotify()}
            onChange={(event) => void notify(event.currentTarget.checked)}
          />
          <span>Notify me of mentions and direct messages when I am elsewhere</span>
        </label>
        {refused && (
          <p class="error-text" role="alert">
            {refused}
          </p>
        )}
        {canInstall.ready && (
          <button type="button" class="button" onClick={() => void install()}>
            Install hubbub as an app
          </button>
        )}
        <p class="hint">
          {client.account ? `You are logged in as ${client.account}.` : "You are a guest."}{" "}
          {client.features.network && `This is ${client.features.network}.`}
        </p>
        <footer>
          <button type="button" class="button" onClick={() => shell.show({ kind: "name" })}>
            Change name
          </button>
          {!client.account && client.features.registration && (
            <button type="button" class="button" onClick={() => shell.show({ kind: "account" })}>
              Register
            </button>
          )}
          <button
            type="button"
            class="button"
            onClick={() => {
              shell.show(null)
              client.logout()
            }}
          >
            {client.account ? "Log out" : "Leave"}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
