/** What calls somebody who is elsewhere: the title, the app's badge, notifications in the page and of the system. */

import type { Client } from "../client/types.ts"
import type { Alert } from "../view/types.ts"
import { plain, visible } from "./markup.ts"
import type { Shell } from "./shell.ts"

export function mayNotify(): boolean {
  return "Notification" in globalThis && Notification.permission === "granted"
}

/** Ask for leave; a sentence where there is none. */
export async function requestNotify(): Promise<string> {
  if (!("Notification" in globalThis)) return "This browser shows no notifications"
  if (!isSecureContext) return "Browsers show notifications only for pages that came by HTTPS"
  const answer = await Notification.requestPermission()
  return answer === "granted" ? "" : "The browser does not allow it; its settings for this page change that"
}

export function begin(shell: Shell): void {
  const { client } = shell
  client.onNotice(({ sentence, error, buffer }) => {
    shell.tell("", sentence, error, buffer ? () => shell.go(buffer) : null)
  })
  client.onAlert((alert) => void tell(shell, alert))
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ type?: string; data?: unknown } | null>) => {
    const buffer = data?.type === "open" && typeof data.data === "string" ? client.find(data.data) : undefined
    if (buffer) shell.go(buffer)
  })
  const title = (): void => entitle(client)
  client.watch(title)
  client.sidebar.watch(title)
  title()
}

async function tell(shell: Shell, { buffer, message }: Alert): Promise<void> {
  if (buffer.muted) return
  const nick = visible(message.displayName || message.nick)
  const where = buffer.kind === "channel" ? `${nick} in ${visible(buffer.name)}` : nick
  const text = visible(plain(message.text)).slice(0, 200)
  const go = (): void => shell.go(buffer)
  const away = document.visibilityState !== "visible" || !document.hasFocus()
  if (away && shell.prefs.get("notify") && mayNotify()) await show(where, text, buffer.name, go)
  else if (!away) shell.tell(where, text, false, go)
}

async function show(title: string, body: string, name: string, go: () => void): Promise<void> {
  const options = { body, tag: `hubbub ${name}`, icon: "icon-192.png" }
  try {
    const shown = new Notification(title, options)
    shown.onclick = () => {
      window.focus()
      shown.close()
      go()
    }
  } catch {
    // Phones show them only by their service worker.
    const worker = await navigator.serviceWorker?.getRegistration()
    await worker?.showNotification(title, { ...options, data: name }).catch(() => {})
  }
}

function entitle(client: Client): void {
  const { current, totalMentions, totalUnread } = client
  const name = current && current.kind !== "server" ? `${visible(current.name)} – hubbub` : "hubbub"
  document.title = totalMentions > 0 ? `(${totalMentions}) ${name}` : totalUnread > 0 ? `• ${name}` : name
  const badges = navigator as Navigator & { setAppBadge?(count: number): Promise<void> }
  badges.setAppBadge?.(totalMentions).catch(() => {})
}
