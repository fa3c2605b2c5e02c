/**
 * Names of the emoji that people type most, for `:name:` and for reactions; the table of hubbub/clients/emoji.py.
 *
 * The table is no script: the built page reads it as a file of its own, soon after it is there.
 */

import table from "./emoji.txt"

const names = new Map<string, string>()

/** Name (without colons) to emoji. */
export const EMOJI: ReadonlyMap<string, string> = names

function learn(text: string): void {
  for (const entry of text.trim().split(/[|\n]/)) {
    const [name, emoji] = entry.split(" ") as [string, string]
    names.set(name, emoji)
  }
}

// The table itself in the tests, and in the page where it is.
if (table.includes("\n")) learn(table)
else void fetch(table).then((answer) => answer.text()).then(learn, () => {})

/** What a click away is offered below a message. */
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "🚀"]
