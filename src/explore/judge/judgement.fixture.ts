/** Asks the judge and the product the same about one race, and says where they part. */
import { createMachine, waitStart, type Instr, type Model, type Program } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import type { ExploreResult } from '../api.ts';
import { explore } from '../exploration.ts';
import { Reduction } from '../reduction.ts';
import { exploreVerdict } from '../verdict.ts';
import { judge, type Judgement, type Loops } from './complete-runs.fixture.ts';
import { DrivenMachine } from './driven-machine.fixture.ts';
import { textOf, type Race } from './random-race.fixture.ts';
import { ReferenceMachine } from './reference-machine.fixture.ts';
import { Beyond } from './reference-state.fixture.ts';
import { smaller } from './smaller-race.fixture.ts';

/** Whose steps are judged: those of a machine written for that, or the product's own. */
export type Judge = 'reference' | 'driven';

/** Null: too large, or the judge does not know something in it; else what differs, empty where nothing does. */
export function differences(
  race: Race,
  limit: number,
  by: Judge,
  models: readonly Model[],
): readonly string[] | null {
  const program = programOf(race);
  const found: string[] = [];
  for (const model of models) {
    const here = differencesUnder(program, model, limit, by);
    if (here === null) return null;
    found.push(...here.map((what) => `${model}: ${what}`));
  }
  return found;
}

/** The compiled race. */
function programOf(race: Race): Program {
  const text = textOf(race);
  const { scenario, diagnostics } = compileScenario(text, 'race');
  const { program } = scenario ? instantiate(scenario, {}) : { program: null };
  if (!program) throw new Error(`${text}\n${JSON.stringify(diagnostics)}`);
  return race.exclusives ? withExclusives(program) : program;
}

function differencesUnder(program: Program, model: Model, limit: number, by: Judge): string[] | null {
  let judged: Judgement | null;
  try {
    const law = by === 'reference' ? new ReferenceMachine(program, model) : new DrivenMachine(program, model);
    judged = judge(law, loopsOf(program), limit);
  } catch (error) {
    if (error instanceof Beyond) return null;
    throw error;
  }
  if (!judged) return null;
  // One machine for all: its tables stay warm, and its answers do not depend on them.
  const machine = createMachine(program, model);
  const limits = { states: limit * 20 };
  const full = explore(machine, { ...limits, paths: false });
  if (full.limit !== null) return null;
  return [
    ...compare(program, judged, 'full', full),
    ...compare(program, judged, 'shrunk', explore(machine, { ...limits, paths: false, shrinkFrom: 0 })),
    ...compare(program, judged, 'reduced', explore(machine, { ...limits, paths: false, reduce: Reduction })),
    ...compare(program, judged, 'verdict', exploreVerdict(machine, limits)),
  ];
}

/** Where a search's answer contradicts the judgement. */
export function compare(program: Program, judged: Judgement, by: string, result: ExploreResult): string[] {
  const slugs = (properties: ReadonlySet<number>) =>
    new Set([...properties].map((p) => program.properties[p]?.slug ?? ''));
  const [all, first] = [slugs(judged.all), slugs(judged.first)];
  const said = new Set(result.properties);
  const found: string[] = [];
  for (const p of said) if (!all.has(p)) found.push(`${by} says ${p} is violated`);
  for (const p of first) if (!said.has(p)) found.push(`${by} does not say that ${p} is violated`);
  for (const kind of ['deadlock', 'livelock'] as const) {
    const says = result.outcomes.some((outcome) => outcome.kind === kind);
    if (says !== judged[kind]) found.push(`${by} says ${says ? '' : 'no '}${kind}`);
  }
  const finals = new Set(
    result.outcomes.flatMap(({ kind, values }) =>
      kind === 'finished' ? program.observed.map(({ name }) => values[name] ?? '0').join() : [],
    ),
  );
  const judgedFinals = new Set([...judged.finals].map((values) => named(program, values)));
  for (const f of finals) if (!judgedFinals.has(f)) found.push(`${by} ends with ${f}`);
  for (const f of judgedFinals) if (!finals.has(f)) found.push(`${by} does not end with ${f}`);
  return found;
}

