/** Masks of people, as lists of a channel hold them. */

/** A nick to the mask that keeps everybody of this nick out; masks and extended bans stay as they are. */
export function hostmask(nick: string): string {
  return /[!@*:~]/.test(nick) ? nick : `${nick}!*@*`
}
