/** A channel's modes and lists in words, and what is sent when they are changed. */

import assert from "node:assert/strict"
import { test } from "node:test"
import * as asking from "../src/client/asking.ts"
import { hostmask } from "../src/client/masks.ts"
import { readable } from "../src/ui/masks.tsx"
import { changeOf, worded } from "../src/ui/modes.tsx"
import { HUBBUB, Stage } from "./stage.ts"

const MODES = "CHANMODES=Ibe,k,fl,CEMRUimnpstu EXTBAN=,am"
const stageOf = (caps = HUBBUB) => Stage.inLobby(["bob"], caps, `CASEMAPPING=ascii PREFIX=(ov)@+ ${MODES}`)
const label = (line: string | undefined) => /^@label=(\S+)/.exec(line ?? "")?.[1]

test("what the server announces is what is offered", () => {
  const { features } = stageOf().view
  assert.deepEqual([features.flags, features.values, features.lists, features.extendedBans], ["CEMRUimnpstu", "kfl", "Ibe", "am"])
  assert.ok(features.ours)
  const plain = Stage.inLobby(["bob"], "message-tags", "CHANMODES=b,k,l,imnst EXTBAN=~,q").view.features
  assert.deepEqual([plain.flags, plain.values, plain.lists, plain.extendedBans, plain.ours], ["imnst", "kl", "b", "", false])
})

test("modes have words where their letters are known, and their letters elsewhere", () => {
  const common = { i: "invited", m: "moderated" }
  const own = { u: "auditorium" }
  assert.deepEqual(worded("umi", common, own, true), [["i", "invited"], ["m", "moderated"], ["u", "auditorium"]])
  assert.deepEqual(worded("uz", common, own, false), [["u", "Mode u, as this server means it"], ["z", "Mode z, as this server means it"]])
})

test("a change is what differs, values in the order of their letters", () => {
  const { features } = stageOf().view
  const now = new Map([["n", ""], ["t", ""], ["l", "5"], ["k", "old"], ["f", "#a"]])
  assert.equal(changeOf(features, now, new Map(now)), null)
  assert.deepEqual(changeOf(features, now, new Map([["n", ""], ["m", ""], ["l", "9"], ["f", "#b"], ["k", "old"]])), ["+mlf-t", "9", "#b"])
  assert.deepEqual(changeOf(features, now, new Map([["n", ""], ["t", ""], ["k", "new"]])), ["+k-lf", "new"])
  assert.deepEqual(changeOf(features, now, new Map([["n", ""], ["t", ""], ["l", "5"], ["f", "#a"]])), ["-k", "old"])
})

test("the modes that are set are asked for, with their values", async () => {
  const stage = stageOf()
  const answer = stage.do(() => asking.modes(stage.view, stage.lobby))
  const [line] = stage.said()
  assert.match(line ?? "", /^@label=\S+ MODE #lobby$/)
  stage.hear(
    `@label=${label(line)} :hub BATCH +m labeled-response`,
    "@batch=m :hub 324 alice #lobby +fklnt #other secret 25",
    "@batch=m :hub 329 alice #lobby 1700000000",
    ":hub BATCH -m",
  )
  assert.deepEqual([...(await answer)], [["f", "#other"], ["k", "secret"], ["l", "25"], ["n", ""], ["t", ""]])
  assert.equal(stage.lobby.modes, "fklnt")
  // It was asked by a dialog: the conversation says nothing of it.
  assert.deepEqual([stage.lobby.messages, stage.notices], [[], []])
})

test("each list is read by its own numerics; refusals are sentences", async () => {
  const stage = stageOf()
  for (const [list, entry, end] of [["b", 367, 368], ["e", 348, 349], ["I", 346, 347]] as const) {
    const answer = stage.do(() => asking.entries(stage.view, "#lobby", list))
    const [line] = stage.said()
    stage.hear(
      `@label=${label(line)} :hub BATCH +l labeled-response`,
      `@batch=l :hub ${entry} alice #lobby m:troll!*@* bob!b@h 1700000000`,
      `@batch=l :hub ${end} alice #lobby :End`,
      ":hub BATCH -l",
    )
    assert.deepEqual(await answer, [{ mask: "m:troll!*@*", by: "bob", time: 1_700_000_000_000 }])
  }
  const answer = stage.do(() => asking.entries(stage.view, "#lobby", "e"))
  stage.hear(`@label=${label(stage.said()[0])} :hub 482 alice #lobby :You're not channel operator`)
  await assert.rejects(answer, /That is for operators of #lobby only/)
  await assert.rejects(asking.entries(stage.view, "#lobby", "z"), /\/mode #lobby \+z shows it/)
})

test("entries in words", () => {
  assert.deepEqual(readable("troll!*@*", "am"), ["troll!*@*", ""])
  assert.deepEqual(readable("m:troll!*@*", "am"), ["troll!*@*", "may not speak"])
  assert.deepEqual(readable("m:a:troll", "am"), ["troll", "may not speak, account"])
  assert.deepEqual(readable("m:troll!*@*", ""), ["m:troll!*@*", ""])
  assert.deepEqual(["bob", "*!*@evil", "a:bob", "~q:x"].map(hostmask), ["bob!*@*", "*!*@evil", "a:bob", "~q:x"])
})

test("what people say about themselves is set, shown and taken back", async () => {
  const stage = Stage.inLobby(["bob"], `${HUBBUB} draft/metadata-2`)
  stage.hear(":bob!b@h METADATA bob status * :in the workshop", ":bob!b@h METADATA bob avatar * :https://example.org/bob.png")
  assert.equal(stage.lobby.roster.member("bob")?.person.status, "in the workshop")
  const answer = stage.do(() => asking.describe(stage.view, "display-name", "Alice A."))
  const [line] = stage.said()
  assert.match(line ?? "", /METADATA \* SET display-name :Alice A\.$/)
  stage.hear(`@label=${label(line)} :hub 761 alice alice display-name * :Alice A.`)
  await answer
  assert.equal(stage.view.user("alice").displayName, "Alice A.")
  const refused = stage.do(() => asking.describe(stage.view, "status", "x".repeat(400)))
  stage.hear(`@label=${label(stage.said()[0])} :hub FAIL METADATA VALUE_INVALID :That is too long`)
  await assert.rejects(refused, /That is too long/)
  assert.equal(stage.view.user("alice").status, "")
})
