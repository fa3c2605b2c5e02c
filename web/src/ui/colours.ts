/** A colour for each nick: the same hue as hubbub/clients/colours.py gives, at a lightness that stays readable.
 *
 * OKLCH (https://bottosson.github.io/posts/oklab/) keeps perceived lightness equal over all hues, so that one
 * lightness gives every nick at least 4.5:1 (WCAG 2.1, 1.4.3) on the background it is for.  The hue comes from
 * BLAKE2b, as in Python: crypto.subtle has no such digest and would answer only later, so it is written out here.
 */

const HUES = 240
const CHROMA = 0.15
const LIGHTNESS_ON_LIGHT = 0.53
const LIGHTNESS_ON_DARK = 0.74
const MOST = 4000

const known = new Map<string, readonly [string, string]>()

/** `#rrggbb` for a nick, whatever its case: on a light ground, and on a dark one. */
export function nickColours(nick: string): readonly [light: string, dark: string] {
  let found = known.get(nick)
  if (!found) {
    const hue = ((digest(new TextEncoder().encode(fold(nick))) % HUES) * 360) / HUES
    found = [oklch(LIGHTNESS_ON_LIGHT, CHROMA, hue), oklch(LIGHTNESS_ON_DARK, CHROMA, hue)]
    if (known.size >= MOST) known.clear()
    known.set(nick, found)
  }
  return found
}

/** Python's str.casefold for what names are made of. */
function fold(nick: string): string {
  return nick.toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ")
}

/** An OKLCH colour as `#rrggbb`, with less chroma where sRGB does not reach that far.  `hue` in degrees. */
export function oklch(lightness: number, chroma: number, hue: number): string {
  for (;;) {
    const parts = linear(lightness, chroma, hue)
    if (chroma <= 0 || parts.every((part) => part >= -1e-4 && part <= 1 + 1e-4)) {
      return "#" + parts.map((part) => byte(part).toString(16).padStart(2, "0")).join("")
    }
    chroma -= 0.004
  }
}

/** The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.1). */
export function contrast(one: string, other: string): number {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (bright + 0.05) / (dark + 0.05)
}

function linear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

function byte(part: number): number {
  part = Math.min(Math.max(part, 0), 1)
  return Math.round((part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055) * 255)
}

function luminance(colour: string): number {
  const part = (place: number): number => {
    const value = parseInt(colour.slice(place, place + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

// BLAKE2b (RFC 7693) of at most some hundred bytes, without a key: the first four bytes of a 4-byte digest.

const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]
/** RFC 7693, 2.7: the order of the message words, one round per string; rounds 10 and 11 repeat 0 and 1. */
const SIGMA = [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
]
/** RFC 7693, 3.2: which four words each of a round's eight mixings takes. */
const MIXED = ["048c", "159d", "26ae", "37bf", "05af", "16bc", "278d", "349e"].map((four) =>
  [...four].map((digit) => parseInt(digit, 16)),
) as [number, number, number, number][]
const WORD = (1n << 64n) - 1n

function digest(bytes: Uint8Array): number {
  const state = IV.slice()
  state[0]! ^= 0x01010000n ^ 4n
  let done = 0
  do {
    const block = bytes.subarray(done, done + 128)
    done += block.length
    compress(state, block, BigInt(done), done >= bytes.length)
  } while (done < bytes.length)
  const first = Number(state[0]! & 0xffffffffn)
  return (((first & 0xff) << 24) | ((first & 0xff00) << 8) | ((first >>> 8) & 0xff00) | (first >>> 24)) >>> 0
}

function compress(state: bigint[], block: Uint8Array, done: bigint, last: boolean): void {
  const words = Array.from({ length: 16 }, (_, word) => {
    let value = 0n
    for (let place = 7; place >= 0; place--) value = (value << 8n) | BigInt(block[word * 8 + place] ?? 0)
    return value
  })
  const v = [...state, ...IV]
  v[12]! ^= done
  if (last) v[14]! ^= WORD
  const turn = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & WORD
  for (let round = 0; round < 12; round++) {
    const order = SIGMA[round % 10]!
    MIXED.forEach(([a, b, c, d], mix) => {
      v[a] = (v[a]! + v[b]! + words[parseInt(order[2 * mix]!, 16)]!) & WORD
      v[d] = turn(v[d]! ^ v[a]!, 32n)
      v[c] = (v[c]! + v[d]!) & WORD
      v[b] = turn(v[b]! ^ v[c]!, 24n)
      v[a] = (v[a]! + v[b]! + words[parseInt(order[2 * mix + 1]!, 16)]!) & WORD
      v[d] = turn(v[d]! ^ v[a]!, 16n)
      v[c] = (v[c]! + v[d]!) & WORD
      v[b] = turn(v[b]! ^ v[c]!, 63n)
    })
  }
  for (let place = 0; place < 8; place++) state[place]! ^= v[place]! ^ v[place + 8]!
}
