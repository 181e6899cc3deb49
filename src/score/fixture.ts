/**
 * A toy machine for tests: enough of a store-buffer machine to play runs that look like the real one's answers, from a
 * notation of one line a CPU. It is not the machine: no dependencies, no interrupts, TSO or SC only.
 *
 *     sketch({ data: 0, flags: 0 }, ['W data 1; MB; R flags', 'W flags 1; R data'])
 *
 * Choice keys are `<cpu>.<statement number>`.
 */
import type { ChoiceView, Run, RunStep } from '../explore/index.ts';
import type {
  Cell,
  ChoiceInfo,
  CpuSpec,
  EntrySnapshot,
  Instr,
  Origin,
  Program,
  Snapshot,
} from '../machine/index.ts';

type Kind = 'store' | 'load' | 'barrier';
interface Entry {
  readonly pc: number;
  readonly kind: Kind;
  readonly cell: number | null;
  value: number | null;
  done: boolean;
}
interface State {
  readonly cells: number[];
  readonly queues: Entry[][];
}

export interface Sketch {
  readonly program: Program;
  readonly replay: (keys: readonly string[], notes?: Readonly<Record<number, string>>) => Run;
}

export function sketch(
  init: Readonly<Record<string, number>>,
  texts: readonly string[],
  model: 'sc' | 'tso' = 'tso',
): Sketch {
  const cells = Object.entries(init).map(([name, value]): Cell => ({ name, init: value, kind: 'data' }));
  const code: Instr[] = [];
  const entries: number[] = [];
  for (const text of texts) {
    entries.push(code.length);
    for (const statement of text.split(';')) code.push(instruction(statement.trim(), cells, code.length));
    code.push({ op: 'halt', at: origin('end', code.length) });
  }
  const program = programOf(cells, code, entries);
  return { program, replay: (keys, notes = {}) => replay(program, entries, model, keys, notes) };
}

function origin(text: string, pc: number): Origin {
  return { key: `s${pc}`, text, file: 0, from: pc, to: pc + 1, scope: [] };
}

function instruction(text: string, cells: readonly Cell[], pc: number): Instr {
  const [op = '', name = '', value = '0'] = text.split(/\s+/);
  const cell = cells.findIndex((one) => one.name === name);
  const addr = { k: 'const', v: 0x4000_0000 + cell } as const;
  if (op === 'W')
    return {
      op: 'store',
      addr,
      value: { k: 'const', v: Number(value) },
      release: false,
      at: origin(`WRITE_ONCE(${name}, ${value})`, pc),
    };
  if (op === 'R') return { op: 'load', dst: 0, addr, acquire: 'no', at: origin(`READ_ONCE(${name})`, pc) };
  return { op: 'fence', kind: 'mfence', at: origin('smp_mb()', pc) };
}

function programOf(cells: readonly Cell[], code: readonly Instr[], entries: readonly number[]): Program {
  const cpus = entries.map((entry, index): CpuSpec => ({
    name: `CPU ${index}`,
    agent: false,
    entry,
    regs: 1,
    init: [],
    mode: 'kernel',
    irqsOff: false,
    eqs: false,
    irqHandlers: [],
    bpHandler: null,
    faultHandler: null,
    regNames: ['r0'],
  }));
  return {
    name: 'sketch',
    arch: 'x86',
    cells,
    sites: [],
    pages: [],
    irqs: [],
    code,
    scopes: [],
    cpus,
    builtin: {},
    properties: [],
    invariants: [],
    finals: [],
    faultEnds: true,
    observed: [],
    guessesAreSteps: false,
    issueIsStep: cpus.map(() => false),
    hardware: { eos: true, eis: true, ets2: false, idc: false, dic: false },
  };
}

function replay(
  program: Program,
  entries: readonly number[],
  model: 'sc' | 'tso',
  keys: readonly string[],
  notes: Readonly<Record<number, string>>,
): Run {
  let state = start(program, entries);
  const initial = snapshot(program, state);
  const steps: RunStep[] = [];
  let problem: Run['problem'] = null;
  for (const key of keys) {
    const choices = enabled(program, state, model);
    const choice = choices.find((one) => one.key === key);
    if (!choice) {
      problem = { step: steps.length, message: `${key} is not enabled here`, row: null, refused: null };
      break;
    }
    const step = play(program, state, choice, choices, notes[steps.length + 1] ?? null);
    state = step.state;
    steps.push(step.step);
  }
  const next = enabled(program, state, model);
  return {
    initial,
    steps,
    next,
    end: problem ? 'impossible' : next.length === 0 ? 'finished' : 'open',
    problem,
  };
}

