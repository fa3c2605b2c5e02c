/** The picker of emoji. */

import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { giveBack, usePlaced } from "./beside.ts"
import { emoji } from "./complete.ts"
import { EMOJI, QUICK } from "./emoji.ts"
import { useShell, type Picker } from "./shell.ts"

const COLUMNS = 8

export function PickerPanel({ picker }: { picker: Picker }) {
  const shell = useShell()
  const panel = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState("")
  usePlaced(panel, picker.opener, null, () => shell.closePanel())
  useLayoutEffect(() => panel.current!.querySelector("input")!.focus(), [])
  const close = (): void => {
    shell.closePanel()
    giveBack(picker.opener)
  }
  const pick = (face: string): void => {
    close()
    picker.picked(face)
  }
  const faces = shown(query, shell.prefs.get("faces"))
  const keydown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    const all = [...panel.current!.querySelectorAll<HTMLElement>(".faces button")]
    const place = all.indexOf(document.activeElement as HTMLElement)
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: place < 0 ? 1 : COLUMNS, ArrowUp: -COLUMNS }[event.key]
    if (event.key === "Escape") {
      event.preventDefault()
      close()
    } else if (event.key === "Enter" && place < 0) {
      event.preventDefault()
      if (faces[0]) pick(faces[0].face)
    } else if (step && (place >= 0 || event.key === "ArrowDown")) {
      event.preventDefault()
      if (place + step < 0) panel.current!.querySelector("input")!.focus()
      else all[Math.min(all.length - 1, place + step)]?.focus()
    }
  }
  return (
    <div class="menu picker" role="dialog" aria-label="Emoji" ref={panel} onKeyDown={keydown}>
      <input
        class="field"
        type="text"
        aria-label="Find an emoji"
        placeholder="Find an emoji"
        autocomplete="off"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="faces">
        {faces.map(({ name, face }) => (
          <button type="button" key={name} aria-label={name.replaceAll("_", " ")} title={`:${name}:`} onClick={() => pick(face)}>
            {face}
          </button>
        ))}
      </div>
      {faces.length === 0 && <p class="hint">Nothing is called that</p>}
    </div>
  )
}

function shown(query: string, recent: readonly string[]): { name: string; face: string }[] {
  const wanted = query.trim().replace(/^:|:$/g, "").replace(/\s+/g, "_")
  const named = wanted
    ? emoji(wanted).map(({ label, insert }) => ({ name: label.slice(1, -1), face: insert.trim() }))
    : [...EMOJI].map(([name, face]) => ({ name, face }))
  const nameOf = new Map([...EMOJI].map(([name, face]) => [face, name]))
  const first = wanted ? [] : [...new Set([...recent, ...QUICK])].map((face) => ({ name: nameOf.get(face) ?? face, face }))
  const seen = new Set<string>()
  return [...first, ...named].filter(({ face }) => !seen.has(face) && seen.add(face))
}
