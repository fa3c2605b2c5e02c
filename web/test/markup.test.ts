import assert from "node:assert/strict"
import { test } from "node:test"
import { isSafe, plain, spans, visible, type Span } from "../src/ui/markup.ts"

const bob = (name: string): boolean => name.toLowerCase() === "bob"
const brief = (span: Span): string =>
  `${span.kind}${span.bold ? "+b" : ""}${span.italic ? "+i" : ""}${span.underline ? "+u" : ""}${span.strike ? "+s" : ""}:${span.text}`
const read = (text: string): string[] => spans(text, bob).map(brief)

test("formatting, links, mentions and channels become spans", () => {
  assert.deepEqual(read("hi **bold *it* x** `a*b*`"), ["text:hi ", "text+b:bold ", "text+b+i:it", "text+b: x", "text: ", "code:a*b*"])
  assert.deepEqual(read("Bob: @bob bobby"), ["mention:Bob", "text:: ", "mention:@bob", "text: bobby"])
  assert.deepEqual(read("see https://x.org/a_(b). or #dev!"), ["text:see ", "link:https://x.org/a_(b)", "text:. or ", "channel:#dev", "text:!"])
  assert.deepEqual(read("mailto:a@b.org,"), ["link:mailto:a@b.org", "text:,"])
})

test("what makes no sense stays as it was typed", () => {
  for (const text of ["snake_case_name", "2*3*4", "a ** b", "* list", "`", "``", "C:\\path", "<script>alert(1)</script>", "javascript:alert(1)"]) {
    assert.deepEqual(read(text), [`text:${text}`])
  }
})

test("a block keeps its lines and loses the name of its language", () => {
  assert.deepEqual(read("so:\n```py\nx = 1\n\ny = **2**\n```\nok"), ["text:so:\n", "block:x = 1\n\ny = **2**", "text:\nok"])
})

test("IRC's codes are shown, colours dropped", () => {
  assert.deepEqual(read("\x02b\x1d bi\x0f p \x1fu\x1f \x1es\x1e \x0304,12red\x03"), [
    "text+b:b", "text+b+i: bi", "text: p ", "text+u:u", "text: ", "text+s:s", "text: red",
  ])
  assert.equal(plain("\x02\x0304,05red\x03 \x04ff0000hex"), "red hex")
})

test("what nobody would see, or what turns the text around, is shown by its number", () => {
  assert.deepEqual(read("pay\u202e001\u202c now"), ["text:pay", "odd:U+202E", "text:001", "odd:U+202C", "text: now"])
  assert.deepEqual(read("a\u200b\u200bb\x07"), ["text:a", "odd:U+200B U+200B", "text:b", "odd:U+0007"])
  assert.deepEqual(read("\u2066".repeat(50)), ["odd:U+2066 and 49 more"])
  assert.deepEqual(read("https://good.org/\u202egpj.exe")[0], "link:https://good.org/")
  assert.equal(visible("ev\u202eil\x02\u200b"), "ev‹U+202E›il‹U+0002›‹U+200B›")
})

test("emoji of several characters, and scripts that need joiners, stay whole", () => {
  for (const text of ["👩‍👩‍👧 🇩🇪 👍🏽 ❤️", "می‌خواهم", "क्‍ष"]) assert.deepEqual(read(text), [`text:${text}`])
})

test("only links that run nothing may be followed", () => {
  for (const url of ["http://a", "https://a.org/?q=1", "mailto:a@b"]) assert.equal(isSafe(url), true, url)
  for (const url of ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc", "https://", "//a", ""]) {
    assert.equal(isSafe(url), false, url)
  }
})

test("no text, however hostile, keeps the page waiting", () => {
  const parts = ["*", "`", "_a", "**a ", "*a ", "```a", "https://)", "#", "\u202e", "@", "a@", "[", "````a", "\x03", "mailto:", "x"]
  for (const part of parts) {
    const text = part.repeat(Math.ceil(100_000 / part.length))
    const begin = process.cpuUsage()
    spans(text)
    const used = process.cpuUsage(begin)
    assert.ok(used.user + used.system < 4_000_000, `${JSON.stringify(part)} took ${used.user} µs`)
  }
})

test("the text of all spans is what was there, but for codes, marks and odd characters", () => {
  // A small generator of its own: the same texts each time.
  let seed = 12345
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const pieces = ["a", " ", "*", "**", "_", "`", "```", "\n", "#x", "@bob", "https://a.b/c", ").", "\x02", "\x0f", "é", "👍", "<b>"]
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join("")
    const letters = (all: string): string => all.replace(/[*_`\n\x02\x0f\s]/g, "")
    assert.equal(letters(spans(text, bob).map((span) => span.text).join("")), letters(text), JSON.stringify(text))
  }
})
