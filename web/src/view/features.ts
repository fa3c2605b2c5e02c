/**
 * What the server announced: its 005 lines (ISUPPORT) and capabilities.  A value that makes no sense leaves the default.
 * https://modern.ircdocs.horse/#rplisupport-parameters
 */

import type { Features } from "./types.ts"

// Until the server says otherwise, those of RFC 1459.
const DEFAULT_PREFIX = "(ov)@+"
const DEFAULT_CHANMODES = "b,k,l,imnpst"
const UPPER = /[A-Z[\]\\~]/g
const LOWER: Record<string, string> = { "[": "{", "]": "}", "\\": "|", "~": "^" }

export class ServerFeatures implements Features {
  readonly tokens = new Map<string, string>()
  casemapping: "ascii" | "rfc1459" = "rfc1459"
  chanTypes = "#&"
  prefixes = ""
  ranks = new Map<string, string>()
  caps: ReadonlyMap<string, string> = new Map()
  /** Bytes kept free for our own `!username@host`, which the server puts in front. */
  hostRoom = 90
  #kinds = new Map<string, string>()

  constructor() {
    this.#readPrefix(DEFAULT_PREFIX)
    this.#readChanmodes(DEFAULT_CHANMODES)
  }

  /** Take over the tokens of one 005 line; `-TOKEN` takes one back. */
  learn(tokens: readonly string[]): void {
    for (const token of tokens) {
      const equals = token.indexOf("=")
      const name = equals < 0 ? token : token.slice(0, equals)
      const value = equals < 0 ? "" : unescape(token.slice(equals + 1))
      if (name.startsWith("-")) {
        this.tokens.delete(name.slice(1))
        continue
      }
      this.tokens.set(name, value)
      if (name === "CASEMAPPING") {
        this.casemapping = ["ascii", "precis", "utf-8"].includes(value.toLowerCase()) ? "ascii" : "rfc1459"
      } else if (name === "CHANTYPES") this.chanTypes = value
      else if (name === "PREFIX") this.#readPrefix(value)
      else if (name === "CHANMODES") this.#readChanmodes(value)
    }
  }

  fold(name: string): string {
    return name.replace(UPPER, (character) =>
      character >= "A" && character <= "Z"
        ? character.toLowerCase()
        : this.casemapping === "rfc1459"
          ? (LOWER[character] ?? character)
          : character,
    )
  }

  isChannel(name: string): boolean {
    return name !== "" && this.chanTypes.includes(name[0] as string)
  }

  /** Whether a source or target names a server rather than a person: nicks hold no dot, `*` is nobody. */
  isServer(name: string): boolean {
    return name === "" || name === "*" || name[0] === "$" || (name.includes(".") && !name.includes("!"))
  }

  /** A message's target without the rank in front: `@#dev` (to the operators of #dev) to `#dev`. */
  channelOf(target: string): string {
    const ranks = this.prefixes + (this.tokens.get("STATUSMSG") ?? "")
    let bare = target
    while (bare !== "" && ranks.includes(bare[0] as string)) bare = bare.slice(1)
    return bare !== target && this.isChannel(bare) && !this.isChannel(target) ? bare : target
  }

  /** Where a member with `prefix` stands: 0 for the highest rank, larger for lower ones. */
  rank(prefix: string): number {
    const place = prefix === "" ? -1 : this.prefixes.indexOf(prefix[0] as string)
    return place < 0 ? this.prefixes.length : place
  }

  /** Whether a channel mode reads the next word of a MODE line. */
  takesArgument(letter: string, add: boolean): boolean {
    const kind = this.#kinds.get(letter) ?? "D"
    return this.ranks.has(letter) || kind === "A" || kind === "B" || (kind === "C" && add)
  }

  isList(letter: string): boolean {
    return this.#kinds.get(letter) === "A"
  }

  /** Letters of channel modes that are on or off, those with a value, and those that are lists. */
  get flags(): string {
    return this.#letters("D")
  }

  get values(): string {
    return this.#letters("B") + this.#letters("C")
  }

  get lists(): string {
    return this.#letters("A")
  }

  #letters(kind: string): string {
    return [...this.#kinds].flatMap(([letter, each]) => (each === kind ? [letter] : [])).join("")
  }

  /** Letters are ours beyond those that mean the same everywhere. */
  get ours(): boolean {
    return this.caps.has("hubbub/resume")
  }

