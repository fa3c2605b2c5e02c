/**
 * Own messages on their way: which the server has not confirmed, and how its confirmation is recognised.
 *
 * With labels, the label says it.  Without, an echo (echo-message) is matched by target and text in the order of
 * sending; and a PING sent after the messages is a barrier: when its PONG is back, whatever was before it was heard.
 */

import type { Conversation } from "./buffer.ts"
import type { Row } from "./values.ts"

/**
 * A message on its way.  `underWay`: it left on the connection there is now, with the `label`, or before the `barrier`.
 * A message that is `sent` but not under way left on an earlier connection: it may have arrived.
 */
export interface Parcel {
  readonly buffer: Conversation
  readonly row: Row
  underWay: boolean
  label: string
  barrier: string
}

export class Outbox {
  /** In the order of saying. */
  parcels: Parcel[] = []

  add(buffer: Conversation, row: Row, behind?: Parcel): Parcel {
    const parcel = { buffer, row, underWay: false, label: "", barrier: "" }
    const place = behind === undefined ? -1 : this.parcels.indexOf(behind)
    if (place < 0) this.parcels.push(parcel)
    else this.parcels.splice(place + 1, 0, parcel)
    return parcel
  }

  remove(parcel: Parcel): void {
    this.parcels = this.parcels.filter((each) => each !== parcel)
  }

  /** The conversation was closed. */
  forget(buffer: Conversation): void {
    this.parcels = this.parcels.filter((each) => each.buffer !== buffer)
  }

  /** The parcel that a response with this label is about. */
  labelled(label: string): Parcel | undefined {
    return label === "" ? undefined : this.parcels.find((each) => each.label === label)
  }

  /** The first unlabelled parcel that this echo can be of; servers may cut the end off or strip codes. */
  echoed(buffer: Conversation, row: Row): Parcel | undefined {
    return this.parcels.find(
      (each) =>
        each.buffer === buffer &&
        each.underWay &&
        each.label === "" &&
        each.row.kind === row.kind &&
        (each.row.text === row.text || (row.text !== "" && each.row.text.startsWith(row.text))),
    )
  }

  /** The parcel that an unlabelled error about `buffer` is about: the first that is under way there. */
  refused(buffer: Conversation): Parcel | undefined {
    return this.parcels.find((each) => each.buffer === buffer && each.underWay && each.label === "")
  }

  /** The parcels that were sent before this barrier, which has come back. */
  passed(barrier: string): Parcel[] {
    if (barrier === "") return []
    let last = -1
    this.parcels.forEach((each, place) => {
      if (each.barrier === barrier) last = place
    })
    return this.parcels.slice(0, last + 1).filter((each) => each.underWay && each.label === "")
  }

  /** The parcels that left on an earlier connection, and may have arrived. */
  uncertain(buffer: Conversation): Parcel[] {
    return this.parcels.filter((each) => each.buffer === buffer && each.row.sent && !each.underWay)
  }

  /** The connection that parcels left on has ended. */
  disconnected(): void {
    for (const parcel of this.parcels) {
      parcel.underWay = false
      parcel.label = parcel.barrier = ""
    }
  }
}
