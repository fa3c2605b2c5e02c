/** Numerics that are only told: WHOIS, LIST, MOTD, and everything else a server may say, as readable rows. */

import { type Line, param } from "../link/message.ts"
import { fill } from "./errors.ts"
import { type Heard, type World, at, textOf } from "./world.ts"

const WHOIS: Record<string, string> = {
  276: "{1} {text}",
  307: "{1} {text}",
  311: "{1} is {2}@{3}: {text}",
  312: "{1} is connected to {2} ({text})",
  313: "{1} {text}",
  314: "{1} was {2}@{3}: {text}",
  319: "{1} is in {text}",
  320: "{1} {text}",
  330: "{1} is logged in as {2}",
  335: "{1} is a bot",
  338: "{1} is really {2}",
  378: "{1} {text}",
  379: "{1} {text}",
  671: "{1} uses a secure connection",
}
const LISTS: Record<string, string> = {
  346: "Invitation of {2}",
  348: "Exception for {2}",
  367: "Ban of {2}",
  322: "{1}, {2} people: {text}",
  351: "The server runs {1}",
  391: "The server's time is {text}",
}
const MOTD = new Set(["372", "375", "376", "422"])
/** Ends of lists and registration's small talk. */
const SILENT = new Set(
  (
    "002 003 004 221 250 251 252 253 254 255 265 266 318 321 323 329 347 349 368 369 374 396 732 733 770 772 903"
  ).split(" "),
)

/** Any numeric without a handler of its own. */
export function show(world: World, heard: Heard): void {
  const { command } = heard.line
  if (SILENT.has(command) || heard.foreign) return
  if (MOTD.has(command)) world.event(world.server, "motd", "", textOf(heard))
  else if (command === "317" || command in WHOIS) {
    const text = whoisLine(heard.line)
    if (text !== "") world.event(world.place(heard), "whois", at(heard, 1), text)
  } else world.event(world.place(heard), "info", "", filled(LISTS[command] ?? "", heard.line))
}

/** One line of WHOIS as a sentence, "" for one that says nothing. */
export function whoisLine(heard: Line): string {
  if (heard.command === "317") {
    const seconds = param(heard, 2)
    return /^\d{1,11}$/.test(seconds) ? `${param(heard, 1)} has been silent for ${duration(Number(seconds))}` : ""
  }
  const template = WHOIS[heard.command]
  return template === undefined ? "" : filled(template, heard)
}

function filled(template: string, heard: Line): string {
  return template === "" ? heard.params.slice(1).join(" ") : fill(template, heard)
}

/** 93784 to "1 day 2 hours": the two largest units. */
export function duration(seconds: number): string {
  const words: string[] = []
  let rest = seconds
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const) {
    const many = Math.floor(rest / size)
    rest %= size
    if (many > 0 || (unit === "second" && words.length === 0)) words.push(`${many} ${unit}${many === 1 ? "" : "s"}`)
  }
  return words.slice(0, 2).join(" ")
}
