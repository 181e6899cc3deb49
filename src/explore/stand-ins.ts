/**
 * Which statement of one program is which of another: of the same text under other options keys are the same, and only
 * what an option made another access has to be found; of a text that was edited, keys are numbers that have moved on, so
 * statements are found by what they say.
 *
 *     before  0 x = 1   1 smp_mb()   2 r = y          after  0 x = 1   1 r = y
 *             0 ──────────────────────────────────────────── 0
 *             1 (gone)                     2 ─────────────── 1
 */
import type { Instr, Program } from '../machine/index.ts';
import { statementsOf } from './cpu-code.ts';

/** By CPU and key of the old program: the key of the same statement in the new one where that is another, null where
 *  it is gone although its key now names something else. What is missing has kept its key, or is not there. */
export function standIns(old: Program, now: Program): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const cpu of now.cpus.keys()) {
    const before = statementsOf(old, cpu);
    const after = statementsOf(now, cpu);
    const isSame = (key: string) => textAt(old, before.get(key)) === textAt(now, after.get(key));
    const pairs = [...before.keys()].every((key) => !after.has(key) || isSame(key))
      ? [...before.keys()].flatMap((key): Pair[] => (after.has(key) ? [[key, key]] : []))
      : alike({ program: old, keys: [...before] }, { program: now, keys: [...after] });
    const taken = new Set(pairs.map(([, key]) => key));
    const known = new Map(pairs);
    const waiting = new Map<string, string[]>();
    for (const [key, pc] of after) {
      const access = accessOf(now, now.code[pc]);
      if (access !== null && !taken.has(key)) waiting.set(access, [...(waiting.get(access) ?? []), key]);
    }
    for (const [key, pc] of before) {
      const access = accessOf(old, old.code[pc]);
      // Its nth access of the same kind to the same cell: `smp_load_acquire(&x)` that was `READ_ONCE(x)`.
      const other = known.get(key) ?? (access === null ? undefined : waiting.get(access)?.shift());
      if (other === undefined ? after.has(key) : other !== key) found.set(`${cpu} ${key}`, other ?? null);
    }
  }
  return found;
}

type Pair = readonly [old: string, now: string];

interface Statements {
  readonly program: Program;
  readonly keys: readonly (readonly [key: string, pc: number])[];
}

/** More would take a table too large; behind them statements count as gone. */
const MOST = 1500;

/** The longest row of statements, in order, that say the same in both. */
function alike(old: Statements, now: Statements): readonly Pair[] {
  const [a, b] = [old.keys.slice(0, MOST), now.keys.slice(0, MOST)];
  const says = ({ program }: Statements, row: Statements['keys']) => row.map(([, pc]) => textAt(program, pc));
  const [before, after] = [says(old, a), says(now, b)];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i], b[j]];
    if (before[i] === after[j] && one && other) {
      pairs.push([one[0], other[0]]);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

function textAt({ code }: Program, pc: number | undefined): string | undefined {
  return code[pc ?? -1]?.at.text;
}

function accessOf({ cells }: Program, instr: Instr | undefined): string | null {
  if (instr?.op !== 'load' && instr?.op !== 'store') return null;
  return instr.addr.k === 'const' ? `${instr.op} ${cells[instr.addr.v]?.name ?? instr.addr.v}` : null;
}
