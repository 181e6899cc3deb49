/**
 * Calls that a reader takes as one thing: locks and interprocessor calls of the prelude. Which rows are of which call, and
 * what the call does in each stretch of rows that nobody else's row interrupts.
 *
 *     ◌  spin_lock(&x), waits         stretch of the ticket
 *     |      … rows of others …
 *     ●  spin_lock(&x), acquired      stretch of the read that finds it served
 *
 * One instance of a call are statements of it that its CPU issues in a row. What the scenario itself spells out, a lock
 * of its own or a kick that is the thread's subject, is no such call.
 */
import type { Run } from '../explore/index.ts';
import type { Program } from '../machine/index.ts';
import type { Issue } from './flight.ts';
import { hasLeft, lockName, type Hold } from './lock-spans.ts';
import type { RowSeed } from './rows.ts';
import type { Call, CallStretch } from './score.ts';

type Kind = 'lock' | 'unlock' | 'ipi';

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['unlock', /(?:^|_)unlock(?:_|$)/],
  ['lock', /(?:^|_)(?:try)?lock(?:_|$)/],
  ['ipi', /^(?:smp_call_function|on_each_cpu)(?:_|$)/],
];

/** The prelude among the program's files. */
const PRELUDE = 1;

interface Instance {
  readonly id: string;
  readonly cpu: number;
  readonly scope: number;
  readonly kind: Kind;
  readonly rows: number[];
}

const ON_ITS_WAY: ReadonlySet<string> = new Set(['issued', 'in flight', 'begins', 'waits', 'sends, waits']);

/** `ends`: rows behind which a stretch ends although the call goes on, since a reader stops there. */
export function callsOf(
  program: Program,
  run: Run,
  seeds: readonly RowSeed[],
  issues: readonly Issue[],
  holds: readonly Hold[],
  ends: (row: number) => boolean,
): readonly Call[] {
  if (!program.scopes.some(({ name }) => kindOf(name) !== null)) return [];
  const found = instancesOf(program, seeds, issues);
  return found.map((instance): Call => {
    const { id, cpu, scope, kind, rows } = instance;
    const after = run.steps.at(-1)?.after ?? run.initial;
    const at = after.cpus[cpu];
    const isLast = !found.some((one) => one.cpu === cpu && one.scope === scope && later(one, instance));
    const returned = !isLast || (at !== undefined && hasLeft(program, at, scope));
    const spans = stretchesOf(rows, ends);
    const told = { seeds, kind, cpu, returned, ends: run.end, holds, cells: cellsOf(program, seeds, rows) };
    return {
      id,
      text: program.scopes[scope]?.text ?? '',
      stretches: spans.map(([from, to], index): CallStretch => {
        const detail = detailOf(told, from, to, spans[index + 1]?.[0] ?? null);
        return { from, to, detail, done: !ON_ITS_WAY.has(detail) };
      }),
    };
  });
}

function kindOf(name: string): Kind | null {
  return KINDS.find(([, named]) => named.test(name))?.[0] ?? null;
}

function later(one: Instance, than: Instance): boolean {
  return (one.rows[0] ?? 0) > (than.rows[0] ?? 0);
}

/** The outermost call of such a function that the statement at `pc` stands in; null where it stands in none. */
function scopeAt(program: Program, pc: number): number | null {
  const at = program.code[pc]?.at;
  const scopes = at?.scope ?? [];
  const found = scopes.findIndex((scope, depth) => {
    const inner = scopes[depth + 1];
    const file = inner === undefined ? at?.file : program.scopes[inner]?.file;
    return file === PRELUDE && kindOf(program.scopes[scope]?.name ?? '') !== null;
  });
  return scopes[found] ?? null;
}

