import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { contrast, nickColours, oklch } from "../src/ui/colours.ts"
import { qrCode, qrPath } from "../src/ui/qr.ts"

test("a nick has the colours that the other clients give it", () => {
  // What hubbub/clients/colours.py answers.
  assert.deepEqual(nickColours("ada"), ["#088148", "#4cc67f"])
  assert.deepEqual(nickColours("ADA"), ["#088148", "#4cc67f"])
  assert.deepEqual(nickColours("Zoë"), ["#b24136", "#fb8273"])
  assert.deepEqual(nickColours("日本"), ["#b1451d", "#f98660"])
  assert.deepEqual(nickColours("x".repeat(200)), ["#796d03", "#bead18"])
})

test("every colour keeps 4.5:1 on the grounds it is for", () => {
  for (let hue = 0; hue < 360; hue += 1.5) {
    for (const ground of ["#ffffff", "#f8f9fb"]) assert.ok(contrast(oklch(0.53, 0.15, hue), ground) >= 4.5, `${hue} ${ground}`)
    for (const ground of ["#1c1e24", "#22252c"]) assert.ok(contrast(oklch(0.74, 0.15, hue), ground) >= 4.5, `${hue} ${ground}`)
    assert.ok(contrast(oklch(0.53, 0.15, hue), "#ffffff") >= 4.5)
  }
})

/** Digests of the modules as another encoder (python3-qrcode) draws them, byte mode, level M. */
const CODES: readonly (readonly [string, number, string])[] = [
  ["hi", 21, "81240590f3a630b0"],
  ["http://192.168.1.20:7500/#lobby", 29, "4fc85f1778cd9a5c"],
  ["x".repeat(60), 33, "c45dfc4eb9dcfa4d"],
  ["ü".repeat(40), 37, "a4c1d64e8d8df56a"],
  ["https://chat.example.org/" + "a".repeat(140), 53, "f480ffb6ba364396"],
  ["y".repeat(213), 57, "3bb4dc258df63cd7"],
]

test("QR codes are those of other encoders", () => {
  for (const [text, size, digest] of CODES) {
    const grid = qrCode(text)!
    assert.equal(grid.length, size)
    const drawn = grid.map((row) => row.map(Number).join("")).join("\n")
    assert.equal(createHash("sha256").update(drawn).digest("hex").slice(0, 16), digest, text.slice(0, 30))
  }
})

test("a text too long for a QR code has none; the path has a quiet zone", () => {
  assert.equal(qrCode("y".repeat(214)), null)
  const { size, path } = qrPath(qrCode("hi")!)
  assert.equal(size, 21 + 8)
  assert.ok(path.startsWith("M4 4h1v1h-1z"))
})