  /** What may stand before the colon of a mask in a list, with its sign: "m" mutes, "a" names accounts; "" for none. */
  get extendedBans(): string {
    const [sign = "", letters = ""] = (this.tokens.get("EXTBAN") ?? "").split(",")
    return sign === "" ? letters : ""
  }

  /** The mode letter of a prefix. */
  get rankModes(): ReadonlyMap<string, string> {
    return new Map([...this.ranks].map(([letter, prefix]) => [prefix, letter]))
  }

  get network(): string {
    return this.tokens.get("NETWORK") ?? ""
  }

  get history(): boolean {
    return this.caps.has("draft/chathistory")
  }

  get search(): boolean {
    return this.caps.has("soju.im/search")
  }

  get reactions(): boolean {
    return this.#allows("draft/react") && this.#allows("draft/reply")
  }

  get replies(): boolean {
    return this.#allows("draft/reply")
  }

  get redaction(): boolean {
    return this.caps.has("draft/message-redaction")
  }

  get typing(): boolean {
    return this.#allows("typing")
  }

  get multiline(): boolean {
    return this.multilineBytes > 0
  }

  get readMarkers(): boolean {
    return this.caps.has("draft/read-marker")
  }

  get registration(): boolean {
    return this.caps.has("draft/account-registration")
  }

  get registrationNeedsEmail(): boolean {
    return this.#list("draft/account-registration").has("email-required")
  }

  get metadata(): boolean {
    return this.caps.has("draft/metadata-2")
  }

  get nickLength(): number {
    return this.#number("NICKLEN", 32) || this.#number("MAXNICKLEN", 32)
  }

  get topicLength(): number {
    return this.#number("TOPICLEN", 390)
  }

  get awayLength(): number {
    return this.#number("AWAYLEN", 390)
  }

  get kickLength(): number {
    return this.#number("KICKLEN", 390)
  }

  get messageBytes(): number {
    return this.multiline ? this.multilineBytes : this.lineBytes - 32 - 32 - 16 - this.hostRoom
  }

  /** Messages in a page of history at most; 100 where the server names no (sane) number. */
  get historyLimit(): number {
    return Math.min(this.#number("CHATHISTORY", 100), 100) || 100
  }

  /** Whether pages can be asked for by msgid (else by time). */
  get historyById(): boolean {
    return (this.tokens.get("MSGREFTYPES") ?? "msgid").split(",").includes("msgid")
  }

  /** The longest line without tags, CR LF included. */
  get lineBytes(): number {
    return Math.max(this.#number("LINELEN", 512), 512)
  }

  get multilineBytes(): number {
    return this.caps.has("batch") ? size(this.#list("draft/multiline").get("max-bytes") ?? "", 0) : 0
  }

  get multilineLines(): number {
    return size(this.#list("draft/multiline").get("max-lines") ?? "", 24)
  }

  /** Whether the server lets this client-only tag through (CLIENTTAGDENY of message-tags). */
  #allows(tag: string): boolean {
    if (!this.caps.has("message-tags")) return false
    const denied = (this.tokens.get("CLIENTTAGDENY") ?? "").split(",")
    return denied.includes("*") ? denied.includes(`-${tag}`) : !denied.includes(tag)
  }

  #list(cap: string): Map<string, string> {
    const value = this.caps.get(cap) ?? ""
    return new Map(
      value.split(",").map((item) => {
        const equals = item.indexOf("=")
        return equals < 0 ? [item, ""] : [item.slice(0, equals), item.slice(equals + 1)]
      }),
    )
  }

  #number(name: string, otherwise: number): number {
    return size(this.tokens.get(name) ?? "", otherwise)
  }

  #readPrefix(value: string): void {
    const match = /^\(([^)]*)\)(.*)$/.exec(value)
    const letters = [...(match?.[1] ?? "")]
    const prefixes = [...(match?.[2] ?? "")]
    if (value !== "" && (match === null || letters.length !== prefixes.length)) return
    this.ranks = new Map(letters.map((letter, place) => [letter, prefixes[place] as string]))
    this.prefixes = prefixes.join("")
  }

  #readChanmodes(value: string): void {
    this.#kinds.clear()
    value
      .split(",")
      .slice(0, 4)
      .forEach((letters, place) => {
        for (const letter of letters) this.#kinds.set(letter, "ABCD"[place] as string)
      })
  }
}

function size(value: string, otherwise: number): number {
  return /^\d{1,7}$/.test(value) ? Number(value) : otherwise
}

/** `\xHH` in a value of ISUPPORT. */
function unescape(value: string): string {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
