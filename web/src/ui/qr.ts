/** A QR code (ISO/IEC 18004) for a short text: byte mode, error correction M, versions 1 to 10.  Pure. */

/** Per version from 1: bytes in all, correction bytes a block, blocks. */
const VERSIONS = [
  [26, 10, 1],
  [44, 16, 1],
  [70, 26, 1],
  [100, 18, 2],
  [134, 24, 2],
  [172, 16, 4],
  [196, 18, 4],
  [242, 22, 4],
  [292, 22, 5],
  [346, 26, 5],
] as const
/** Where the small squares are centred, per version. */
const ALIGNED = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]
/** The indicator of level M in the format bits (7.9.1). */
const LEVEL_M = 0
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

type Grid = boolean[][]

/** The modules of the code, row by row, true where dark; null where the text is too long (over 213 bytes). */
export function qrCode(text: string): Grid | null {
  const bytes = new TextEncoder().encode(text)
  const version = VERSIONS.findIndex(([all, correction, blocks], place) => {
    const room = all - correction * blocks
    return bytes.length + (place < 9 ? 2 : 3) <= room
  })
  if (version < 0) return null
  const codewords = interleaved(encoded(bytes, version), version)
  const size = 21 + 4 * version
  let best: { grid: Grid; penalty: number } | null = null
  for (let mask = 0; mask < 8; mask++) {
    const grid = drawn(codewords, version, size, mask)
    const penalty = penaltyOf(grid)
    if (!best || penalty < best.penalty) best = { grid, penalty }
  }
  return best!.grid
}

/** As the path of an SVG, one unit a module, with the quiet zone of four around it. */
export function qrPath(grid: Grid): { size: number; path: string } {
  let path = ""
  grid.forEach((row, y) => row.forEach((dark, x) => (path += dark ? `M${x + 4} ${y + 4}h1v1h-1z` : "")))
  return { size: grid.length + 8, path }
}

