/** What nobody should type, say or send, and what the answer is: a sentence, and nothing lost. */

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { LONGEST } from "../src/link/core.ts"
import { nickProblem } from "../src/link/settings.ts"
import { complete } from "../src/ui/complete.ts"
import { isSafe, spans, visible } from "../src/ui/markup.ts"
import { UserError } from "../src/view/types.ts"
import { HUBBUB, Stage } from "./stage.ts"

declare const __ROOT__: string
const HUGE = "x".repeat(100_000)

/** What is refused with a sentence, and the sentence. */
function refused(step: () => void): string {
  try {
    step()
  } catch (error) {
    assert.ok(error instanceof UserError, String(error))
    return error.message
  }
  throw new Error("it was not refused")
}

test("requests that no server would read are refused, and not sent", () => {
  const stage = Stage.inLobby()
  for (const command of [`/topic ${HUGE}`, `/kick bob ${HUGE}`, `/raw PRIVMSG #lobby :${HUGE}`, `/away ${HUGE}`, `/mode +k ${HUGE}`, `/join #${HUGE}`]) {
    assert.match(refused(() => stage.enter(command)), /^That is too long for this server, by \d+,\d+ bytes$/, command.slice(0, 20))
  }
  assert.match(refused(() => stage.enter(`/me ${HUGE}`)), /^That is too long: 100,000 characters, and 50,000 are possible$/)
  assert.match(refused(() => stage.enter("/kick :bob why")), /^That cannot be sent: only the last parameter/)
  assert.match(refused(() => stage.enter("/raw PRIVMSG #lobby :a\nb")), /^That cannot be sent: an IRC line holds no CR, LF or NUL$/)
  assert.deepEqual(stage.said(), [])
  // Nothing of it stands between the person and what they say next.
  stage.enter("hello")
  assert.match(stage.said().join(), /PRIVMSG #lobby hello$/)
})

test("a server that reads longer lines is sent them", () => {
  const stage = Stage.inLobby(["bob"], HUBBUB, "CASEMAPPING=ascii PREFIX=(ov)@+ LINELEN=2048")
  stage.enter(`/topic ${"y".repeat(1_500)}`)
  assert.equal(stage.said().length, 1)
  assert.match(refused(() => stage.enter(`/topic ${"y".repeat(2_100)}`)), /too long/)
})

test("49,999 characters are said in as many messages as the server's limits make of them, and nothing of them is lost", () => {
  const text = Array.from({ length: 600 }, (_, line) => `line ${line} ${"word ".repeat(14)}`).join("\n").slice(0, 49_999)
  const multiline = `${HUBBUB} draft/multiline=max-bytes=4096,max-lines=32`
  for (const caps of [HUBBUB, multiline]) {
    const stage = Stage.inLobby(["bob"], caps)
    stage.enter(text)
    const lines = stage.said().map((line) => /PRIVMSG #lobby :?(.*)$/.exec(line)?.[1]).filter((said) => said !== undefined)
    assert.equal(lines.join(" ").replace(/\s+/g, " ").trim(), text.replace(/\s+/g, " ").trim())
    const sizes = stage.lobby.messages.filter((row) => row.own).map((row) => new TextEncoder().encode(row.text).length)
    assert.ok(sizes.every((size) => size <= (caps === multiline ? 4_096 : 512)))
    if (caps === multiline) assert.ok(sizes.length <= 30, `${sizes.length} messages`)
  }
})

test("a line that is too long to be read is shown as far as it is, and the server's page says so", () => {
  const stage = Stage.inLobby()
  stage.hear(`@msgid=m1 :bob!b@h PRIVMSG #lobby :${HUGE}`, "@msgid=m2 :bob!b@h PRIVMSG #lobby :and on")
  const [cut, next] = stage.lobby.messages
  assert.equal(cut?.text.length, LONGEST - "@msgid=m1 :bob!b@h PRIVMSG #lobby :".length)
  assert.equal(next?.text, "and on")
  assert.match(stage.view.server.messages.at(-1)?.text ?? "", /^The server sent a line of 100,035 characters; its end is not shown$/)
})

test("a name that is no name has a sentence, however long it is", () => {
  for (const wrong of ["", "two words", "a,b", HUGE, "x".repeat(101)]) assert.match(nickProblem(wrong), /./, wrong.slice(0, 20))
  for (const fine of ["ada", "Zoë", "x".repeat(100)]) assert.equal(nickProblem(fine), "")
})

const ATTACKS = ['<img src=x onerror="alert(1)">', "<script>alert(1)</script>", "</textarea><svg onload=alert(1)>", "javascript:alert(1)", "&lt;b&gt;"]

test("HTML in names, topics and messages is text: nothing of it is a link or another kind of span", () => {
  for (const attack of ATTACKS) {
    assert.equal(visible(attack), attack)
    const parts = spans(attack)
    assert.equal(parts.map((part) => part.text).join(""), attack)
    assert.ok(parts.every((part) => part.kind === "text" && part.url === ""), attack)
    assert.ok(!isSafe(attack) || attack.startsWith("http"), attack)
  }
  const stage = Stage.inLobby()
  for (const name of ["<b>bob</b>", "<img/src=x>"]) {
    stage.hear(`:${name}!b@h JOIN #lobby`, `:${name}!b@h TOPIC #lobby :${ATTACKS[0]}`, `:${name}!b@h PRIVMSG #lobby :${ATTACKS[1]}`)
    assert.equal(stage.lobby.roster.member(name)?.nick, name)
  }
  assert.equal(stage.lobby.topic, ATTACKS[0])
})

test("no part of the page writes HTML or runs text", () => {
  const folder = join(__ROOT__, "web", "src")
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path))
  assert.ok(sources.length > 80)
  for (const path of sources) {
    const text = readFileSync(join(folder, path), "utf8")
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function|srcdoc/, path)
  }
})

test("a composer that holds 100 kB without a space completes nothing, at once", () => {
  let asked = 0
  const people = () => {
    asked += 1
    return []
  }
  const known = { people, channels: [], commands: [], fold: (name: string) => name, isChannel: () => false }
  assert.deepEqual(complete(HUGE, HUGE.length, known).candidates, [])
  assert.deepEqual(complete(`${HUGE} @b`, HUGE.length + 3, known).candidates, [])
  assert.equal(asked, 1)
})
