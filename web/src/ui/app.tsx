/** All of it: the first page, or the conversation with its panes. */

import { useEffect } from "preact/hooks"
import { Banner } from "./banner.tsx"
import { Composer } from "./composer.tsx"
import { Conversation } from "./conversation.tsx"
import { Head } from "./head.tsx"
import { Icon } from "./icons.tsx"
import { Join } from "./join.tsx"
import { Live } from "./live.tsx"
import { Dialogs, Menus } from "./panels.tsx"
import { People } from "./people.tsx"
import { ShellContext, focusComposer, useShell, type Shell } from "./shell.ts"
import { Sidebar } from "./sidebar.tsx"
import { useWatch } from "./watch.ts"
import * as whereabouts from "./whereabouts.ts"

export function App({ shell }: { shell: Shell }) {
  useWatch(shell.client)
  useWatch(shell)
  const { phase } = shell.client.connection
  // Who has just said a name stays here until the server took it: a wrong one can be put right.
  const fresh = phase === "fresh" || (shell.joining && phase !== "online" && phase !== "waiting")
  return (
    <ShellContext.Provider value={shell}>
      {fresh ? <Join /> : <Chat />}
      <Toasts />
    </ShellContext.Provider>
  )
}

function Chat() {
  const shell = useShell()
  const { client, prefs } = shell
  useWatch(shell)
  useWatch(prefs)
  useWatch(client)
  const buffer = client.current && client.buffers.includes(client.current) ? client.current : whereabouts.begin(client)
  useEffect(() => {
    if (!buffer) return
    if (client.current !== buffer) client.lookAt(buffer)
    whereabouts.note(client, buffer)
    // What had the focus may have gone with the conversation before.
    if (document.activeElement === document.body) focusComposer()
  }, [buffer, buffer?.name])
  const drawers = prefs.narrow
  const channel = buffer?.kind === "channel"
  const classes = ["app"]
  if (!channel || (!drawers && !prefs.get("people"))) classes.push("alone")
  if (prefs.get("compact")) classes.push("compact")
  if (shell.drawer) classes.push(`${shell.drawer}-open`)
  return (
    <div class={classes.join(" ")}>
      <Banner />
      <Sidebar />
      <main class="main" key={buffer?.key}>
        {buffer ? (
          <>
            <Head buffer={buffer} />
            <Conversation buffer={buffer} />
            <Composer buffer={buffer} />
          </>
        ) : (
          <p class="wait">Connecting…</p>
        )}
        <Menus />
      </main>
      {channel && (drawers || prefs.get("people")) && <People key={buffer.key} buffer={buffer} />}
      <div class="shade" onClick={() => shell.draw(null)} />
      <Dialogs />
      <Live buffer={buffer} />
    </div>
  )
}

function Toasts() {
  const shell = useShell()
  useWatch(shell)
  return (
    <div class="toasts" role="region" aria-label="Notices">
      {shell.toasts.map(({ key, title, text, error, open }) => {
        const inner = (
          <>
            {title && <strong>{title}</strong>}
            {text}
          </>
        )
        return (
          <div class={error ? "toast error" : "toast"} key={key}>
            {open ? (
              <button
                type="button"
                class="open"
                onClick={() => {
                  shell.dismiss(key)
                  open()
                }}
              >
                {inner}
              </button>
            ) : (
              <p>{inner}</p>
            )}
            <button type="button" class="tool" aria-label="Dismiss" onClick={() => shell.dismiss(key)}>
              <Icon name="close" small />
            </button>
          </div>
        )
      })}
    </div>
  )
}