function instancesOf(
  program: Program,
  seeds: readonly RowSeed[],
  issues: readonly Issue[],
): readonly Instance[] {
  const found: Instance[] = [];
  const ofIssue = new Map<Issue, Instance | null>();
  const last = new Map<number, Instance | null>();
  for (const issue of issues) {
    const { cpu } = issue;
    const scope = scopeAt(program, issue.pc);
    const before = last.get(cpu) ?? null;
    let instance = before?.scope === scope ? before : null;
    if (scope !== null && instance === null) {
      const kind = kindOf(program.scopes[scope]?.name ?? '') ?? 'lock';
      const nth = found.filter((one) => one.cpu === cpu && one.scope === scope).length;
      instance = { id: `${cpu}.${scope}.${nth}`, cpu, scope, kind, rows: [] };
      found.push(instance);
    }
    last.set(cpu, instance);
    ofIssue.set(issue, instance);
  }
  seeds.forEach(({ issue, cpu, pc, kind }, row) => {
    if (cpu === null || pc === null || kind === 'refused') return;
    const scope = scopeAt(program, pc);
    const instance = issue
      ? ofIssue.get(issue)
      : found.findLast((one) => one.cpu === cpu && one.scope === scope && one.rows.length > 0);
    if (scope !== null && instance?.scope === scope) instance.rows.push(row);
  });
  return found.filter(({ rows }) => rows.length > 0);
}

function stretchesOf(
  rows: readonly number[],
  ends: (row: number) => boolean,
): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (const row of rows) {
    const open = stretches.at(-1);
    if (open?.[1] === row - 1 && !ends(row - 1)) open[1] = row;
    else stretches.push([row, row]);
  }
  return stretches;
}

/** The locks that the call's rows read or write. */
function cellsOf(program: Program, seeds: readonly RowSeed[], rows: readonly number[]): ReadonlySet<string> {
  const traces = rows.flatMap((row) => seeds[row]?.trace ?? []);
  const cells = traces.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ cell }) => cell));
  return new Set(cells.map((cell) => lockName(program, cell)));
}

interface Told {
  readonly seeds: readonly RowSeed[];
  readonly kind: Kind;
  readonly cpu: number;
  readonly returned: boolean;
  /** How the run ends. */
  readonly ends: Run['end'];
  readonly holds: readonly Hold[];
  readonly cells: ReadonlySet<string>;
}

/** What the call does in a stretch of rows; `next`: where it goes on, null where it does not. */
function detailOf(told: Told, from: number, to: number, next: number | null): string {
  const { seeds, kind, cpu, returned, holds } = told;
  const mine = seeds.slice(from, to + 1);
  const has = (step: number | null) => mine.some((seed) => seed.kind === 'step' && seed.step === step);
  const ends = next === null && returned;
  if (kind === 'ipi') {
    const sent = mine.some(({ trace }) => (trace?.raised.length ?? 0) > 0);
    const reads = mine.some(({ trace }) => (trace?.reads.length ?? 0) > 0);
    if (ends) return sent && reads ? 'sends, waits, returns' : sent ? 'sends, returns' : 'returns';
    return sent ? 'sends, waits' : 'waits';
  }
  const held = holds.filter((one) => one.cpu === cpu);
  if (kind === 'unlock') {
    if (held.some(({ to: end }) => has(end))) return 'released';
    return mine.some(({ placed }) => placed) ? 'issued' : 'in flight';
  }
  if (held.some(({ from: start }) => has(start))) return 'acquired';
  if (!ends) return mustWait(told, from, next) ? 'waits' : 'begins';
  return held.some((one) => one.from <= (seeds[from]?.step ?? 0)) ? 'visible' : 'returns';
}

/** Whether anybody else has the lock before the call goes on, or the run ends because nobody gives it back. */
function mustWait(told: Told, from: number, next: number | null): boolean {
  const { seeds, cpu, ends, holds, cells } = told;
  const start = seeds[from]?.step ?? 0;
  const end = next === null ? Infinity : (seeds[next]?.step ?? 0);
  if (next === null && ends === 'deadlock') return true;
  return holds.some(
    (one) => one.cpu !== cpu && cells.has(one.lock) && one.from < end && (one.to === null || one.to > start),
  );
}
