/** The keys that work wherever one is. */

import type { Buffer } from "../view/types.ts"
import { focusComposer, type Shell } from "./shell.ts"

const TYPED_IN = "input, textarea, select, [contenteditable]"

export function begin(shell: Shell): void {
  addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && !event.isComposing && shell.client.connection.phase !== "fresh") onKey(shell, event)
  })
}

function onKey(shell: Shell, event: KeyboardEvent): void {
  const { client } = shell
  const { current } = client
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  const alt = event.altKey && !event.ctrlKey && !event.metaKey
  const target = event.target instanceof Element ? event.target : document.body
  const done = (action: () => void): void => {
    event.preventDefault()
    action()
  }
  if (control && event.key.toLowerCase() === "k") return done(() => shell.show(shell.dialog?.kind === "switcher" ? null : { kind: "switcher" }))
  if (event.key === "F1") return done(() => shell.show(shell.dialog?.kind === "help" ? null : { kind: "help" }))
  // One that is still on its way has no key of its own yet.
  if (event.key === "Escape" && shell.dialog && !document.querySelector("dialog[open]")) return done(() => shell.show(null))
  if (shell.dialog || !current) return
  // Pressed again while the search is open, Ctrl+F is the browser's own.
  if (control && event.key.toLowerCase() === "f") return done(() => shell.show({ kind: "search", buffer: current }))
  if (alt && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    return done(() => step(shell, current, event.key === "ArrowDown" ? 1 : -1))
  }
  // With Alt some keyboards give another letter: the key's place is asked too.
  if (alt && (event.key.toLowerCase() === "a" || event.code === "KeyA")) return done(() => nextUnread(shell, current))
  if (event.key === "Escape") return done(() => escape(shell, current))
  const inField = target.matches(TYPED_IN)
  const empty = target.matches(".composer textarea") && (target as HTMLTextAreaElement).value === ""
  if (event.key === "PageUp" || event.key === "PageDown") {
    if (target.closest(".composer")) done(() => shell.pane?.page(event.key === "PageUp" ? -1 : 1))
    return
  }
  if (event.key === "End" && (empty || !inField)) return done(() => shell.pane?.toEnd())
  if (inField || event.ctrlKey || event.metaKey || event.altKey || target.closest("[role=menu], .person, .place")) return
  if (event.key === "/") return done(() => shell.show({ kind: "search", buffer: current }))
  // What is typed on a button or nowhere is meant for the composer; Space and Enter are the button's.
  if ([...event.key].length === 1 && event.key !== " ") {
    document.querySelector<HTMLTextAreaElement>(".composer textarea")?.focus({ preventScroll: true })
  }
}

function step(shell: Shell, current: Buffer, by: 1 | -1): void {
  const { buffers } = shell.client
  const order = [...buffers].sort((one, other) => rank(one) - rank(other))
  const place = order.indexOf(current)
  const next = order[(place + by + order.length) % order.length]
  if (next) shell.go(next)
}

/** The order in which the sidebar shows them. */
const rank = (buffer: Buffer): number => ({ channel: 0, direct: 1, server: 2 })[buffer.kind]

function nextUnread(shell: Shell, current: Buffer): void {
  const others = shell.client.buffers.filter((buffer) => buffer !== current && buffer.kind !== "server" && !buffer.muted)
  const next = others.find((buffer) => buffer.mentions > 0) ?? others.find((buffer) => buffer.unread > 0)
  if (next) shell.go(next)
  else shell.say("Nothing is unread")
}

function escape(shell: Shell, current: Buffer): void {
  if (shell.drawer) {
    shell.draw(null)
    return
  }
  shell.client.markRead(current)
  shell.pane?.toEnd()
  focusComposer()
}
