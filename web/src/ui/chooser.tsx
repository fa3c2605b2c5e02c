/** A field and below it a list of options that its arrow keys choose from, as in the switcher and the search. */

import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { Icon } from "./icons.tsx"

interface Props<T> {
  readonly label: string
  readonly placeholder: string
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly options: readonly T[]
  readonly keyOf: (option: T) => string | number
  readonly draw: (option: T) => ComponentChildren
  readonly pick: (option: T) => void
  readonly optionClass: string
  readonly listClass: string
  /** Between the field and the list. */
  readonly children?: ComponentChildren
}

export function Chooser<T>({ label, placeholder, query, onQuery, options, keyOf, draw, pick, ...rest }: Props<T>) {
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const place = Math.min(at, options.length - 1)
  useLayoutEffect(() => {
    list.current!.children[place]?.scrollIntoView({ block: "nearest" })
  }, [place])
  const keydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && options.length > 0) {
      event.preventDefault()
      setAt((place + step + options.length) % options.length)
    } else if (event.key === "Enter") {
      event.preventDefault()
      const option = options[place]
      if (option !== undefined) pick(option)
    }
  }
  return (
    <>
      <div class="entry">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls="chooser"
          aria-autocomplete="list"
          aria-activedescendant={place >= 0 ? `choice-${place}` : undefined}
          placeholder={placeholder}
          autocomplete="off"
          spellcheck={false}
          data-first
          value={query}
          onInput={(event) => {
            setAt(0)
            onQuery(event.currentTarget.value)
          }}
          onKeyDown={keydown}
        />
      </div>
      {rest.children}
      <div class={rest.listClass} id="chooser" role="listbox" aria-label={label} tabIndex={-1} ref={list}>
        {options.map((option, index) => (
          <div
            class={rest.optionClass}
            role="option"
            id={`choice-${index}`}
            key={keyOf(option)}
            aria-selected={index === place}
            onClick={() => pick(option)}
          >
            {draw(option)}
          </div>
        ))}
      </div>
    </>
  )
}
