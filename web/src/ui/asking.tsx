/** What most dialogs are made of: a form that closes when it is done, and says why when it is not. */

import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { Dialog } from "./dialog.tsx"
import { sentence, useShell } from "./shell.ts"

/** A form in a dialog: done is closed, refused says why and stays. */
export function Asking(props: {
  title: string
  yes: string
  danger?: boolean
  action: () => unknown
  children?: ComponentChildren
}) {
  const shell = useShell()
  const [error, setError] = useState("")
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await props.action()
      shell.show(null)
    } catch (refused) {
      setError(sentence(refused))
      setBusy(false)
    }
  }
  return (
    <Dialog title={props.title} kind="narrow">
      <form class="body" onSubmit={(event) => void submit(event)}>
        {props.children}
        {error && (
          <p class="error-text" role="alert">
            {error}
          </p>
        )}
        <footer>
          <button type="button" class="button" onClick={() => shell.show(null)}>
            Cancel
          </button>
          <button type="submit" class={props.danger ? "button danger" : "button primary"} disabled={busy}>
            {props.yes}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
