/** What a person has chosen about the looks; kept in this browser. */

import { Observable } from "./watch.ts"

export type Theme = "system" | "light" | "dark"

interface Values {
  theme: Theme
  compact: boolean
  people: boolean
  /** Notifications of the system, where the browser allows them. */
  notify: boolean
  faces: readonly string[]
}

const KEY = "hubbub.prefs"
const FIRST: Values = { theme: "system", compact: false, people: true, notify: false, faces: [] }

export class Prefs extends Observable {
  #values: Values
  readonly #dark = matchMedia("(prefers-color-scheme: dark)")
  readonly #narrow = matchMedia("(max-width: 960px)")

  constructor() {
    super()
    this.#values = { ...FIRST, ...read() }
    this.#dark.addEventListener("change", () => this.#apply())
    this.#narrow.addEventListener("change", () => this.changed())
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return
      this.#values = { ...FIRST, ...read() }
      this.#apply()
      this.changed()
    })
    this.#apply()
  }

  /** The side panes are drawers. */
  get narrow(): boolean {
    return this.#narrow.matches
  }

  get<Name extends keyof Values>(name: Name): Values[Name] {
    return this.#values[name]
  }

  set<Name extends keyof Values>(name: Name, value: Values[Name]): void {
    this.#values = { ...this.#values, [name]: value }
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values))
    } catch {
      // A browser that keeps nothing still shows what was chosen, until the page is closed.
    }
    this.#apply()
    this.changed()
  }

  #apply(): void {
    const theme = this.#values.theme
    const dark = theme === "dark" || (theme === "system" && this.#dark.matches)
    document.documentElement.dataset.theme = dark ? "dark" : "light"
    const ground = dark ? "#1c1e24" : "#ffffff"
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", ground)
  }
}

function read(): Partial<Values> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}")
    if (typeof kept !== "object" || kept === null) return {}
    const fits = Object.entries(kept).filter(
      ([name, value]) =>
        name in FIRST &&
        (name === "theme"
          ? ["system", "light", "dark"].includes(value as string)
          : name === "faces"
            ? Array.isArray(value) && value.every((face) => typeof face === "string")
            : typeof value === "boolean"),
    )
    return Object.fromEntries(fits)
  } catch {
    return {}
  }
}
