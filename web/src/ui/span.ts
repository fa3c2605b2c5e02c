/** Which rows of a conversation are in the page: about 300, whatever it holds.  Pure. */

export const MOST = 300
export const STEP = 100
/** Rows when the end is in view: some screens of a tall window. */
export const AT_END = 150

/** Rows from `first` up to, not including, `end`. */
export interface Span {
  readonly first: number
  readonly end: number
}

/** The span that shows the end of `count` rows. */
export function endSpan(count: number): Span {
  return { first: Math.max(0, count - AT_END), end: count }
}

/** More rows above, fewer below where they were too many. */
export function grownUp(span: Span): Span {
  const first = Math.max(0, span.first - STEP)
  return { first, end: Math.min(span.end, first + MOST) }
}

/** More rows below, fewer above. */
export function grownDown(span: Span, count: number): Span {
  const end = Math.min(count, span.end + STEP)
  return { first: Math.max(span.first, end - MOST), end }
}

/** A span around one row. */
export function around(place: number, count: number): Span {
  const first = Math.max(0, Math.min(place - AT_END / 2, count - AT_END))
  return { first, end: Math.min(count, first + AT_END) }
}

/** What a list of equally tall lines has to draw: those in view, and some more. */
export function inView(scrolled: number, height: number, line: number, count: number, more = 6): Span {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / line) - more))
  return { first, end: Math.max(first, Math.min(count, Math.ceil((scrolled + height) / line) + more)) }
}
