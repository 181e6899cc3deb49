/** Rows that are code and that the scenario is without: whatever the machine says, it says without them. */
import type { Line, Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import type { Constraint } from './outcome.ts';
import type { Asked, ReadCell, Reading } from './reading.ts';

/** The rows, in their order. */
export function notExecuted({ cells }: Pick<Reading, 'cells'>): readonly ReadCell[] {
  return cells.filter(({ isUnknown }) => isUnknown);
}

/** "without line 7, which is not understood"; null where there is no such row. */
export function withoutWords(cells: readonly ReadCell[]): string | null {
  const lines = [...new Set(notExecuted({ cells }).map(({ line }) => String(line)))];
  const last = lines.at(-1);
  if (last === undefined) return null;
  if (lines.length === 1) return `without line ${last}, which is not understood`;
  return `without lines ${lines.slice(0, -1).join(', ')} and ${last}, which are not understood`;
}

/** Rows inside branches that are not taken where what is asked happens: whatever they do, they do it in no such run. */
export function passedBy(
  columns: readonly (readonly Node[])[],
  constraints: readonly Constraint[],
): ReadonlySet<Line> {
  const closed = new Set(constraints.filter(({ seen }) => seen.k === 'zero').map(({ node }) => node.line));
  const found = new Set<Line>();
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      if (node.k === 'if' && closed.has(node.line)) everyNode(node.body, ({ line }) => found.add(line));
    });
  return found;
}

/** What would have to be said so that more can be asked, as a sentence: what functions do of which only the name is drawn,
 *  or that no row speaks of memory; null where nothing is missing. */
function missingIn(cells: readonly ReadCell[]): string | null {
  const names = new Set(
    notExecuted({ cells }).flatMap(
      ({ text }) => /\b(?!(?:if|while|for|switch|return|sizeof)\b)([A-Za-z_]\w*)\s*\(/.exec(text)?.[1] ?? [],
    ),
  );
  const [first, ...more] = [...names].slice(0, MOST).map((name) => `${name}()`);
  const last = more.pop();
  if (first !== undefined && last === undefined) return `What is missing: what ${first} does.`;
  if (first !== undefined) {
    const rest = names.size > MOST ? ' and others do' : ' do';
    return `What is missing: what ${[first, ...more].join(', ')} and ${last ?? ''}${rest}.`;
  }
  const told = cells.filter(({ as, cpu }) => as === 'event' && cpu !== null);
  const isTold = cells.some(({ as, statement }) => as === 'statement' && statement !== null);
  return isTold || told.length === 0
    ? null
    : `What is missing: rows that say what is read or written; “${told[0]?.text ?? ''}” says nothing of memory.`;
}

/** Where nothing is asked it is said what is missing. */
export function withMissing(asked: Asked, cells: readonly ReadCell[]): Asked {
  const missing = asked.k === 'nothing' ? missingIn(cells) : null;
  return missing === null ? asked : { ...asked, text: `${asked.text} ${missing}` };
}

/** More names than these are not told. */
const MOST = 4;