/** Mode, length, the bytes, the end, and padding (7.4). */
function encoded(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = []
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  put(4, 4)
  put(bytes.length, version < 9 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  const [all, correction, blocks] = VERSIONS[version]!
  const room = 8 * (all - correction * blocks)
  put(0, Math.min(4, room - bits.length))
  put(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8)
  const data: number[] = []
  for (let place = 0; place < bits.length; place += 8) data.push(parseInt(bits.slice(place, place + 8).join(""), 2))
  return data
}

/** The blocks with their corrections, byte by byte in turn (7.6). */
function interleaved(data: number[], version: number): number[] {
  const [all, correction, blocks] = VERSIONS[version]!
  const short = Math.floor(all / blocks) - correction
  const long = all % blocks
  const divisor = generator(correction)
  const parts: number[][] = []
  const corrections: number[][] = []
  for (let block = 0, place = 0; block < blocks; block++) {
    const length = short + (block >= blocks - long ? 1 : 0)
    const part = data.slice(place, place + length)
    place += length
    parts.push(part)
    corrections.push(remainder(part, divisor))
  }
  const out: number[] = []
  for (let place = 0; place <= short; place++) for (const part of parts) if (place < part.length) out.push(part[place]!)
  for (let place = 0; place < correction; place++) for (const part of corrections) out.push(part[place]!)
  return out
}

/** Multiplication in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function times(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((other >>> bit) & 1) * one
  }
  return product
}

function generator(degree: number): number[] {
  const found = new Array<number>(degree).fill(0)
  found[degree - 1] = 1
  for (let root = 1, step = 0; step < degree; step++, root = times(root, 2)) {
    for (let place = 0; place < degree; place++) found[place] = times(found[place]!, root) ^ (found[place + 1] ?? 0)
  }
  return found
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const left = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ left.shift()!
    left.push(0)
    divisor.forEach((each, place) => (left[place]! ^= times(each, factor)))
  }
  return left
}

function drawn(codewords: readonly number[], version: number, size: number, mask: number): Grid {
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  const fixed: Grid = grid.map((row) => row.slice())
  const set = (x: number, y: number, dark: boolean): void => {
    if (x < 0 || y < 0 || x >= size || y >= size) return
    grid[y]![x] = dark
    fixed[y]![x] = true
  }
  const square = (cx: number, cy: number, radius: number, light: (ring: number) => boolean): void => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) set(cx + dx, cy + dy, !light(Math.max(Math.abs(dx), Math.abs(dy))))
    }
  }
  for (let place = 0; place < size; place++) {
    set(6, place, place % 2 === 0)
    set(place, 6, place % 2 === 0)
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) square(x, y, 4, (ring) => ring === 2 || ring === 4)
  const centres = ALIGNED[version]!
  const last = centres.length - 1
  centres.forEach((x, i) => {
    centres.forEach((y, j) => {
      const corner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)
      if (!corner) square(x, y, 2, (ring) => ring === 1)
    })
  })
  drawFormat(set, size, mask)
  if (version >= 6) drawVersion(set, size, version + 1)
  fill(grid, fixed, codewords, mask)
  return grid
}

type Set = (x: number, y: number, dark: boolean) => void

/** Level and mask with their BCH code, twice (7.9). */
function drawFormat(set: Set, size: number, mask: number): void {
  const data = (LEVEL_M << 3) | mask
  let rest = data
  for (let step = 0; step < 10; step++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const bits = ((data << 10) | rest) ^ 0x5412
  const bit = (place: number): boolean => ((bits >>> place) & 1) === 1
  for (let place = 0; place < 6; place++) set(8, place, bit(place))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let place = 9; place < 15; place++) set(14 - place, 8, bit(place))
  for (let place = 0; place < 8; place++) set(size - 1 - place, 8, bit(place))
  for (let place = 8; place < 15; place++) set(8, size - 15 + place, bit(place))
  set(8, size - 8, true)
}

/** From version 7 on, the version with its code, twice (7.10). */
function drawVersion(set: Set, size: number, version: number): void {
  let rest = version
  for (let step = 0; step < 12; step++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let place = 0; place < 18; place++) {
    const dark = ((bits >>> place) & 1) === 1
    const along = size - 11 + (place % 3)
    const across = Math.floor(place / 3)
    set(along, across, dark)
    set(across, along, dark)
  }
}

/** The bits in pairs of columns, up and down by turns, from the right (7.7.3). */
function fill(grid: Grid, fixed: Grid, codewords: readonly number[], mask: number): void {
  const size = grid.length
  const inverts = MASKS[mask]!
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (fixed[y]![x]) continue
        const dark = ((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
        grid[y]![x] = (dark === 1) !== inverts(x, y)
        bit++
      }
    }
  }
}

/** How hard the code would be to read (7.8.3): the mask with the least is taken. */
function penaltyOf(grid: Grid): number {
  const size = grid.length
  const columns = grid[0]!.map((_, x) => grid.map((row) => row[x]!))
  let penalty = 0
  for (const line of [...grid, ...columns]) {
    const text = line.map(Number).join("")
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2
    const padded = `0000${text}0000`
    for (let place = 0; place + 11 <= padded.length; place++) {
      const part = padded.slice(place, place + 11)
      if (part === "10111010000" || part === "00001011101") penalty += 40
    }
  }
  for (let y = 0; y + 1 < size; y++) {
    for (let x = 0; x + 1 < size; x++) {
      const dark = grid[y]![x]
      if (dark === grid[y]![x + 1] && dark === grid[y + 1]![x] && dark === grid[y + 1]![x + 1]) penalty += 3
    }
  }
  const dark = grid.flat().filter(Boolean).length
  return penalty + 10 * Math.max(0, Math.ceil(Math.abs(dark * 20 - size * size * 10) / (size * size)) - 1)
}
