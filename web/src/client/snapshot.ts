/** What a view knows as the lines that a server would say to somebody who comes in: how a new tab catches up. */

import type { Event } from "../link/events.ts"
import { type Line, line } from "../link/message.ts"
import { showTime } from "../view/clock.ts"
import type { View } from "../view/view.ts"

export function snapshot(view: View, connection: number): Event[] {
  const { connection: is } = view
  const retryIn = is.retryAt === null ? null : Math.max(0, is.retryAt - Date.now())
  const status: Event = { type: "status", phase: is.phase, sentence: is.sentence, retryIn }
  if (!view.online) return [status]
  const events: Event[] = [{ type: "welcomed", caps: view.caps, connection, resumed: false, account: view.account }]
  const say = (command: string, params: readonly string[], source = "*") => {
    const said: Line = { ...line(command, params), source }
    events.push({ type: "line", line: said })
  }
  const me = view.nick
  say("001", [me, "Welcome"])
  const tokens = [...view.features.tokens].map(([name, value]) => (value === "" ? name : `${name}=${value.replace(/[\\ ]/g, escaped)}`))
  // No line has to fit into anything here.
  say("005", [me, ...tokens, "are supported by this server"])
  for (const buffer of view.buffers) {
    if (buffer.kind !== "channel" || !buffer.joined) continue
    say("JOIN", [buffer.name, view.account || "*", me], `${me}!me@here`)
    if (buffer.topic !== "") say("332", [me, buffer.name, buffer.topic])
    if (buffer.topicBy !== "") say("333", [me, buffer.name, buffer.topicBy, String(Math.floor(buffer.topicTime / 1000))])
    if (buffer.readTime > 1) say("MARKREAD", [buffer.name, `timestamp=${showTime(buffer.readTime)}`])
    if (buffer.modes !== "") say("324", [me, buffer.name, `+${buffer.modes}`])
    const members = [...buffer.roster.map.values()]
    say("353", [me, "=", buffer.name, members.map((each) => each.prefix + each.nick).join(" ")])
    say("366", [me, buffer.name, "End of /NAMES list"])
    for (const { person } of members) {
      const source = `${person.nick}!${person.username || "u"}@${person.host || "h"}`
      if (person.away !== null) say("AWAY", [person.away || "away"], source)
      if (person.account !== "") say("ACCOUNT", [person.account], source)
      if (person.displayName !== "") say("METADATA", [person.nick, "display-name", "*", person.displayName])
      if (person.status !== "") say("METADATA", [person.nick, "status", "*", person.status])
    }
  }
  events.push(status)
  if (is.phase === "online") events.push({ type: "ready" })
  return events
}

function escaped(character: string): string {
  return character === " " ? "\\x20" : "\\x5C"
}
