/** Parts of the page that are fetched when they are first needed. */

import { UserError } from "./view/types.ts"

/** The server has another page than this one by now, so parts of this one are gone. */
export class Outdated extends UserError {}

/** Wait for a part of the page; where it does not come, the error says why and what helps. */
export async function part<T>(coming: Promise<T>): Promise<T> {
  try {
    return await coming
  } catch (error) {
    console.info("hubbub: a part of the page did not come", error)
    throw await reason()
  }
}

async function reason(): Promise<UserError> {
  try {
    const answer = await fetch("./", { headers: { Accept: "text/html" }, cache: "no-store" })
    const script = new URL(import.meta.url).pathname.split("/").pop() as string
    if (answer.ok && !(await answer.text()).includes(script)) {
      return new Outdated("The server has a newer version of this page: reload it to go on. What you typed is kept.")
    }
  } catch {
    // Nobody answers: below.
  }
  return new UserError("A part of the page could not be fetched. Try again when there is a connection; what you typed is kept.")
}
