/** Small panels beside what opened them; Esc and a click elsewhere close them. */

import { useEffect, useLayoutEffect } from "preact/hooks"
import type { RefObject } from "preact"
import { focusComposer } from "./shell.ts"

const EDGE = 8

/** Give the focus back to what had it; where that is gone, to where one writes. */
export function giveBack(opener: HTMLElement): void {
  if (opener.isConnected) opener.focus({ preventScroll: true })
  else focusComposer()
}

/** Place a panel beside its opener, or at a point, wholly inside the window; close it by a click elsewhere. */
export function usePlaced(panel: RefObject<HTMLElement | null>, opener: HTMLElement, at: { x: number; y: number } | null, close: () => void): void {
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
