/** A message's text to spans that can be drawn; the twin of hubbub/clients/markup.py.
 *
 * `**bold**`, `*italic*` and `_italic_` at word boundaries, `` `code` ``, fenced blocks, links, mentions, channels, and
 * IRC's formatting codes (https://modern.ircdocs.horse/formatting.html; colours are dropped: nick colours are ours, and
 * people's backgrounds differ).  Whatever does not make sense stays visible as it was typed; what would be invisible,
 * or would turn the text around, is shown by its number.
 */

export type SpanKind = "text" | "code" | "block" | "link" | "mention" | "channel" | "odd"

export interface Style {
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
}

/** `text` as it is shown.  `url`: of a link, "" otherwise.  `odd`: `text` names characters that nobody would see. */
export interface Span extends Style {
  readonly text: string
  readonly kind: SpanKind
  readonly url: string
}

const PLAIN: Style = { bold: false, italic: false, underline: false, strike: false }
const CODES: Readonly<Record<string, keyof Style>> = {
  "\x02": "bold",
  "\x1d": "italic",
  "\x1f": "underline",
  "\x1e": "strike",
}
const FORMAT = String.raw`\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]`
const WORD = String.raw`\p{L}\p{M}\p{N}_`
/** Soft hyphen, zero-width space and joiners without a use, overrides and isolates of direction, fillers. */
const HIDDEN = "\\u00ad\\u115f\\u1160\\u180e\\u200b\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0"
/** The repetitions are bounded, so that no text, however hostile, keeps the page waiting. */
const TOKEN = new RegExp(
  [
    "```(?!`)(?<block>[^\\x00]{1,20000}?)```",
    "(?<!`)(?<tick>`{1,8})(?<code>[^`\\n](?:[^\\n]{0,2000}?[^`\\n])?)\\k<tick>(?!`)",
    `(?<![${WORD}*])\\*\\*(?<bold>[^\\s*](?:[^\\n]{0,2000}?[^\\s])?)\\*\\*(?![${WORD}*])`,
    `(?<![${WORD}*])\\*(?<star>[^\\s*](?:[^*\\n]{0,2000}[^\\s*])?)\\*(?![${WORD}*])`,
    `(?<![${WORD}])_(?<under>[^\\s_](?:[^_\\n]{0,2000}[^\\s_])?)_(?![${WORD}])`,
    `(?<url>(?:https?:\\/\\/|mailto:)[^\\s<>"\\x00-\\x1f${HIDDEN}]+)`,
    `(?<![${WORD}@])@?(?<name>[\\p{L}_\\[\\]\\\\^\\{\\|\\}][${WORD}\\[\\]\\\\\`^\\{\\|\\}\\-]*)`,
    `(?<![${WORD}#&/])(?<channel>#[^\\s,\\x00-\\x1f:;!?()"'<>]*[^\\s,\\x00-\\x1f.:;!?()"'<>])`,
    `(?<format>${FORMAT})`,
    `(?<odd>[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f${HIDDEN}]{1,5000})`,
  ].join("|"),
  "giu",
)
const STRIPPED = new RegExp(FORMAT, "g")
const LANGUAGE = /^[\w+#.-]*\n/
const DEEPEST = 8

/** `text` without IRC's formatting codes. */
export function plain(text: string): string {
  return text.replace(STRIPPED, "")
}

/** The spans of `text`, in order; never throws.
 *
 * `mentions` says whether a name, with or without `@` in front, is one whose mention counts.
 */
export function spans(text: string, mentions: (name: string) => boolean = () => false): Span[] {
  return joined(new Reader(mentions).read(text, PLAIN, 0))
}

class Reader {
  #codes = PLAIN

  readonly #mentions: (name: string) => boolean

  constructor(mentions: (name: string) => boolean) {
    this.#mentions = mentions
  }

  *read(text: string, style: Style, depth: number): Generator<Span> {
    let place = 0
    for (const match of text.matchAll(TOKEN)) {
      if (match.index > place) yield this.#span(text.slice(place, match.index), style)
      place = match.index + match[0].length
      yield* this.#token(match[0], match.groups!, style, depth)
    }
    if (place < text.length) yield this.#span(text.slice(place), style)
  }

  *#token(text: string, found: Record<string, string | undefined>, style: Style, depth: number): Generator<Span> {
    const inner = depth < DEEPEST
    if (found.format !== undefined) this.#code(text)
    else if (found.block !== undefined) {
      const block = plain(found.block).replace(LANGUAGE, "")
      yield { ...PLAIN, text: block.replace(/^\n+|\n+$/g, "") || plain(found.block), kind: "block", url: "" }
    } else if (found.code !== undefined) yield { ...PLAIN, text: plain(found.code), kind: "code", url: "" }
    else if (found.bold !== undefined && inner) yield* this.read(found.bold, { ...style, bold: true }, depth + 1)
    else if ((found.star ?? found.under) !== undefined && inner) {
      yield* this.read((found.star ?? found.under)!, { ...style, italic: true }, depth + 1)
    } else if (found.url !== undefined) {
      const link = withoutTail(text)
      yield this.#span(link, style, "link", link)
      if (link.length < text.length) yield* this.read(text.slice(link.length), style, depth + 1)
    } else if (found.channel !== undefined) yield this.#span(text, style, "channel")
    else if (found.odd !== undefined) yield this.#span(numbers(text), style, "odd")
    else if (found.name !== undefined && this.#mentions(found.name)) yield this.#span(text, style, "mention")
    else yield this.#span(text, style)
  }

  #code(code: string): void {
    const name = CODES[code]
    if (name !== undefined) this.#codes = { ...this.#codes, [name]: !this.#codes[name] }
    else if (code === "\x0f") this.#codes = PLAIN
  }

  #span(text: string, style: Style, kind: SpanKind = "text", url = ""): Span {
    const codes = this.#codes
    return {
      text,
      kind,
      bold: style.bold || codes.bold,
      italic: style.italic || codes.italic,
      underline: style.underline || codes.underline,
      strike: style.strike || codes.strike,
      url,
    }
  }
}

