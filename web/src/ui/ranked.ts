/** Which of many names somebody means by a few letters; the twin of the desktop's switcher.  Pure. */

/** The choices whose label has the query's letters in order; those that begin with it first. */
export function ranked<T extends { readonly label: string }>(query: string, choices: readonly T[]): T[] {
  const wanted = query.trim().toLowerCase().replace(/^[#@&]+/, "")
  return choices
    .map((choice, order) => ({ choice, order, score: score(wanted, choice.label.toLowerCase()) }))
    .filter((entry) => entry.score >= 0)
    .sort((one, other) => one.score - other.score || one.order - other.order)
    .map((entry) => entry.choice)
}

/** 0 begins with it, 1 a word of it does, 2 contains it, 3 has its letters in order; -1 does not fit. */
function score(wanted: string, label: string): number {
  if (label.startsWith(wanted)) return 0
  if (label.split(/[-_\s.]/).some((word) => word.startsWith(wanted))) return 1
  if (label.includes(wanted)) return 2
  let place = 0
  for (const letter of wanted) {
    place = label.indexOf(letter, place) + 1
    if (place === 0) return -1
  }
  return 3
}
