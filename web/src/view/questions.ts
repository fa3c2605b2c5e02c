/**
 * Questions whose whole answer somebody waits for: WHOIS, LIST, SEARCH, …  With labels the label says what belongs to
 * which; without, the first open question that such a line can be about takes it.
 */

import { type Line, param, trailing } from "../link/message.ts"
import { isError, sentence } from "./errors.ts"
import { UserError } from "./types.ts"

/** After this silence an answer, or the rest of it, is not waited for any more. */
const WITHIN = 30_000

export interface Question {
  /** "" where the server does not label. */
  readonly label: string
  /** Commands and numerics that belong to the answer, and those that end it. */
  readonly feeds: readonly string[]
  readonly ends: readonly string[]
  /** The command that FAIL names. */
  readonly command: string
  /** The first parameter of the answer's lines, folded; "" for any. */
  readonly about: string
  /** When it was asked, or last answered in part. */
  heardAt: number
  heard(line: Line): void
  done(): void
  failed(error: Error): void
}

export class Questions {
  #open: Question[] = []

  constructor(private readonly fold: (name: string) => string) {}

  ask(question: Question): void {
    this.#open.push(question)
  }

  /** Whether this line belongs to a question's answer, and has been taken. */
  take(heard: Line, label: string, now: number): boolean {
    const question = this.#open.find((each) => this.#fits(each, heard, label))
    if (question === undefined) return false
    const { command } = heard
    question.heardAt = now
    if (question.feeds.includes(command)) question.heard(heard)
    const refusal = command === "FAIL" || (isError(command) && !question.feeds.includes(command))
    if (refusal) {
      this.#end(question)
      question.failed(new UserError(command === "FAIL" ? trailing(heard) : sentence(heard)))
    } else if (question.ends.includes(command)) {
      this.#end(question)
      question.done()
    }
    return true
  }

  /** A labelled response is over: whoever still waits has all there is. */
  over(label: string): void {
    const question = this.find(label)
    if (question !== undefined) this.finish(question)
  }

  finish(question: Question): void {
    this.#end(question)
    question.done()
  }

  find(label: string): Question | undefined {
    return label === "" ? undefined : this.#open.find((each) => each.label === label)
  }

  /** Of a server that does not label: the one that was asked first with this command. */
  ofCommand(command: string): Question | undefined {
    return this.#open.find((each) => each.command === command)
  }

  lost(why: string): void {
    for (const question of this.#open.splice(0)) question.failed(new UserError(why))
  }

  expire(now: number): void {
    for (const question of this.#open.filter((each) => now - each.heardAt > WITHIN)) {
      this.#end(question)
      question.failed(new UserError("The server did not answer"))
    }
  }

  #end(question: Question): void {
    this.#open = this.#open.filter((each) => each !== question)
  }

  #fits(question: Question, heard: Line, label: string): boolean {
    if (label !== "" || question.label !== "") return label === question.label && this.#concerns(question, heard)
    if (heard.command === "FAIL") return param(heard, 0).toUpperCase() === question.command
    if (!this.#concerns(question, heard)) return false
    return question.about === "" || this.fold(param(heard, 1)) === question.about
  }

  #concerns(question: Question, heard: Line): boolean {
    const { command } = heard
    return (
      question.feeds.includes(command) ||
      question.ends.includes(command) ||
      (question.label !== "" && (command === "FAIL" || isError(command))) ||
      (isError(command) && question.about !== "" && this.fold(param(heard, 1)) === question.about)
    )
  }
}
