/** Reactions: which messages take them, and giving or taking one's own. */

import type { Buffer, Message } from "../view/types.ts"
import type { Shell } from "./shell.ts"

export function toggleReaction(shell: Shell, buffer: Buffer, message: Message, face: string): void {
  const mine = message.reactions.some((reaction) => reaction.text === face && reaction.mine)
  void shell.attempt(() => {
    if (mine) shell.client.unreact(buffer, message, face)
    else shell.client.react(buffer, message, face)
    if (!mine) {
      const faces = [face, ...shell.prefs.get("faces").filter((each) => each !== face)]
      shell.prefs.set("faces", faces.slice(0, 8))
    }
  })
}

/** Whether a message can be answered and reacted to. */
export const hasId = (message: Message): boolean => message.id !== "" && message.kind !== "event" && !message.redacted
