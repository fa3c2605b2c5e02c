import assert from "node:assert/strict"
import { test } from "node:test"
import { dayName, duration, isJumbo, itemsOf, when } from "../src/ui/rows.ts"
import { around, endSpan, grownDown, grownUp, inView, MOST } from "../src/ui/span.ts"
import type { Message } from "../src/view/types.ts"

const NOON = new Date(2026, 10, 25, 12).getTime()
const MINUTE = 60_000
let count = 0

function row(nick: string, minutes: number, more: Partial<Message> = {}): Message {
  return {
    key: ++count, version: 1, time: NOON + minutes * MINUTE, id: `m${count}`, kind: "message", event: "", nick,
    displayName: "", account: "", text: "x", own: false, mention: false, state: "confirmed", reason: "", replyTo: "",
    reactions: [], redacted: null, onlyFor: "", bot: false, tags: new Map(), ...more,
  }
}

const brief = (messages: Message[], firstUnread: number | null = null, above?: Message): string =>
  itemsOf(messages, above, firstUnread)
    .map((item) => {
      if (item.type === "message") return (item.head ? "H" : "-") + item.message.nick
      return item.type === "events" ? `e${item.messages.length}` : item.type
    })
    .join(" ")

test("one author's messages within five minutes are a group", () => {
  assert.equal(brief([row("a", 0), row("a", 1), row("a", 5.9), row("a", 11), row("b", 11), row("a", 11)]), "day Ha -a -a Ha Hb Ha")
})

test("an action, another kind, an answer and a clock that goes back begin anew", () => {
  const rows = [row("a", 0), row("a", 0, { kind: "action" }), row("a", 0), row("a", 0, { replyTo: "m1" }), row("a", -1), row("a", -1, { kind: "notice" })]
  assert.equal(brief(rows), "day Ha Ha Ha Ha Ha Ha")
})

test("days are parted, and New messages parts a group", () => {
  const rows = [row("a", -1440), row("a", 0), row("a", 1), row("a", 2)]
  assert.equal(brief(rows, rows[2]!.key), "day Ha day Ha new Ha -a")
})

test("small events share a line until somebody speaks", () => {
  const join = (): Message => row("x", 0, { kind: "event", event: "join" })
  const rows = [join(), join(), row("a", 0), join(), row("x", 0, { kind: "event", event: "topic" }), join()]
  assert.equal(brief(rows), "day e2 Ha e1 e1 e1")
})

test("what stands above what is drawn counts", () => {
  const above = row("a", 0)
  assert.equal(brief([row("a", 1)], null, above), "-a")
})

test("keys of the items are unique", () => {
  const rows = Array.from({ length: 50 }, (_, place) => row("a", place * 200))
  const keys = itemsOf(rows, undefined, rows[7]!.key).map((item) => item.key)
  assert.equal(new Set(keys).size, keys.length)
})

test("days and times in words", () => {
  assert.equal(dayName(NOON, NOON), "Today")
  assert.equal(dayName(NOON - 1440 * MINUTE, NOON), "Yesterday")
  assert.match(dayName(NOON - 5 * 1440 * MINUTE, NOON), /20/)
  assert.match(dayName(NOON - 700 * 1440 * MINUTE, NOON), /2024/)
  assert.equal(when(NOON, NOON), "12:00")
  assert.equal(dayName(Infinity, NOON), "")
  assert.deepEqual([5, 90, 7000, 200_000].map(duration), ["5 s", "2 min", "2 h", "2 days"])
})

test("a few emoji alone are shown large, nothing else", () => {
  for (const text of ["🎉", "👍🏽 👍", "🇩🇪", "👩‍👩‍👧", "❤️"]) assert.equal(isJumbo(text), true, text)
  for (const text of ["", "1", "123", "ok 🎉", "🎉🎉🎉🎉", "#", "🎉".repeat(500)]) assert.equal(isJumbo(text), false, text)
})

test("about 300 rows are drawn, whichever way one goes", () => {
  let span = endSpan(5000)
  assert.deepEqual(span, { first: 4850, end: 5000 })
  for (let step = 0; step < 60; step++) {
    span = grownUp(span)
    assert.ok(span.end - span.first <= MOST && span.first >= 0 && span.end > span.first)
  }
  assert.equal(span.first, 0)
  for (let step = 0; step < 60; step++) {
    span = grownDown(span, 5000)
    assert.ok(span.end - span.first <= MOST && span.end <= 5000 && span.end > span.first)
  }
  assert.equal(span.end, 5000)
  assert.deepEqual(endSpan(3), { first: 0, end: 3 })
  assert.deepEqual(around(1, 3), { first: 0, end: 3 })
  const middle = around(2500, 5000)
  assert.ok(middle.first < 2500 && middle.end > 2500)
  assert.deepEqual(grownUp({ first: 0, end: 10 }), { first: 0, end: 10 })
})

test("a list of ten thousand lines draws those in view", () => {
  assert.deepEqual(inView(0, 440, 52, 10_000, 0), { first: 0, end: 9 })
  assert.deepEqual(inView(5200, 440, 52, 10_000, 2), { first: 98, end: 111 })
  assert.deepEqual(inView(1e9, 440, 52, 10), { first: 10, end: 10 })
  assert.deepEqual(inView(0, 440, 52, 0), { first: 0, end: 0 })
})
