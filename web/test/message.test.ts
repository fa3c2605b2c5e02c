import assert from "node:assert/strict"
import { test } from "node:test"
import { line, parse, show } from "../src/link/message.ts"

const PARTS = ["", " ", "  ", ":", "@", ";", "=", "\\", "\\s", "\\:", "a", "+draft/x", "#c", "é", "👋", "ı", "PRIVMSG", "\t", "\x01", "!"]

/** The same numbers each time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

test("parts of a line", () => {
  const heard = parse("@time=x;+a=b\\:\\s\\\\c\\;empty;d= :nick!u@h  privmsg #c   :hello there ")
  assert.deepEqual([...heard.tags], [["time", "x"], ["+a", "b; \\c"], ["empty", ""], ["d", ""]])
  assert.deepEqual([heard.source, heard.command, heard.params], ["nick!u@h", "PRIVMSG", ["#c", "hello there "]])
  assert.deepEqual(parse(":irc.example 001 a :").params, ["a", ""])
  assert.deepEqual(parse("PRIVMSG #c ::)").params, ["#c", ":)"])
  assert.equal(parse("").command, "")
  assert.equal(parse("@a=1").command, "")
  assert.equal(parse("ping x").command, "PING")
  // Another script's letter with an ASCII capital makes no command.
  assert.equal(parse("pıng x").command, "pıng")
})

test("whatever comes is read without an exception, and what can be written reads back", () => {
  const random = numbers(7)
  for (let round = 0; round < 20_000; round += 1) {
    let text = ""
    for (let many = Math.floor(random() * 12); many >= 0; many -= 1) text += PARTS[Math.floor(random() * PARTS.length)]
    const heard = parse(text)
    let again: string
    try {
      again = show(heard)
    } catch (error) {
      assert.ok(error instanceof RangeError)
      continue
    }
    const read = parse(again)
    assert.deepEqual(
      [read.command, read.params, read.source, [...read.tags]],
      [heard.command, heard.params, heard.source, [...heard.tags]],
      JSON.stringify(text),
    )
  }
})

test("what would be another line is not written", () => {
  for (const params of [["a\r\nQUIT"], ["a\n"], ["a\0"], ["", "b"], ["a b", "c"], [":a", "b"]]) {
    assert.throws(() => show(line("PRIVMSG", params)), RangeError)
  }
  assert.throws(() => show(line("PRIV MSG", [])), RangeError)
  assert.throws(() => show(line("PING", ["x"], { "a;b": "1" })), RangeError)
  assert.equal(show(line("PING", ["x"], { label: "a\r\n; \\" })), "@label=a\\r\\n\\:\\s\\\\ PING x")
})
