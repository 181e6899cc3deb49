/** What a call or an expression of a drawn row has given, once its CPU is behind it. */
import { valueName } from '../base/index.ts';
import type { Machine } from '../machine/index.ts';
import { valueBehind, type Way } from './call-value.ts';
import type { DrawnRow, Instance } from './drawn-rows.ts';
import { isName } from './row-match.ts';

/** True where a call has given what its row says, else what it has given; null while that is not known. */
export function givenBy(
  { program }: Machine,
  { cpu, row }: Pick<DrawnRow, 'cpu' | 'row'>,
  instance: Pick<Instance, 'from' | 'to'> | null,
  way: (cpu: number, pc: number) => Way,
): true | string | null {
  const { number, what = '', results = [] } = row;
  const isTruth = what === 'true' || what === 'false';
  const isNamed = isName(what);
  for (const { from, to, value, isAccess } of results) {
    if (!instance || instance.to < from || instance.from >= to) continue;
    const gone = way(cpu, from);
    const last = gone.issued.findLastIndex((pc) => pc >= from && pc < to);
    if (last < 0) continue;
    const reads = [...gone.reads].flatMap(([pc, values]) => (pc >= from && pc < to ? values : []));
    // The word that was read may be named as well.
    if ((isNamed || (isAccess && !isTruth)) && reads.some((one) => one === number)) return true;
    const at = gone.issued[last] ?? from;
    const rest = program.code.slice(at + 1, to);
    const isBehind = last < gone.issued.length - 1;
    if (!isBehind && rest.some(({ op }) => op !== 'let')) return null;
    const issued = isBehind
      ? gone.issued.slice(0, last + 1)
      : [...gone.issued, ...rest.map((_, nth) => at + 1 + nth)];
    const given = valueBehind(program, { ...gone, issued }, value);
    if (given === null) return null;
    return given === number || valueName(program.cells, given);
  }
  return true;
}
