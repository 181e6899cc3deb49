/**
 * Which of the prelude's further files a text needs: those whose names it says, and what those need. Names are also said by
 * macros that declare (`DEFINE_XARRAY(x)` a `struct xarray`) and by guards (`guard(percpu_read)` what takes and gives back).
 */
import { guardClass } from '../lower/guard-words.ts';
import { declaringMacros } from '../syntax/macros.ts';
import { MORE_PARTS, type MorePart } from './files.ts';
import { MORE_INDEX } from './more-index.generated.ts';

const PART_OF: ReadonlyMap<string, MorePart> = new Map(
  MORE_PARTS.flatMap((part) => MORE_INDEX[part].names.split(' ').map((name) => [name, part] as const)),
);

/** What is called by another name than it is said: with more arguments (`calledBy`), at the end of a block (`__free(put_task)`). */
const ALSO: readonly (readonly [said: string, meant: string])[] = [
  ['smp_call_function_many', 'smp_call_function_many_of_4'],
  ['smp_call_function', 'smp_call_function_of_3'],
  ['on_each_cpu', 'on_each_cpu_of_3'],
  ['put_task', 'put_task_struct'],
  ['__free', 'IS_ERR_OR_NULL'],
];

/** In the prelude's order. */
export function moreNeededBy(text: string): readonly MorePart[] {
  // Names that are pasted together stand nowhere.
  if (text.includes('##')) return MORE_PARTS;
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  for (const [macro, type] of declaringMacros())
    if (words.has(macro) && type !== null) words.add(type.replace('struct ', ''));
  if (words.has('guard') || words.has('scoped_guard'))
    for (const word of [...words]) guardClass(word).forEach((other) => words.add(other ?? ''));
  for (const [said, meant] of ALSO) if (words.has(said)) words.add(meant);
  const needed = new Set<MorePart>();
  for (const word of words) {
    const part = PART_OF.get(word);
    if (part !== undefined) needed.add(part);
  }
  for (const part of needed) for (const other of MORE_INDEX[part].needs) needed.add(other);
  return MORE_PARTS.filter((part) => needed.has(part));
}
