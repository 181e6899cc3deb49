/**
 * The final states of a test as herd7 lists them: `1:X0=1; [x]=2; fault(P1:L0,x);`, one for each combination of what the
 * condition and `locations` name, those that satisfy the condition marked. Plain data, for whoever shows it.
 */
import { ADDRESS_BASE, holdsIn, isPte, isValidPte, physicalCell, PTE_BITS } from '../../base/index.ts';
import type { Observed, Program } from '../../machine/index.ts';
import { decode } from './aarch64/words.ts';
import type { LitmusTest } from './test-program.ts';

/** Observed values of an end of the test's program, in the order of its `observed`, and how it is reached. */
export interface LitmusEnd {
  readonly values: readonly number[];
  /** Number of interleavings; null where it is not known, or where a run can go round for ever. */
  readonly interleavings: bigint | null;
  /** One of them, as choice keys. */
  readonly witness: readonly string[];
}

export interface LitmusState {
  /** As herd7 writes it. */
  readonly text: string;
  /** Whether it satisfies the condition; false in a test without one. */
  readonly marked: boolean;
  readonly interleavings: bigint | null;
  readonly witness: readonly string[];
}

/** The states in the order of their values. Ends that the filter rejects are none. */
export function litmusStates(test: LitmusTest, ends: Iterable<LitmusEnd>): LitmusState[] {
  const states = new Map<string, LitmusEnd>();
  for (const end of ends) {
    if (test.filter !== null && !holdsIn(test.filter, end.values)) continue;
    const key = end.values.slice(0, test.keyLength).join();
    const known = states.get(key);
    states.set(key, known === undefined ? end : joined(known, end));
  }
  return [...states.values()]
    .sort((a, b) => compare(a.values, b.values, test.keyLength))
    .map(({ values, interleavings, witness }) => ({
      text: stateText(test.program, values.slice(0, test.keyLength)),
      marked: test.quantifier !== null && holdsIn(test.condition, values),
      interleavings,
      witness,
    }));
}

/** A final state as herd7 writes it, of its first observed values. */
export function stateText(program: Program, values: readonly number[]): string {
  return program.observed
    .slice(0, values.length)
    .map((what, nth) => `${written(program, what, values[nth] ?? 0)};`)
    .join(' ');
}

/** Observed values from the names and words of an outcome, which writes addresses as `&x`; as many as it has. */
export function valuesOfOutcome(
  { observed, cells }: Program,
  told: Readonly<Record<string, string>>,
): readonly number[] {
  const count = Object.keys(told).length;
  return observed.slice(0, count).map(({ name }) => {
    const word = told[name] ?? '0';
    const at = cells.findIndex((cell) => `&${cell.name}` === word);
    return at < 0 ? Number(word) : ADDRESS_BASE + at;
  });
}

function joined(a: LitmusEnd, b: LitmusEnd): LitmusEnd {
  const known = a.interleavings !== null && b.interleavings !== null;
  const interleavings = known ? a.interleavings + b.interleavings : null;
  return { ...a, interleavings, witness: b.witness.length < a.witness.length ? b.witness : a.witness };
}

function compare(a: readonly number[], b: readonly number[], length: number): number {
  for (let nth = 0; nth < length; nth += 1) {
    const difference = (a[nth] ?? 0) - (b[nth] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function written(program: Program, what: Observed, value: number): string {
  switch (what.k) {
    case 'fault':
      return faultText(what, value);
    case 'reg':
      return `${what.name}=${valueText(program, value)}`;
    case 'cell':
      return `[${what.name}]=${valueText(program, value)}`;
  }
}

const faultKinds = ['Translation', 'AccessFlag', 'Permission'];

/** A fault that the test names without a type has one all the same. */
function faultText({ name, kind }: Extract<Observed, { k: 'fault' }>, value: number): string {
  if (value === 0) return `~${name}`;
  if (kind !== undefined) return name;
  const kinds = faultKinds.filter((_, nth) => ((value >> nth) & 1) !== 0);
  return kinds.map((type) => `${name.slice(0, -1)},MMU:${type})`).join('; ');
}

/** The bits of an entry that are not as herd has them by default. */
function entryBits(value: number): string {
  const af = (value & PTE_BITS.young) === 0 ? ', af:0' : '';
  const db = (value & PTE_BITS.write) === 0 ? ', db:0' : '';
  return `${af}${db}${(value & PTE_BITS.dirty) === 0 ? '' : ', dbm:1'}`;
}

/** Addresses by their names, entries by their fields, instructions as such where the test changes some. */
function valueText(program: Program, value: number): string {
  // The Linux-kernel model allows any: the value was written because it was read.
  if (Number.isNaN(value)) return '?';
  const cell = program.cells[value - ADDRESS_BASE];
  if (cell !== undefined) return cell.kind === 'text' ? `label:"${cell.name}"` : cell.name;
  if (program.pages.length > 0 && isPte(value)) {
    const frame = program.cells[physicalCell(value)]?.name ?? '?';
    const bits = program.rights === true ? entryBits(value) : '';
    return `(oa:PA(${frame})${isValidPte(value) ? '' : ', valid:0'}${bits})`;
  }
  const instruction = program.sites.length > 0 ? decode(value) : null;
  return instruction === null ? String(value) : `instr:"${instruction}"`;
}
