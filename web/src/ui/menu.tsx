/** The menu of a message, a person, a conversation, or oneself. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks"
import { giveBack, usePlaced } from "./beside.ts"
import { deedsOf, type MenuItem } from "./deeds.ts"
import { Icon } from "./icons.tsx"
import { visible } from "./markup.ts"
import { useShell, type Menu } from "./shell.ts"

/** What only menus show. */
const PATHS: Readonly<Record<string, string>> = {
  ban: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.8 5.8l12.4 12.4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h11v11H9ZM5 15H4V4h11v1",
  link: "M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3a4.5 4.5 0 0 0 6.4 6.4l1-1",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5Z",
  shield: "M12 3.5 5 6v5.5c0 4.2 2.9 7.5 7 9 4.1-1.5 7-4.8 7-9V6Z",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20v-.5A5.5 5.5 0 0 1 10.5 14h3a5.5 5.5 0 0 1 5.5 5.5v.5",
  leave: "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 16.5h.01",
  mic: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
}

export function MenuPanel({ menu }: { menu: Menu }) {
  const shell = useShell()
  const panel = useRef<HTMLDivElement>(null)
  const [title, items] = useMemo(() => deedsOf(shell, menu), [])
  usePlaced(panel, menu.opener, menu.at, () => shell.closePanel())
  const entries = (): HTMLElement[] => [...panel.current!.querySelectorAll<HTMLElement>("button")]
  useLayoutEffect(() => entries()[0]?.focus(), [])
  const close = (): void => {
    shell.closePanel()
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
    <div class="menu" role="menu" aria-label={visible(title)} ref={panel} onKeyDown={keydown}>
      <div class="title" role="presentation">
        <bdi>{visible(title)}</bdi>
      </div>
      {items.map((item, place) => {
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
            {item.icon && <Icon name={item.icon} paths={PATHS} small />}
            <span>{item.label}</span>
            {item.ticked && <Icon name="check" paths={PATHS} small />}
            {item.keys && <span class="keys">{item.keys}</span>}
          </button>
        )
      })}
    </div>
  )
}
