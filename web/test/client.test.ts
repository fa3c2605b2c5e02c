/** What is between a person and the view: splitting, commands, questions, counting, and telling whoever watches. */

import assert from "node:assert/strict"
import { test } from "node:test"
import * as asking from "../src/client/asking.ts"
import { snapshot } from "../src/client/snapshot.ts"
import { bytes, concatParts, split, splitMultiline } from "../src/client/splitting.ts"
import { mentions } from "../src/view/mentions.ts"
import { UserError } from "../src/view/types.ts"
import { HUBBUB, Stage } from "./stage.ts"

test("a long text is cut at spaces, and never inside a character", () => {
  const text = `${"word ".repeat(30)}${"👩‍👩‍👧‍👧".repeat(12)}${"🇩🇪".repeat(12)}${"é".repeat(60)}`
  const pieces = split(text, 60)
  for (const piece of pieces) assert.ok(bytes(piece) <= 60, piece)
  assert.equal(pieces.join("").replaceAll(" ", ""), text.replaceAll(" ", ""))
  for (const piece of pieces) assert.ok(!/^[\u200d\ufe0f]|\u200d$/.test(piece), piece)
  assert.ok(pieces.every((piece) => !piece.includes("\ufffd")))
  assert.deepEqual(split("a\r\n\n \nb", 100), ["a", "b"])
  assert.deepEqual(split("before\n```py\nx = `1`\n```", 100), ["before", "``x = `1` ``"])
})

test("a message of 100 kB is refused with what is possible", () => {
  const stage = Stage.inLobby()
  assert.throws(() => stage.enter("x".repeat(100_000)), (error: Error) => {
    assert.ok(error instanceof UserError)
    assert.equal(error.message, "That is too long: 100,000 characters, and 50,000 are possible")
    return true
  })
  assert.deepEqual(stage.said(), [])
})

test("several lines in few messages, and a long line in parts that are the same again", () => {
  assert.deepEqual(splitMultiline("a\nb\nc", 100, 2, 100), ["a\nb", "c"])
  assert.deepEqual(splitMultiline("\n\n", 100, 9, 100), [])
  const line = "some words of which there are too many for one line of the protocol ".repeat(5)
  const parts = concatParts(line, 80)
  assert.equal(parts.join(""), line)
  assert.ok(parts.every((part) => bytes(part) <= 80))
  for (const piece of splitMultiline("y".repeat(9_000), 4_096, 24, 350)) assert.ok(bytes(piece) <= 4_096)
})

test("mentions are words of their own", () => {
  const fold = (text: string) => text.toLowerCase()
  for (const text of ["ann: hi", "hi ANN!", "(ann)", "\x02ann\x0f,", "\x0304ann", "hiéann".replace("hié", "hi ")]) {
    assert.ok(mentions(text, "Ann", fold), text)
  }
  for (const text of ["anna", "joann", "ann_", "ann-2", "éann", "annё", ""]) assert.ok(!mentions(text, "Ann", fold), text)
  assert.ok(!mentions("anything", "", fold))
})

