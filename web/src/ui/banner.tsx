/** How the connection is, when it is not as it should be. */

import { useEffect, useState } from "preact/hooks"
import { useShell } from "./shell.ts"
import { useAgain, useWatch } from "./watch.ts"

/** Connecting is not worth a word before this. */
const PATIENCE = 700

export function Banner() {
  const { client } = useShell()
  useWatch(client)
  const { phase, sentence, retryAt } = client.connection
  const again = useAgain()
  const [late, setLate] = useState(false)
  const busy = phase === "connecting" || phase === "registering"
  useEffect(() => {
    setLate(false)
    if (!busy) return undefined
    const timer = setTimeout(() => setLate(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [busy])
  useEffect(() => {
    if (retryAt === null) return undefined
    const timer = setInterval(again, 1000)
    return () => clearInterval(timer)
  }, [retryAt])
  if (phase === "online" || phase === "fresh" || (busy && !late)) return null
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))
  const begun = navigator.onLine ? sentence : "You are offline"
  return (
    <div class="banner">
      <p role="status">
        {begun || (busy ? "Connecting…" : "Not connected")}
        {phase !== "stopped" && <span class="unseen">. What you write is kept, and sent as soon as possible.</span>}
      </p>
      {phase === "waiting" && <p>{seconds > 0 ? `Trying again in ${seconds} s` : "Trying again…"}</p>}
      {(phase === "waiting" || phase === "stopped") && (
        <button type="button" onClick={() => client.reconnect()}>
          {phase === "stopped" ? "Try again" : "Retry now"}
        </button>
      )}
      {phase === "stopped" && (
        <button type="button" onClick={() => client.logout()}>
          Start over
        </button>
      )}
    </div>
  )
}
