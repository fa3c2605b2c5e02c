/** What a composer's text is: a message, or a command. */

/** The message that `given` says, null where it is a command: two slashes say one, the rest is said as it is. */
export function message(given: string): string | null {
  const text = given.trimEnd()
  if (text.startsWith("//")) return text.slice(1)
  const isCommand = text.startsWith("/") && !text.startsWith("/ ") && !(text.split(" ", 1)[0] as string).includes("\n")
  return isCommand ? null : text
}
