/**
 * One IRC message: text to values and back.  Grammar: https://modern.ircdocs.horse/#message-format and the IRCv3
 * message-tags specification.  Reading never throws; writing refuses what could not be read back as one line.
 */

export type Tags = ReadonlyMap<string, string>

export interface Line {
  readonly command: string
  readonly params: readonly string[]
  /** Without its colon, "" where there is none. */
  readonly source: string
  readonly tags: Tags
}

const NO_TAGS: Tags = new Map()
const UNESCAPES: Record<string, string> = { ":": ";", s: " ", r: "\r", n: "\n" }
const ESCAPES: Record<string, string> = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" }

export function line(command: string, params: readonly string[] = [], tags: Record<string, string> = {}): Line {
  return { command, params, source: "", tags: new Map(Object.entries(tags)) }
}

export function param(of: Line, index: number, otherwise = ""): string {
  return of.params[index] ?? otherwise
}

/** The last parameter. */
export function trailing(of: Line): string {
  return of.params[of.params.length - 1] ?? ""
}

/** The nick, or the server, of a source. */
export function nickOf(source: string): string {
  const bang = source.indexOf("!")
  return bang < 0 ? source : source.slice(0, bang)
}

function cut(text: string, at: string): [string, string] {
  const place = text.indexOf(at)
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + at.length)]
}

/** Read one line without its CR LF.  An empty or blank line has the command "". */
export function parse(text: string): Line {
  let tags = NO_TAGS
  let source = ""
  let rest = text
  if (rest[0] === "@") {
    const [head, after] = cut(rest, " ")
    tags = parseTags(head.slice(1))
    rest = after
  }
  rest = rest.replace(/^ +/, "")
  if (rest[0] === ":") {
    const [head, after] = cut(rest, " ")
    source = head.slice(1)
    rest = after.replace(/^ +/, "")
  }
  // Only SPACE separates, one or more (#message-format): other white space belongs to the parameter it is in.
  const colon = rest.indexOf(" :")
  const words = (colon < 0 ? rest : rest.slice(0, colon)).split(" ").filter((word) => word !== "")
  const word = words.shift()
  if (word === undefined) return { command: "", params: [], source, tags }
  if (colon >= 0) words.push(rest.slice(colon + 2))
  // ASCII alone: another script's letter with an ASCII capital (ı, ſ) must not make a command.
  return { command: /^[\x21-\x7e]*$/.test(word) ? word.toUpperCase() : word, params: words, source, tags }
}

/** Read the tags between `@` and the space.  Of a repeated name the last value counts (message-tags, Format). */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>()
  for (const item of text.split(";")) {
    const [name, value] = cut(item, "=")
    if (name !== "") tags.set(name, value.includes("\\") ? unescape(value) : value)
  }
  return tags
}

/** Undo tag escaping; an unknown escape drops its backslash, a lone one at the end is dropped. */
export function unescape(value: string): string {
  return value.replace(/\\([^]?)/gu, (_, escaped: string) => UNESCAPES[escaped] ?? escaped)
}

export function escape(value: string): string {
  return value.replace(/[; \\\r\n]/g, (character) => ESCAPES[character] as string)
}

function showTags(tags: Tags): string {
  if (tags.size === 0) return ""
  const items: string[] = []
  for (const [name, value] of tags) {
    if (name === "" || /[ ;=\r\n\0]/.test(name)) throw new RangeError(`not the name of a tag: ${name}`)
    items.push(value === "" ? name : `${name}=${escape(value)}`)
  }
  return `@${items.join(";")} `
}

/** Write a line without CR LF.  Throws RangeError where a part could not be read back. */
export function show(of: Line): string {
  if (!/^[A-Z0-9]+$/.test(of.command)) throw new RangeError(`not an IRC command: ${of.command}`)
  const words = [of.command, ...of.params]
  of.params.forEach((word, place) => {
    if (word !== "" && !word.includes(" ") && word[0] !== ":") return
    if (place < of.params.length - 1) {
      throw new RangeError(`only the last parameter may be empty, hold spaces or begin with a colon: ${word}`)
    }
    words[place + 1] = `:${word}`
  })
  if (of.source.includes(" ")) throw new RangeError(`not an IRC source: ${of.source}`)
  const text = `${showTags(of.tags)}${of.source === "" ? "" : `:${of.source} `}${words.join(" ")}`
  if (/[\r\n\0]/.test(text)) throw new RangeError("an IRC line holds no CR, LF or NUL")
  return text
}
