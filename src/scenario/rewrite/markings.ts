/**
 * READ_ONCE() and WRITE_ONCE() against the plain access that each could be. What a compiler may do to that is
 * memory-barriers.txt's ("Compiler barrier"), so both are looked at under a compiler that does it: where the scenario does
 * not leave that to the reader, the option is added.
 */
import type { FileSyntax } from '../syntax/syntax.ts';
import type { TextEdit } from './edit.ts';
import type { Ordering } from './orderings.ts';
import type { Call } from './weaker.ts';

/** Without effect where nothing can be done to a plain access in this place. */
export function markingOf(call: Call, file: FileSyntax, inside: string): readonly Ordering[] {
  const [object, value] = call.args.map(({ from, to }) => file.text.slice(from, to));
  const { from, to, callee } = call;
  if (object === undefined) return [];
  const plain =
    callee.text === 'READ_ONCE'
      ? asOperand(object)
      : callee.text === 'WRITE_ONCE'
        ? `${object} = ${value ?? ''}`
        : null;
  if (plain === null) return [];
  const base = compilerOf(file);
  const edits = [...base, { file: 0 as const, from, to, insert: plain }];
  const text = file.text.slice(from, to);
  return [{ file: 0, from, to, text, inside, is: 'marked', base, forms: [{ says: null, edits }] }];
}

function asOperand(object: string): string {
  return /^[\w.>[\]-]+$/.test(object) ? object : `(${object})`;
}

/** The option as a reader would add it, or nothing where there is one. */
function compilerOf({ declarations, text }: FileSyntax): readonly TextEdit[] {
  if (declarations.some((one) => one.k === 'option' && one.name.text === 'compiler')) return [];
  const at = text.length;
  return [{ file: 0, from: at, to: at, insert: '\noption compiler = lkmm | faithful\n' }];
}
