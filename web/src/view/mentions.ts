/** Whether a text mentions somebody: their nick as a word of its own. */

const FORMATTING = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6})?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/g
const IN_NAME = /[\p{L}\p{N}\p{M}[\]\\`_^{|}-]/u

/** Whether `nick` stands in `text`, whatever its case, not as a part of a longer name. */
export function mentions(text: string, nick: string, fold: (name: string) => string): boolean {
  const wanted = fold(nick).toLowerCase()
  if (wanted === "") return false
  let folded = fold(text).toLowerCase()
  if (!folded.includes(wanted)) return false
  folded = folded.replace(FORMATTING, "")
  for (let start = folded.indexOf(wanted); start >= 0; start = folded.indexOf(wanted, start + 1)) {
    const before = [...folded.slice(Math.max(0, start - 2), start)].pop() ?? ""
    const after = [...folded.slice(start + wanted.length, start + wanted.length + 2)][0] ?? ""
    if (!IN_NAME.test(before) && !IN_NAME.test(after)) return true
  }
  return false
}
