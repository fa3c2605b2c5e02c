/** Components that follow what changes in place. */

import { useLayoutEffect, useReducer } from "preact/hooks"
import type { Watched } from "../view/types.ts"

/** A function that draws its component again. */
export function useAgain(): () => void {
  const [, again] = useReducer((count: number, _: void) => count + 1, 0)
  return again
}

/** Draw again when `watched` changes; between drawing and watching nothing is missed. */
export function useWatch(watched: Watched | null | undefined): void {
  const again = useAgain()
  const drawn = watched?.version
  useLayoutEffect(() => {
    if (!watched) return undefined
    const end = watched.watch(again)
    if (watched.version !== drawn) again()
    return end
  }, [watched])
}

/** Something of the face itself that changes in place. */
export class Observable implements Watched {
  version = 0
  readonly #listeners = new Set<() => void>()

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  protected changed(): void {
    this.version++
    for (const listener of [...this.#listeners]) listener()
  }
}
