/** Server time: the `time` tag to milliseconds since 1970 and back (IRCv3 server-time: `YYYY-MM-DDThh:mm:ss.sssZ`). */

const SHAPE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

/** null where `text` is not such a time. */
export function readTime(text: string): number | null {
  const shape = SHAPE.exec(text)
  const time = shape === null ? Number.NaN : Date.parse(shape[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(time) ? null : time
}

export function showTime(time: number): string {
  return new Date(Math.min(Math.max(Math.round(time), 0), 253_402_300_799_999)).toISOString()
}