/** Characters that nobody sees by their numbers; many of them by how many. */
function numbers(text: string): string {
  const all = [...text].map((each) => "U+" + each.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0"))
  return all.length <= 3 ? all.join(" ") : `${all[0]} and ${all.length - 1} more`
}

const OPENS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" }

/** A URL without the punctuation of the sentence around it; closing brackets stay when they close one inside. */
function withoutTail(url: string): string {
  const count = (each: string): number => url.split(each).length - 1
  let opened = { ")": count(")") - count("("), "]": count("]") - count("["), "}": count("}") - count("{") } as Record<string, number>
  let end = url.length
  while (end > "https://x".length) {
    const last = url[end - 1]!
    if (last in OPENS && opened[last]! > 0) opened = { ...opened, [last]: opened[last]! - 1 }
    else if (!".,;:!?'*_~`|".includes(last)) break
    end--
  }
  return url.slice(0, end)
}

/** Whether a link may be followed: what a browser would make of it is of a kind that runs nothing. */
export function isSafe(url: string): boolean {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(url).protocol)
  } catch {
    return false
  }
}

/** Neighbours that look the same as one span, empty ones left out. */
function joined(parts: Iterable<Span>): Span[] {
  const out: Span[] = []
  for (const part of parts) {
    if (!part.text) continue
    const last = out[out.length - 1]
    if (
      last &&
      part.kind === "text" &&
      last.kind === "text" &&
      last.bold === part.bold &&
      last.italic === part.italic &&
      last.underline === part.underline &&
      last.strike === part.strike
    ) {
      out[out.length - 1] = { ...last, text: last.text + part.text }
    } else out.push(part)
  }
  return out
}

const UNSEEN = new RegExp(`${FORMAT}|[\\x00-\\x1f\\x7f-\\x9f${HIDDEN}]{1,5000}`, "g")

/** A name or another short text for one line: what nobody would see, or what would turn it around, by its number. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (found) => `‹${numbers(found)}›`)
}
