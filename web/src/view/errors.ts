/**
 * Error numerics as sentences for people.  `{1}` is the first parameter after our nick, `{text}` the server's own words.
 * Source of the numbers: https://modern.ircdocs.horse/#numerics.  Where ours would say no more than the server does, its words are shown.
 */

import { type Line, param, trailing } from "../link/message.ts"

/** 464: the server as a whole has a password. */
export const WRONG_PASSWORD = "The server does not accept this password"

const SENTENCES: Record<string, string> = {
  401: "Nobody here is called {1}",
  402: "There is no server called {1}",
  403: "There is no channel {1}",
  404: "You cannot speak in {1}: {text}",
  405: "You are in too many channels to join {1}",
  417: "That line is too long for this server",
  421: "This server does not know the command {1}",
  431: "No name was given",
  432: "{1} cannot be a name here: {text}",
  433: "The name {1} is in use",
  436: "The name {1} is in use",
  441: "{1} is not in {2}",
  442: "You are not in {1}",
  443: "{1} is in {2} already",
  461: "The command {1} needs more words",
  464: WRONG_PASSWORD,
  465: "This server has banned you: {text}",
  471: "{1} is full",
  473: "{1} is by invitation only",
  474: "You are banned from {1}",
  475: "{1} needs a key: /join {1} KEY",
  476: "{1} is not a possible channel name",
  477: "{1} is only for people with an account: {text}",
  480: "You cannot join {1}: {text}",
  481: "That is for server operators only",
  482: "That is for operators of {1} only",
}
const JOIN_REFUSALS = new Set(["403", "405", "437", "471", "473", "474", "475", "476", "477", "479", "480", "489"])

/** Whether a command is an error numeric.  422, no message of the day, is none that anybody has to see. */
export function isError(command: string): boolean {
  return (/^[45]\d\d$/.test(command) && command !== "422") || ["723", "902", "904"].includes(command)
}

/** Whether a JOIN can be answered with this numeric. */
export function refusesJoin(command: string): boolean {
  return JOIN_REFUSALS.has(command)
}

/** What an error line says, in words. */
export function sentence(heard: Line): string {
  const text = heard.params.length > 1 ? trailing(heard) : ""
  const template = SENTENCES[heard.command] ?? ""
  const named = heard.params.slice(1, -1)
  if (template === "" || (template.includes("{1}") && named.length < 1) || (template.includes("{2}") && named.length < 2)) {
    return [named.join(" "), text].filter(Boolean).join(": ") || `Error ${heard.command}`
  }
  return fill(template, heard)
}

/** `{1}` to the first parameter after the nick, and so on, `{text}` to the last one. */
export function fill(template: string, heard: Line): string {
  return template.replace(/\{(\d|text)\}/g, (_, word: string) =>
    word === "text" ? trailing(heard) : param(heard, Number(word)),
  )
}
