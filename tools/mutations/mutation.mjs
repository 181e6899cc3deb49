// One mutation: a rule, the text that states it, what to put there instead, and the tests that speak of the rule.

/**
 * Rule, file, exact text (found once in the file), replacement, test files that should notice; where the mutant is the
 * same machine after all, the reason.
 * @typedef {readonly [string, string, string, string, readonly string[], string?]} Row
 * @typedef {readonly Row[]} Rows
 */

/**
 * The file's text with the mutation in it.
 * @param {string} source
 * @param {Row} row
 */
export function mutated(source, [rule, file, text, replacement]) {
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`${file} has the text of "${rule}" ${parts.length - 1} times`);
  return parts.join(replacement);
}
