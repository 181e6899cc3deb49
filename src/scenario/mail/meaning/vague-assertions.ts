/**
 * Assertions over what only words say: `BUG_ON(the owner has gone away)`. Whether one fires cannot be told, however often
 * its row is come to.
 */
import type { Line, Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import type { Inference } from './reading.ts';

const ASSERTION =
  /^(?:(?:(?:VM_|lockdep_)?(?:BUG|WARN)_ON(?:_ONCE)?|assert|ASSERT|Assert|CHECK)\s*\((.*)\))\s*;?$/;

/** At least two words beside each other: no code has them. */
const WORDS = /[A-Za-z_]['’\w]*\s+[A-Za-z_]/;

/** The row is an assertion whose condition is prose. */
export function isVague({ text, code }: Pick<Line, 'text' | 'code'>): boolean {
  return code === null && isVagueText(text.code);
}

/** The same of a line about the table. */
export function isVagueText(text: string): boolean {
  return WORDS.test(ASSERTION.exec(text)?.[1] ?? '');
}

/** The first such row, as its author has it; null where there is none. */
export function vagueAssertion(columns: readonly (readonly Node[])[]): string | null {
  return vagueLines(columns)[0]?.text.code.replace(/\s*;$/, '') ?? null;
}

/** That their conditions are not understood. */
export function vagueInferences(columns: readonly (readonly Node[])[]): readonly Inference[] {
  return vagueLines(columns).map(({ text, cell }) => ({
    key: `assertion:${String(cell.place.line)}`,
    text: `the condition of \`${text.code.replace(/\s*;$/, '')}\` is not understood: the scenario is without it`,
    taken: 'not asked',
    choices: [],
    line: cell.place.line,
  }));
}

function vagueLines(columns: readonly (readonly Node[])[]): readonly Line[] {
  const found: Line[] = [];
  for (const nodes of columns)
    everyNode(nodes, ({ line }) => {
      if (isVague(line) && !found.includes(line)) found.push(line);
    });
  return found;
}
