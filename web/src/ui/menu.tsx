/** Menus and the picker of emoji: small panels beside what opened them; Esc and a click elsewhere close them. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { RefObject } from "preact"
import { emoji } from "./complete.ts"
import { EMOJI, QUICK } from "./emoji.ts"
import { Icon } from "./icons.tsx"
import { focusComposer, useShell, type Menu, type MenuItem, type Picker } from "./shell.ts"
import { useWatch } from "./watch.ts"

const EDGE = 8

export function Panels() {
  const shell = useShell()
  useWatch(shell)
  if (shell.menu) return <MenuPanel key={shell.menu} menu={shell.menu} />
  if (shell.picker) return <PickerPanel key={shell.picker} picker={shell.picker} />
  return null
}

/** Give the focus back to what had it; where that is gone, to where one writes. */
function giveBack(opener: HTMLElement): void {
  if (opener.isConnected) opener.focus({ preventScroll: true })
  else focusComposer()
}

/** Place a panel beside its opener, or at a point, wholly inside the window; close it by a click elsewhere. */
function usePlaced(panel: RefObject<HTMLElement | null>, opener: HTMLElement, at: { x: number; y: number } | null, close: () => void): void {
  useLayoutEffect(() => {
    const element = panel.current!
    const box = opener.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = element
    let left = at ? at.x : box.left
    let top = at ? at.y : box.bottom + 4
    if (!at && left + width > innerWidth - EDGE) left = box.right - width
    if (top + height > innerHeight - EDGE) top = at ? top - height : box.top - height - 4
    element.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`
    element.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`
  }, [])
  useEffect(() => {
    const outside = (event: Event): void => {
      if (!panel.current?.contains(event.target as Node)) close()
    }
    addEventListener("pointerdown", outside, true)
    addEventListener("resize", close)
    return () => {
      removeEventListener("pointerdown", outside, true)
      removeEventListener("resize", close)
    }
  }, [])
}

function MenuPanel({ menu }: { menu: Menu }) {
  const shell = useShell()
  const panel = useRef<HTMLDivElement>(null)
  usePlaced(panel, menu.opener, menu.at, () => shell.showMenu(null))
  const entries = (): HTMLElement[] => [...panel.current!.querySelectorAll<HTMLElement>("button")]
  useLayoutEffect(() => entries()[0]?.focus(), [])
  const close = (): void => {
    shell.showMenu(null)
    giveBack(menu.opener)
  }
  const keydown = (event: KeyboardEvent): void => {
    const all = entries()
    const place = all.indexOf(document.activeElement as HTMLElement)
    const go = (next: number): void => {
      event.preventDefault()
      all[(next + all.length) % all.length]?.focus()
    }
    event.stopPropagation()
    if (event.key === "ArrowDown") go(place + 1)
    else if (event.key === "ArrowUp") go(place - 1)
    else if (event.key === "Home") go(0)
    else if (event.key === "End") go(-1)
    else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault()
      close()
    } else if (event.key.length === 1 && event.key !== " ") {
      const begins = (entry: HTMLElement): boolean => !!entry.textContent?.toLowerCase().startsWith(event.key.toLowerCase())
      const next = [...all.slice(place + 1), ...all.slice(0, place + 1)].find(begins)
      next?.focus()
    }
  }
  const run = (item: MenuItem): void => {
    close()
    item.run()
  }
  return (
    <div class="menu" role="menu" aria-label={menu.title} ref={panel} onKeyDown={keydown}>
      <div class="title" role="presentation">
        <bdi>{menu.title}</bdi>
      </div>
      {menu.items.map((item, place) => {
        if (!item) return <div key={place} role="separator" />
        const check = item.ticked !== undefined
        return (
          <button
            type="button"
            key={item.label}
            class={item.danger ? "danger" : undefined}
            role={check ? "menuitemcheckbox" : "menuitem"}
            aria-checked={check ? item.ticked : undefined}
            tabIndex={-1}
            onClick={() => run(item)}
          >
            {item.icon && <Icon name={item.icon} small />}
            <span>{item.label}</span>
            {item.ticked && <Icon name="check" small />}
            {item.keys && <span class="keys">{item.keys}</span>}
          </button>
        )
      })}
    </div>
  )
}

const COLUMNS = 8

function PickerPanel({ picker }: { picker: Picker }) {
  const shell = useShell()
  const panel = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState("")
  usePlaced(panel, picker.opener, null, () => shell.pick(null))
  useLayoutEffect(() => panel.current!.querySelector("input")!.focus(), [])
  const close = (): void => {
    shell.pick(null)
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
