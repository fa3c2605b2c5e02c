/** What opens above the page and comes with its first use: dialogs; menus and the picker of emoji. */

import { useEffect, useLayoutEffect, useState } from "preact/hooks"
import { part } from "../parts.ts"
import { useShell } from "./shell.ts"
import { useWatch } from "./watch.ts"

const dialogs = () => import("./dialogs.tsx")
const floating = () => import("./floating.ts")

/** The part once it is `wanted` and there; where it does not come, that is said, and `giveUp` called. */
function usePart<T>(load: () => Promise<T>, wanted: boolean, giveUp: () => void): T | null {
  const shell = useShell()
  const [found, setFound] = useState<T | null>(null)
  const missing = wanted && found === null
  useTypedAhead(missing)
  useEffect(() => {
    if (!missing) return
    part(load()).then(setFound, (error: unknown) => {
      giveUp()
      shell.fail(error)
    })
  }, [missing])
  return found
}

/** What is typed while a panel is on its way is meant for that, not for what has the focus still. */
function useTypedAhead(coming: boolean): void {
  useLayoutEffect(() => {
    if (!coming) return undefined
    const held: string[] = []
    const hold = (event: KeyboardEvent): void => {
      if (!event.isTrusted || event.key === "Escape" || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      event.stopPropagation()
      held.push(event.key)
    }
    addEventListener("keydown", hold, true)
    return () => {
      // What is pressed while the rest is typed waits its turn.
      void type(held).finally(() => removeEventListener("keydown", hold, true))
    }
  }, [coming])
}

async function type(keys: string[]): Promise<void> {
  for (let key; (key = keys.shift()); ) {
    const field = document.activeElement
    if (!field?.closest("dialog, .menu")) return
    if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && [...key].length === 1) {
      field.value += key
      field.dispatchEvent(new Event("input", { bubbles: true }))
    } else if (field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })) && key === "Enter") {
      // What a key would do by itself, an event that is made does not.
      if (field instanceof HTMLInputElement) field.form?.requestSubmit()
    }
    // What it changed is drawn before the next one.
    await new Promise((done) => setTimeout(done))
  }
}

export function Dialogs() {
  const shell = useShell()
  useWatch(shell)
  const { dialog } = shell
  const found = usePart(dialogs, dialog !== null, () => shell.show(null))
  if (!dialog) return null
  return found ? <found.DialogPanel key={dialog} dialog={dialog} /> : <Coming />
}

export function Menus() {
  const shell = useShell()
  useWatch(shell)
  const { menu, picker } = shell
  const found = usePart(floating, menu !== null || picker !== null, () => shell.closePanel())
  if (!menu && !picker) return null
  if (!found) return <Coming />
  return menu ? <found.MenuPanel key={menu} menu={menu} /> : <found.PickerPanel key={picker!} picker={picker!} />
}

/** Seen only where it takes a while. */
const Coming = () => (
  <p class="coming" role="status">
    Loading…
  </p>
)