/** Observed values with the names that the program has for them. */
function named(program: Program, values: string): string {
  return values
    .split(',')
    .map((value, nth) => {
      const what = program.observed[nth];
      const names =
        what?.k === 'cell' ? program.cells[what.cell]?.values : what?.k === 'reg' ? what.values : undefined;
      return names?.[Number(value)] ?? value;
    })
    .join();
}

/** Backward jumps and waits. */
export function loopsOf(program: Program): Loops {
  return program.code.flatMap((instr, to) => {
    const from = instr.op === 'jump' || instr.op === 'branch' ? instr.to : waitStart(instr, to);
    return from >= 0 && from <= to ? { from, to } : [];
  });
}

/** The smallest race, by leaving lines out, in which something of the same kind differs. */
export function shrunk(race: Race, differ: (race: Race) => readonly string[] | null): Race {
  const kindOf = (whats: readonly string[]) =>
    (whats[0] ?? '').replace(/ends? with.*/, 'end').replace(/p\d/, 'p');
  const kind = kindOf(differ(race) ?? []);
  for (;;) {
    const next = [...smaller(race)].find((candidate) => {
      try {
        const whats = differ(candidate);
        return whats !== null && whats.length > 0 && kindOf(whats) === kind;
      } catch {
        return false;
      }
    });
    if (!next) return race;
    race = next;
  }
}

/** Every read-modify-write as one try of LDXR and STXR; where the store fails, the loaded value is the result. Effects are
 *  the load's: the store may never be. */
function withExclusives(program: Program): Program {
  const place: number[] = [];
  let length = 0;
  for (const instr of program.code) {
    place.push(length);
    length += instr.op !== 'rmw' || instr.waits ? 1 : instr.when ? 3 : 2;
  }
  const to = (pc: number) => place[pc] ?? pc;
  const extra = new Map<number, { status: number; loaded: number }>();
  const regs = program.cpus.map((cpu) => cpu.regs);
  const most = Math.max(...regs);
  const code = program.code.flatMap((instr, pc): Instr[] => {
    switch (instr.op) {
      case 'rmw': {
        // One that waits for a lock is no single try.
        if (instr.waits) return [instr];
        const loaded = instr.dst ?? most;
        const status = most + 1;
        extra.set(pc, { status, loaded });
        const old = (e: typeof instr.value): typeof instr.value =>
          JSON.parse(
            JSON.stringify(e).replaceAll('{"k":"old"}', JSON.stringify({ k: 'reg', r: loaded })),
          ) as typeof e;
        const { at, addr, acquire, release, value, when, then } = instr;
        const hooks = then ? { then } : {};
        const load: Instr = { op: 'load', dst: loaded, addr, acquire, exclusive: true, at, ...hooks };
        const store: Instr = { op: 'store', addr, value: old(value), release, status, at };
        if (!when) return [load, store];
        const skip: Instr = { op: 'branch', cond: { k: 'un', op: '!', a: old(when) }, to: to(pc) + 3, at };
        return [load, skip, store];
      }
      case 'jump':
      case 'branch':
        return [{ ...instr, to: to(instr.to) }];
      case 'choose':
        return [{ ...instr, to: instr.to.map(to) }];
      case 'await':
        return [{ ...instr, from: to(instr.from) }];
      default:
        return [instr];
    }
  });
  return {
    ...program,
    code,
    cpus: program.cpus.map((cpu) => ({
      ...cpu,
      entry: to(cpu.entry),
      regs: most + 2,
      regNames: [
        ...cpu.regNames,
        ...Array.from({ length: most + 2 - cpu.regNames.length }, (_, i) => `e${i}`),
      ],
    })),
  };
}
