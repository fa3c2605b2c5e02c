/** Every shortcut and how text is formatted, on one panel. */

import { Dialog } from "./dialog.tsx"
import { Spans } from "./text.tsx"

const KEYS: readonly (readonly [string, ...string[]])[] = [
  ["Jump to a conversation", "Ctrl", "K"],
  ["Search what was said", "Ctrl", "F"],
  ["The conversation above or below", "Alt", "↑ ↓"],
  ["The next one with something unread", "Alt", "A"],
  ["Mark as read, close what is open", "Esc"],
  ["Send, begin a new line", "Enter", "Shift+Enter"],
  ["What I sent before", "↑"],
  ["Complete a name, channel, emoji or command", "Tab"],
  ["Scroll, back to the latest", "Page ↑ ↓", "End"],
  ["Walk through the messages", "Shift+Tab", "↑ ↓"],
  ["On a message: its menu, reply, react", "Enter", "R", "+"],
  ["This panel", "F1"],
]

const FORMATS = ["**bold**", "*italic*", "`code`", "```a block```"]

export function Help() {
  return (
    <Dialog title="Keyboard shortcuts">
      <div class="body">
        <dl class="pairs">
          {KEYS.map(([what, ...keys]) => (
            <>
              <dt>{what}</dt>
              <dd>
                {keys.map((key) => (
                  <>
                    {" "}
                    <kbd>{key}</kbd>
                  </>
                ))}
              </dd>
            </>
          ))}
          {FORMATS.map((format) => (
            <>
              <dt>
                <div class="text">
                  <Spans text={format} />
                </div>
              </dt>
              <dd>
                <kbd>{format}</kbd>
              </dd>
            </>
          ))}
        </dl>
        <p class="hint">/help lists the commands that can be typed.</p>
      </div>
    </Dialog>
  )
}
