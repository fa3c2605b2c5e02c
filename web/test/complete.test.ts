import assert from "node:assert/strict"
import { test } from "node:test"
import { closedEmoji, complete, type Known } from "../src/ui/complete.ts"
import { EMOJI } from "../src/ui/emoji.ts"
import { ranked } from "../src/ui/ranked.ts"

const KNOWN: Known = {
  people: () => ["zoe", "Alice", "alan", "bob"].map((nick) => ({ nick, detail: "" })),
  channels: [{ name: "#dev", topic: "work" }, { name: "#design", topic: "" }],
  commands: [{ name: "join", usage: "#CHANNEL", help: "join" }, { name: "me", usage: "TEXT", help: "act" }],
  fold: (name) => name.toLowerCase(),
  isChannel: (name) => name.startsWith("#"),
}
const offered = (text: string, cursor = text.length): [boolean, string[]] => {
  const { asked, candidates } = complete(text, cursor, KNOWN, true)
  return [asked, candidates.map((candidate) => candidate.insert)]
}

test("names, in the order given, with a colon at the beginning of a line", () => {
  assert.deepEqual(offered("al"), [false, ["Alice: ", "alan: "]])
  assert.deepEqual(offered("hi AL"), [false, ["Alice ", "alan "]])
  assert.deepEqual(offered("hi @al"), [true, ["@Alice ", "@alan "]])
  assert.deepEqual(offered("hi @"), [true, ["@zoe ", "@Alice ", "@alan ", "@bob "]])
  assert.deepEqual(offered("nobody"), [false, []])
})

test("a plain word may be a name for Tab alone: ten thousand members are not asked about for every letter", () => {
  const people = () => assert.fail("nobody is asked about")
  assert.deepEqual(complete("hello al", 8, { ...KNOWN, people }).candidates, [])
  assert.deepEqual(complete("see #de", 7, { ...KNOWN, people }).candidates.length, 2)
})

test("channels, commands and emoji", () => {
  assert.deepEqual(offered("see #de"), [true, ["#dev ", "#design "]])
  assert.deepEqual(offered("/"), [true, ["/join ", "/me "]])
  assert.deepEqual(offered("/jo"), [true, ["/join "]])
  assert.deepEqual(offered("a /jo"), [false, []])
  assert.deepEqual(offered("//jo"), [false, []])
  assert.deepEqual(offered(":tada"), [true, ["🎉 "]])
})

test("smileys, whole words and half a sentence ask for nothing", () => {
  for (const text of [":)", ":D", ":", "/me", "@bob", "#dev", "hello there", "10:30"]) assert.equal(offered(text)[0], false, text)
})

test("the word that ends at the cursor counts, not the text behind it", () => {
  const { start, end, candidates } = complete("hi @bo and more", 6, KNOWN)
  assert.deepEqual([start, end, candidates[0]?.insert], [3, 6, "@bob "])
})

test("a very long word is not looked for", () => {
  assert.deepEqual(offered("@" + "a".repeat(100_000)), [false, []])
})

test("an emoji whose name was closed becomes what it names", () => {
  assert.deepEqual(closedEmoji("hi :tada:", 9), { start: 3, face: "🎉" })
  assert.equal(closedEmoji("at 10:30:", 9), null)
  assert.equal(closedEmoji("x :nothing_like_this:", 21), null)
})

test("every emoji has a name of its own", () => {
  assert.ok(EMOJI.size > 200)
  for (const [name, face] of EMOJI) assert.match(`${name} ${face}`, /^[\w+-]+ \P{ASCII}+$/u)
})

test("the switcher ranks beginnings before words before letters", () => {
  const choices = ["mad-dev", "#dev", "abdelve", "d-e-v", "other"].map((label) => ({ label: label.replace("#", "") }))
  assert.deepEqual(ranked("dev", choices).map(({ label }) => label), ["dev", "mad-dev", "abdelve", "d-e-v"])
  assert.deepEqual(ranked("#dev", choices)[0], { label: "dev" })
  assert.equal(ranked("", choices).length, 5)
})
