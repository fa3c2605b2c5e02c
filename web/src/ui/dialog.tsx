/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. */

import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { Icon } from "./icons.tsx"
import { focusComposer, useShell } from "./shell.ts"

interface Props {
  readonly title: string
  readonly kind?: string
  /** No heading: the title is only spoken. */
  readonly bare?: boolean
  readonly children: ComponentChildren
}

export function Dialog({ title, kind = "", bare = false, children }: Props) {
  const shell = useShell()
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = element.current!
    if (!dialog.open) dialog.showModal()
    dialog.querySelector<HTMLElement>("[data-first]")?.focus()
    return () => {
      dialog.close()
      if (document.activeElement === document.body || !document.activeElement) focusComposer()
    }
  }, [])
  const close = (): void => shell.show(null)
  return (
    <dialog
      ref={element}
      class={kind}
      aria-label={bare ? title : undefined}
      aria-labelledby={bare ? undefined : "dialog-title"}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onPointerDown={(event) => event.target === element.current && close()}
    >
      {!bare && (
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="tool" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
      )}
      {children}
    </dialog>
  )
}
