/** Which conversation a tab shows: kept in its address, so that a reload, a bookmark and a link lead back there. */

import type { Client } from "../client/types.ts"
import type { Buffer } from "../view/types.ts"
import type { Shell } from "./shell.ts"

const KEY = "hubbub.at"

/** Where to begin: what the address names, where this tab was, where the last one was, else the first channel. */
export function begin(client: Client): Buffer | null {
  const wanted = [named(client), kept(() => sessionStorage), kept(() => localStorage)]
  for (const name of wanted) {
    const buffer = name ? client.find(name) : undefined
    if (buffer) return buffer
  }
  return client.buffers.find((buffer) => buffer.kind === "channel") ?? client.buffers[0] ?? null
}

export function note(client: Client, buffer: Buffer): void {
  const hash = buffer.kind === "channel" ? new URL(client.inviteLink(buffer)).hash : ""
  if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search)
  for (const storage of [() => sessionStorage, () => localStorage]) {
    try {
      storage().setItem(KEY, buffer.name)
    } catch {
      // A browser that keeps nothing begins in the first channel.
    }
  }
}

/** Follow an address that was typed, or a link into another channel. */
export function follow(shell: Shell): void {
  addEventListener("hashchange", () => {
    const { client } = shell
    const name = named(client)
    if (!name || client.connection.phase === "fresh" || name === client.current?.name) return
    void shell.attempt(() => shell.go(client.find(name) ?? client.join(name)))
  })
}

/** #dev names #dev; channels of other kinds stand behind the sign. */
function named(client: Client): string {
  let hash = location.hash
  try {
    hash = decodeURIComponent(hash)
  } catch {
    // It is taken as it stands.
  }
  const inner = hash.slice(1)
  return inner && client.features.isChannel(inner) && !inner.startsWith("#") ? inner : hash
}

function kept(storage: () => Storage): string {
  try {
    return storage().getItem(KEY) ?? ""
  } catch {
    return ""
  }
}
