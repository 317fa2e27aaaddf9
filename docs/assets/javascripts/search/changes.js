// Typing errors: how far a word is from another one.

/** Return how many letters have to be changed, added or left out to make one word of the other; where it is more than `most`, some number above. */
export function changes(typed, known, most) {
  if (typed[0] !== known[0] || Math.abs(typed.length - known.length) > most) return most + 1; // nobody mistypes the first letter
  let row = Array.from({ length: known.length + 1 }, (_, at) => at);
  for (let at = 1; at <= typed.length; at++) {
    const next = [at];
    for (let to = 1; to <= known.length; to++) {
      next.push(Math.min(next[to - 1] + 1, row[to] + 1, row[to - 1] + (typed[at - 1] === known[to - 1] ? 0 : 1)));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row.at(-1);
}