function start(program: Program, entries: readonly number[]): State {
  const queues = entries.map((entry, cpu) =>
    program.code.slice(entry, entries[cpu + 1]).flatMap((instr, index): Entry[] => {
      const pc = entry + index;
      if (instr.op === 'fence') return [{ pc, kind: 'barrier', cell: null, value: null, done: false }];
      if (instr.op !== 'store' && instr.op !== 'load') return [];
      const cell = instr.addr.k === 'const' ? instr.addr.v - 0x4000_0000 : 0;
      return [
        {
          pc,
          kind: instr.op,
          cell,
          value: instr.op === 'store' && instr.value.k === 'const' ? instr.value.v : null,
          done: false,
        },
      ];
    }),
  );
  return { cells: program.cells.map((cell) => cell.init), queues };
}

function waitsFor(queue: readonly Entry[], at: number, model: 'sc' | 'tso'): Entry | undefined {
  const entry = queue[at];
  return queue.slice(0, at).find((older) => {
    if (older.done) return false;
    if (model === 'sc' || older.kind !== 'store') return true;
    return entry?.kind !== 'load';
  });
}

function enabled(program: Program, state: State, model: 'sc' | 'tso'): ChoiceView[] {
  return state.queues.flatMap((queue, cpu) =>
    queue.flatMap((entry, at): ChoiceView[] => {
      if (entry.done || entry.kind === 'barrier' || waitsFor(queue, at, model)) return [];
      const words = entry.kind === 'store' ? 'becomes visible' : 'takes its value';
      const info: ChoiceInfo = {
        choice: at,
        key: `${cpu}.${entry.pc - (program.cpus[cpu]?.entry ?? 0)}`,
        cpu,
        kind: entry.kind === 'store' ? 'visible' : 'value',
        pc: entry.pc,
        entry: at,
        alternative: null,
        words,
        hardware: true,
      };
      return [{ ...info, fate: 'open' }];
    }),
  );
}

function play(
  program: Program,
  from: State,
  choice: ChoiceView,
  choices: readonly ChoiceView[],
  note: string | null,
): { state: State; step: RunStep } {
  const cells = [...from.cells];
  const queues = from.queues.map((queue) => queue.map((entry) => ({ ...entry })));
  const queue = queues[choice.cpu] ?? [];
  const entry = queue[choice.entry];
  const cell = entry?.cell ?? 0;
  const before = cells[cell] ?? 0;
  const forward = queue
    .slice(0, choice.entry)
    .findLast((older) => older.kind === 'store' && older.cell === cell && !older.done);
  if (entry) {
    entry.done = true;
    if (entry.kind === 'store') cells[cell] = entry.value ?? 0;
    else entry.value = forward?.value ?? before;
  }
  for (const [at, one] of queue.entries())
    if (one.kind === 'barrier' && queue.slice(0, at).every((older) => older.done)) one.done = true;
  const kept = queue.map((_, at) => at).filter((at) => queue.slice(0, at + 1).some((one) => !one.done));
  const state: State = {
    cells,
    queues: queues.map((one, cpu) => (cpu === choice.cpu ? kept.flatMap((at) => one[at] ?? []) : one)),
  };
  const store = entry?.kind === 'store';
  return {
    state,
    step: {
      key: choice.key,
      note,
      fate: 'open',
      choices,
      after: snapshot(program, state),
      trace: {
        status: 0,
        violated: null,
        reports: [],
        info: choice,
        issued: [],
        raised: [],
        taken: null,
        writes: store ? [{ cell, before, after: entry.value ?? 0 }] : [],
        reads: store
          ? []
          : [
              {
                cpu: choice.cpu,
                pc: entry?.pc ?? 0,
                cell,
                value: entry?.value ?? 0,
                from: forward ? 'queue' : 'memory',
              },
            ],
        queueMap: state.queues.map((one, cpu) => (cpu === choice.cpu ? kept : one.map((_, at) => at))),
      },
    },
  };
}

function snapshot(program: Program, state: State): Snapshot {
  const finished = state.queues.every((queue) => queue.length === 0);
  return {
    cells: state.cells,
    pages: [],
    sites: [],
    ended: false,
    finished,
    cpus: state.queues.map((queue, cpu) => ({
      chart: { task: 'kernel', mask: 'open' },
      frames: [
        { kind: 'task', pc: queue[0]?.pc ?? program.cpus[cpu]?.entry ?? 0, at: origin('', 0), regs: [null] },
      ],
      queue: queue.map((entry, at): EntrySnapshot => {
        const older = waitsFor(queue, at, 'tso');
        return {
          ...entry,
          at: program.code[entry.pc]?.at ?? origin('', 0),
          stale:
            entry.kind === 'load' &&
            entry.done &&
            entry.cell !== null &&
            state.cells[entry.cell] !== entry.value,
          waits: older && !entry.done ? `waits for ${program.code[older.pc]?.at.text ?? ''}` : null,
        };
      }),
      pending: [],
      finished: queue.length === 0,
    })),
  };
}
