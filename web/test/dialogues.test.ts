/** The dialogues of tests/clients/view_dialogues, played by the browser's client. Their README has the language. */

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import type { Conversation } from "../src/view/buffer.ts"
import * as history from "../src/view/history.ts"
import type { Row } from "../src/view/values.ts"
import { HUBBUB, ISUPPORT, Stage } from "./stage.ts"

declare const __ROOT__: string
const FOLDER = join(__ROOT__, "tests/clients/view_dialogues")

class Player {
  private readonly stage = new Stage()
  private readonly kept = new Map<string, string>([["ctcp", "\x01"]])
  private started = false
  private caps = HUBBUB
  private isupport = ISUPPORT

  private connect(): void {
    if (!this.started) this.stage.link.start(this.stage.now)
    this.started = true
    this.stage.settle()
    this.stage.link.opened(this.stage.now)
    this.stage.settle()
    this.stage.negotiate(this.caps)
  }

  play(text: string): void {
    const lines = text.split("\n")
    for (let place = 0; place < lines.length; place += 1) {
      const line = lines[place] as string
      if (line.trim() === "" || line.startsWith("#")) continue
      const inner: string[] = []
      while (lines[place + 1]?.startsWith("    ") === true) {
        place += 1
        inner.push((lines[place] as string).slice(4))
      }
      try {
        this.step(line, inner)
      } catch (error) {
        ;(error as Error).message = `line ${place + 1}: ${line}\n${(error as Error).message}`
        throw error
      }
    }
  }

  private step(line: string, inner: readonly string[]): void {
    const { stage } = this
    const { view } = stage
    const space = line.indexOf(" ")
    const verb = space < 0 ? line : line.slice(0, space)
    const rest = space < 0 ? "" : line.slice(space + 1)
    const colon = rest.indexOf(":")
    const name = colon < 0 ? rest : rest.slice(0, colon)
    const words = colon < 0 ? "" : rest.slice(colon + 1).trim()
    const act = (step: (buffer: Conversation) => void) => stage.do(() => step(stage.buffer(name)))
    switch (verb) {
      case "|": {
        const [, key, value] = /^(\w+) = ?(.*)$/.exec(rest) ?? []
        if (key === "caps") this.caps = value as string
        else if (key === "isupport") this.isupport = value as string
        else assert.match(rest, /^web only: /)
        break
      }
      case "connects":
        this.connect()
        stage.welcome(this.isupport)
        break
      case "resumes":
        this.connect()
        stage.hear(":hub RESUME SUCCESS alice")
        stage.welcome(this.isupport)
        break
      case "enters": {
        const [channel, names] = rest.split(" with ")
        stage.enterChannel((names ?? "").split(" "), channel)
        break
      }
      case "<":
        stage.hear(this.filled(rest))
        break
      case "page":
        stage.page(rest, inner.map((each) => this.filled(each)))
        break
      case ">":
        this.expect(rest)
        break
      case "type":
        stage.enter(words.replaceAll("\\n", "\n"), view.buffer(name.replace(/^in /, "")))
        break
      case "older":
        act((buffer) => history.loadOlder(view, buffer))
        break
      case "newer":
        act((buffer) => history.loadNewer(view, buffer))
        break
      case "around":
        act((buffer) => history.loadAround(view, buffer, words, () => {}))
        break
      case "looks":
        stage.do(() => view.lookAt(rest === "at nothing" ? null : stage.buffer(rest.slice(3))))
        break
      case "retries":
        act((buffer) => stage.chat.sending.retry(buffer, stage.row(buffer, words)))
        break
      case "redacts":
        act((buffer) => stage.chat.redact(buffer, stage.row(buffer, words), ""))
        break
      case "reacts":
      case "replies": {
        const [about, how] = words.split(" with ") as [string, string]
        act((buffer) => {
          const row = stage.row(buffer, about)
          if (verb === "reacts") stage.chat.react(buffer, row, how, true)
          else stage.chat.say(buffer, how, "message", row.id)
        })
        break
      }
      case "waits":
        stage.wait(Number(rest))
        break
      case "loses":
        stage.lose()
        break
      case "shows":
        assert.equal(stage.buffer(name).messages.map(shown).join(" | "), words)
        break
      case "counts": {
        const { unread, mentions } = stage.buffer(name)
        assert.equal(`${unread} unread, ${mentions} mention${mentions === 1 ? "" : "s"}`, words)
        break
      }
      case "members":
        assert.equal(stage.buffer(name).roster.members().map((each) => each.prefix.slice(0, 1) + each.nick).join(" "), words)
        break
      case "typing":
        assert.equal(stage.buffer(name).typing.join(" "), words)
        break
      case "topic":
        assert.equal(stage.buffer(name).topic, words)
        break
      case "alerts:":
        assert.equal(stage.alerts.splice(0).map((alert) => alert.message.text).join(" | "), rest)
        break
      case "told:":
        assert.equal(stage.notices.splice(0).map((notice) => notice.sentence).join(" | "), rest)
        break
      case "nick:":
        assert.equal(view.nick, rest)
        break
      default:
        assert.fail("not a step")
    }
  }

  private expect(wanted: string): void {
    const { sent } = this.stage
    if (wanted === "...") {
      // What was asked before counts as seen; what comes from now on does not.
      sent.length = 0
      return
    }
    if (wanted === "nothing") {
      assert.deepEqual(sent, [])
      return
    }
    const got = sent.shift()
    assert.ok(got !== undefined, "the client sent nothing")
    const names: string[] = []
    const pattern = wanted.replace(/\{(\w+)\}|[\\^$.*+?()[\]{}|]/g, (whole, name: string | undefined) => {
      if (whole === "*") return ".*"
      if (name === undefined) return `\\${whole}`
      const known = this.kept.get(name)
      if (known !== undefined) return known.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
      names.push(name)
      return "([^ ;]+)"
    })
    const match = new RegExp(`^${pattern}$`, "u").exec(got)
    assert.ok(match !== null, `the client sent ${got}`)
    names.forEach((name, place) => this.kept.set(name, match[place + 1] as string))
  }

  private filled(line: string): string {
    return line.replace(/\{(\w+)\}/g, (_, name: string) => this.kept.get(name) ?? assert.fail(`no {${name}} yet`))
  }
}

function shown(row: Row): string {
  let text = row.text.replaceAll("\n", "⏎")
  if (row.redacted !== null) text = `(taken back by ${row.redacted.by}${row.redacted.reason === "" ? "" : `: ${row.redacted.reason}`})`
  if (row.kind === "event") text = `-- ${text}`
  else if (row.kind === "action") text = `* ${row.nick} ${text}`
  else text = `${row.nick}: ${text}`
  const reactions = row.reactions.map((each) => `${each.text} ${each.nicks.join(" ")}`).join(", ")
  const state = row.state === "confirmed" ? "" : ` (${row.state})`
  return `${text}${reactions === "" ? "" : ` [${reactions}]`}${row.replyTo === "" ? "" : ` (to ${row.replyTo})`}${state}`
}

for (const file of readdirSync(FOLDER).filter((each) => each.endsWith(".txt")).sort()) {
  test(file.replace(".txt", "").replaceAll("_", " "), () => new Player().play(readFileSync(join(FOLDER, file), "utf8")))
}