test("a command that is none, and one that has too few words", () => {
  const stage = Stage.inLobby()
  assert.throws(() => stage.enter("/jion #a"), /There is no command \/jion/)
  assert.throws(() => stage.enter("/joi"), /Did you mean \/join\?/)
  assert.throws(() => stage.enter("/kick"), /\/kick NAME \[TEXT\]/)
  assert.throws(() => stage.enter("/toString"), /no command/)
  stage.enter("//shrug")
  assert.match(stage.said().join(), /PRIVMSG #lobby \/shrug/)
  stage.enter("/ is no command")
  assert.match(stage.said().join(), /PRIVMSG #lobby :\/ is no command/)
  stage.enter("/ban bob *!*@evil")
  assert.deepEqual(stage.said().map((line) => line.replace(/^@\S+ /, "")), [
    "MODE #lobby +b bob!*@*",
    "MODE #lobby +b *!*@evil",
  ])
})

test("whois is a profile", async () => {
  const stage = Stage.inLobby()
  const answer = stage.do(() => asking.whois(stage.view, "bob"))
  const [line] = stage.said()
  const label = /^@label=(\S+) WHOIS bob$/.exec(line ?? "")?.[1]
  assert.ok(label !== undefined)
  stage.hear(
    `@label=${label} :hub BATCH +w labeled-response`,
    "@batch=w :hub 311 alice bob b host * :Bob B.",
    "@batch=w :hub 319 alice bob :@#a #b",
    "@batch=w :hub 330 alice bob robert :is logged in as",
    "@batch=w :hub 301 alice bob :at lunch",
    "@batch=w :hub 317 alice bob 70 1700000000 :seconds idle, signon time",
    "@batch=w :hub 318 alice bob :End of WHOIS",
    ":hub BATCH -w",
  )
  const profile = await answer
  assert.deepEqual(
    [profile.found, profile.realname, profile.account, profile.away, profile.channels, profile.idleSeconds, profile.signedOn],
    [true, "Bob B.", "robert", "at lunch", ["@#a", "#b"], 70, 1_700_000_000_000],
  )
  assert.ok(profile.lines.includes("bob has been silent for 1 minute 10 seconds"))
  assert.deepEqual(stage.lobby.messages, [])
})

test("whois of nobody, without labels, while something else is refused", async () => {
  const stage = Stage.inLobby(["bob"], "")
  const answer = stage.do(() => asking.whois(stage.view, "bob"))
  stage.hear(":hub 401 alice carol :No such nick", ":hub 401 alice bob :No such nick", ":hub 318 alice bob :End")
  assert.equal((await answer).found, false)
  assert.deepEqual(stage.notices.map((notice) => notice.sentence), ["Nobody here is called carol"])
})

test("a question that the connection does not survive", async () => {
  const stage = Stage.inLobby()
  const answer = stage.do(() => asking.whois(stage.view, "bob"))
  stage.lose()
  await assert.rejects(answer, /connection was lost/)
  const late = Stage.inLobby()
  const never = late.do(() => asking.entries(late.view, "#lobby", "b"))
  late.view.now = late.now
  const failed = assert.rejects(never, /did not answer/)
  late.chat.tick(Date.now() + 60_000)
  await failed
})

test("a list of 10,000 channels comes while it comes, and tells its watchers once a frame", () => {
  const stage = Stage.inLobby()
  const listing = stage.do(() => asking.list(stage.view, ""))
  assert.deepEqual(stage.said(), ["LIST"])
  let told = 0
  listing.watch(() => void (told += 1))
  for (let number = 0; number < 10_000; number += 1) {
    stage.link.receive(`:hub 322 alice #c${number} ${number % 97} :[+nt] about ${number}`, stage.now)
  }
  stage.settle()
  stage.frame()
  assert.equal(told, 1)
  assert.deepEqual([listing.channels.length, listing.done], [10_000, false])
  assert.deepEqual(listing.channels[0], { name: "#c96", members: 96, topic: "about 96", joined: false })
  stage.hear(":hub 323 alice :End of LIST")
  assert.equal(listing.done, true)
  stage.frame()
  assert.equal(told, 2)
})

test("a search", async () => {
  const stage = Stage.inLobby(["bob"], `${HUBBUB} soju.im/search`)
  const answer = stage.do(() => asking.search(stage.view, "cake; now", { buffer: stage.lobby, from: "bob" }))
  const [line] = stage.said()
  const match = /^@label=(\S+) SEARCH :?(.*)$/.exec(line ?? "")
  assert.equal(match?.[2], "limit=50;text=cake\\:\\snow;in=#lobby;from=bob")
  stage.hear(
    `@label=${match?.[1]} :hub BATCH +s soju.im/search`,
    "@batch=s;msgid=m1;time=2023-11-14T22:00:01.000Z :bob!b@h PRIVMSG #lobby :cake; now",
    "@batch=s;msgid=m2 :bob!b@h PRIVMSG alice :cake; now?",
    ":hub BATCH -s",
  )
  const found = await answer
  assert.deepEqual(found.messages.map((message) => message.id), ["m1", "m2"])
  assert.deepEqual(found.buffers.map((buffer) => buffer?.name ?? null), ["#lobby", null])
  assert.equal(stage.lobby.messages.length, 0)
  // What is said meanwhile is no result.
  const refused = stage.do(() => asking.search(stage.view, "x", {}))
  const label = /^@label=(\S+)/.exec(stage.said()[0] ?? "")?.[1]
  stage.hear(":bob!b@h PRIVMSG #lobby :x", `@label=${label} :hub FAIL SEARCH INVALID_PARAMS :Too short`)
  await assert.rejects(refused, /Too short/)
  assert.equal(stage.lobby.messages.length, 1)
})

test("a single message that is far away", async () => {
  const stage = Stage.inLobby()
  const answer = stage.do(() => asking.fetchOne(stage.view, stage.lobby, "m1"))
  const label = /^@label=(\S+) CHATHISTORY AROUND #lobby msgid=m1 1$/.exec(stage.said()[0] ?? "")?.[1]
  assert.ok(label !== undefined)
  stage.hear(
    `@label=${label} :hub BATCH +f chathistory #lobby`,
    "@batch=f;msgid=m1 :bob!b@h PRIVMSG #lobby :long ago",
    ":hub BATCH -f",
  )
  assert.equal((await answer)?.text, "long ago")
  assert.deepEqual(stage.lobby.messages, [])
  const gone = stage.do(() => asking.fetchOne(stage.view, stage.lobby, "m2"))
  const other = /^@label=(\S+)/.exec(stage.said()[0] ?? "")?.[1]
  stage.hear(`@label=${other} :hub FAIL CHATHISTORY INVALID_MSGREFTYPE AROUND #lobby :Unknown`)
  assert.equal(await gone, null)
})

test("an account is made while connected", async () => {
  const stage = Stage.inLobby(["bob"], `${HUBBUB} draft/account-registration=custom-account-name`)
  const answer = stage.do(() => asking.register(stage.view, "", "", "secret"))
  const label = /^@label=(\S+) REGISTER \* \* secret$/.exec(stage.said()[0] ?? "")?.[1]
  stage.hear(`@label=${label} :hub REGISTER SUCCESS alice :Account created`)
  assert.deepEqual([await answer, stage.view.account], [{ account: "alice", sentence: "" }, "alice"])
})

test("1,000 messages are told of once a frame, and only to who watches what changed", () => {
  const stage = Stage.inLobby()
  stage.chat.join("#other")
  const told = { lobby: 0, other: 0, roster: 0, sidebar: 0 }
  stage.frame()
  stage.lobby.watch(() => void (told.lobby += 1))
  stage.buffer("#other").watch(() => void (told.other += 1))
  stage.lobby.roster.watch(() => void (told.roster += 1))
  const end = stage.view.sidebar.watch(() => void (told.sidebar += 1))
  const say = (number: number) => stage.link.receive(`@msgid=m${number} :bob!b@h PRIVMSG #lobby :${number}`, stage.now)
  for (let number = 0; number < 1_000; number += 1) say(number)
  stage.settle()
  assert.deepEqual(told, { lobby: 0, other: 0, roster: 0, sidebar: 0 })
  stage.frame()
  assert.deepEqual(told, { lobby: 1, other: 0, roster: 0, sidebar: 1 })
  end()
  say(1_000)
  stage.settle()
  stage.frame()
  assert.deepEqual([told.lobby, told.sidebar], [2, 1])
  assert.equal(stage.lobby.messages.length, 1_001)
})

test("what is in memory stays within bounds, unless it is being read", () => {
  const stage = new Stage({}, ["#lobby"], 100)
  stage.start()
  stage.register()
  stage.enterChannel(["bob"])
  for (let number = 0; number < 500; number += 1) stage.hear(`@msgid=m${number} :bob!b@h PRIVMSG #lobby :${number}`)
  assert.ok(stage.lobby.messages.length <= 125)
  assert.equal(stage.lobby.messages[stage.lobby.messages.length - 1]?.text, "499")
  assert.ok(stage.lobby.older)
  stage.lobby.held = true
  for (let number = 500; number < 900; number += 1) stage.hear(`@msgid=m${number} :bob!b@h PRIVMSG #lobby :${number}`)
  assert.ok(stage.lobby.messages.length > 400)
})

test("the line before what is new stays while one reads, and goes when one leaves", () => {
  const stage = Stage.inLobby()
  stage.hear("@msgid=a :bob!b@h PRIVMSG #lobby :1", "@msgid=b :bob!b@h PRIVMSG #lobby :2")
  const first = stage.lobby.messages[0]?.key
  stage.view.lookAt(stage.lobby)
  assert.deepEqual([stage.lobby.unread, stage.lobby.firstUnread], [0, first])
  stage.hear("@msgid=c :bob!b@h PRIVMSG #lobby :3")
  assert.deepEqual([stage.lobby.unread, stage.lobby.firstUnread], [0, first])
  stage.view.lookAt(stage.lobby, false)
  stage.hear("@msgid=d :bob!b@h PRIVMSG #lobby :4")
  assert.deepEqual([stage.lobby.unread, stage.lobby.firstUnread], [1, stage.row(stage.lobby, "4").key])
  stage.view.lookAt(stage.lobby)
  stage.view.lookAt(null)
  assert.equal(stage.lobby.firstUnread, null)
})

test("a tab that follows knows what the leader knows, and neither takes the other's answers for its own", () => {
  const leader = Stage.inLobby(["bob", "@carol"], `${HUBBUB} draft/message-redaction`)
  leader.hear(
    ":carol!c@h TOPIC #lobby :a topic",
    ":hub MODE #lobby +m",
    ":bob!b@h AWAY :lunch",
    ":hub 900 alice alice!a@h alice :You are logged in",
    ":hub MARKREAD #lobby timestamp=2023-11-14T22:00:03.000Z",
  )
  leader.said()
  const follower = new Stage()
  follower.chat.following = true
  for (const event of snapshot(leader.view, 1)) follower.chat.apply(event, follower.now)
  const lobby = follower.lobby
  assert.deepEqual(lobby.roster.members().map((each) => each.prefix + each.nick), ["@carol", "alice", "bob"])
  assert.deepEqual([lobby.topic, lobby.modes, lobby.joined, follower.view.account], ["a topic", "m", true, "alice"])
  assert.equal(lobby.roster.member("bob")?.person.away, "lunch")
  assert.equal(lobby.readTime, Date.parse("2023-11-14T22:00:03.000Z"))
  assert.ok(follower.view.features.redaction)
  assert.ok(follower.chat.ready)
  // It joins nothing; it asks for the history of its own.
  const asked = follower.view.takeOutgoing().map((line) => line.command)
  assert.ok(!asked.includes("JOIN"))
  assert.ok(asked.includes("CHATHISTORY"))
  // Answers to the other tab's labels: what is said in a channel counts for both, refusals for one.
  leader.hear("@label=other-7;msgid=x :alice!a@h PRIVMSG #lobby :from the other tab")
  leader.hear("@label=other-8 :hub 404 alice #lobby :Cannot send", "@label=other-9 :hub FAIL REDACT X #lobby y :No")
  assert.deepEqual(leader.lobby.messages.filter((row) => row.kind !== "event").map((row) => row.text), ["from the other tab"])
  assert.deepEqual(leader.notices, [])
})
