/** A composer's text to messages that each fit into one line. */

const SHORTEST = 40
const FENCED = /(?<!`)```(?!`)(?:([\w+#.-]*)\n)?([^`]*(?:`{1,2}(?!`)[^`]*)*)```/g
const CONTINUES = /[\u200d\ufe0e\ufe0f\u0300-\u036f]|[\u{1F3FB}-\u{1F3FF}]/u
const encoder = new TextEncoder()

export function bytes(text: string): number {
  return encoder.encode(text).length
}

/**
 * The lines of `text` in pieces of at most `room` bytes (at least 40), cut at spaces where possible.  Blank lines are left
 * out: the protocol has no empty messages.  No character is lost but the spaces at the cuts.  Messages end where lines do,
 * so a fenced block would be torn: each of its lines becomes code of its own, in place of the fences.
 */
export function split(text: string, room: number): string[] {
  const most = Math.max(room, SHORTEST)
  const pieces: string[] = []
  for (const [line, isCode] of lines(clean(text))) {
    if (isCode) pieces.push(...code(line.trimEnd(), most))
    else pieces.push(...prose(line, most))
  }
  return pieces
}

export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replaceAll("\0", "")
}

/** The same with line breaks kept: pieces of at most `room` bytes and `most` lines (draft/multiline). */
export function splitMultiline(text: string, room: number, most: number, lineRoom: number): string[] {
  const pieces: string[] = []
  let piece: string[] = []
  let size = 0
  let many = 0
  const end = () => {
    const whole = piece.join("\n").replace(/^\n+|\s+$/g, "")
    if (whole.trim() !== "") pieces.push(whole)
    piece = []
    size = many = 0
  }
  for (const long of clean(text).split("\n")) {
    // A line that no message can hold is cut; its parts are lines then.
    for (const line of bytes(long) > room ? prose(long, room) : [long]) {
      const cost = bytes(line) + 1
      // Each of its protocol lines counts.
      const parts = Math.max(1, Math.ceil(cost / Math.max(lineRoom - 8, SHORTEST)))
      if (piece.length > 0 && (size + cost > room || many + parts > most)) end()
      piece.push(line)
      size += cost
      many += parts
    }
  }
  end()
  return pieces
}

/** A line in parts that together are the same again: spaces stay at the ends of parts (draft/multiline-concat). */
export function concatParts(line: string, room: number): string[] {
  const parts: string[] = []
  let rest = line
  while (bytes(rest) > room) {
    const place = cut(rest, room)
    parts.push(rest.slice(0, place))
    rest = rest.slice(place)
  }
  if (rest !== "" || parts.length === 0) parts.push(rest)
  return parts
}

/** Each line, and whether it is code. */
function* lines(text: string): Generator<[string, boolean]> {
  let place = 0
  for (const fenced of text.matchAll(FENCED)) {
    if (!fenced[0].includes("\n")) continue
    for (const line of text.slice(place, fenced.index).split("\n")) yield [line, false]
    let inside = fenced[2] ?? ""
    // Only a fence on lines of its own has a language beside it.
    if (!inside.endsWith("\n")) inside = (fenced[1] ?? "") + inside
    for (const line of inside.split("\n")) yield [line, true]
    place = fenced.index + fenced[0].length
  }
  for (const line of text.slice(place).split("\n")) yield [line, false]
}

function* prose(text: string, room: number): Generator<string> {
  let line = text
  while (bytes(line) > room) {
    const place = cut(line, room)
    const piece = line.slice(0, place).replace(/ +$/, "")
    if (piece !== "") yield piece
    line = line.slice(place).replace(/^ +/, "")
  }
  if (line.trim() !== "") yield line
}

/** Between ticks, more of them than the line has together; they must not touch its own. */
function* code(line: string, room: number): Generator<string> {
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
  const ticks = "`".repeat(longest + 1)
  for (const piece of prose(line, room - 2 * ticks.length - 2)) {
    yield `${ticks}${piece.startsWith("`") ? " " : ""}${piece}${piece.endsWith("`") ? " " : ""}${ticks}`
  }
}

/** Where to cut: after the last space that leaves a good line, else between two whole characters. */
function cut(text: string, room: number): number {
  let size = 0
  let place = 0
  let last = 0
  let space = 0
  let before = ""
  let flags = 0
  for (const character of text) {
    const flag = character >= "\u{1F1E6}" && character <= "\u{1F1FF}"
    const goesOn = before === "\u200d" || CONTINUES.test(character) || (flag && flags % 2 === 1)
    if (place > 0 && !goesOn) last = place
    size += bytes(character)
    if (size > room) break
    place += character.length
    flags = flag ? flags + 1 : 0
    before = character
    if (character === " ") space = place
  }
  if (space > last / 2) return space
  // A single character made of many code points fills the room: then it is cut inside.
  return last > 0 ? last : Math.max(place, String.fromCodePoint(text.codePointAt(0) as number).length)
}
