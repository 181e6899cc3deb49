/**
 * How memory begins where the text says so in words: `(the initial value of "a" is zero, and "p" is "&a")`, "x starts as
 * 1", "with n and m initially 2". Only sentences that speak of the beginning are read.
 */

const SPEAKS =
  /\binitial(?:ly|ised|ized)?\b|\bat (?:the )?(?:start|first|beginning)\b|\bstart(?:s|ing)? (?:out )?(?:as|at|with)\b|\bbegins? (?:as|at|with)\b/i;
const NAME = `["'\`]?([A-Za-z_][\\w.>-]*(?<![.>-]))["'\`]?`;
const VALUE = `["'\`]?(-?\\d+|0x[\\da-f]+|&\\w+|NULL|zero|one|two|three|true|false)["'\`]?(?!\\w|[.>]\\w|->)`;
const SAID = new RegExp(
  `${NAME}(?:,? and ${NAME})?\\s+(?:is|are|was|were|both|being|starts?(?: out)?|begins?|initiali[sz]ed|initially|has|have|holds?|contains?)(?:\\s+(?:is|are|both|all|initially|equal|set|to|as|at|with|the|value|initiali[sz]ed|out))*\\s+${VALUE}`,
  'gi',
);
const NUMBERS: Readonly<Record<string, string>> = {
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  true: '1',
  false: '0',
};

/** Names and the values that they begin with, as prose says it. */
export function beginningsSaid(prose: string): readonly (readonly [string, string])[] {
  const sentences = prose.split(/(?<=[.;:!?])\s+(?=[A-Z])|\n\s*\n/);
  return sentences
    .filter((sentence) => SPEAKS.test(sentence))
    .flatMap((sentence) => [...sentence.replace(/\s+/g, ' ').matchAll(SAID)])
    .flatMap(([, first = '', second, value = '']) =>
      [first, ...(second === undefined ? [] : [second])].map(
        (name) => [name, NUMBERS[value.toLowerCase()] ?? value] as const,
      ),
    );
}
