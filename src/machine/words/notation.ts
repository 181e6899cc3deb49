/**
 * One-line notation for tests: `W x 1; mb; R y` is one CPU's program, `explore` finds every outcome of several by plain
 * depth-first search over the public machine API. Kept free of the search room on purpose: it is the naive reference.
 *
 *   W x 1 | W.rel x 1 | W x =r0 (data) | W x 1 @r0 (address)    stores
 *   R x | R.acq x | R.acqpc x | R x @r0 (address)               loads, into r0, r1 … in order of appearance
 *   X x 1 | X.full x 1 | X.acq, X.rel                           swap; A x 1: fetch-and-add
 *   Z.acq x 1: swap without a result;  R.ex x, W.ex x 1: exclusives, the latter's status (0: stored) into a register
 *   C x 0 1 | C.full x 0 1                                      compare-and-swap (expected, new)
 *   L x                                                         takes x as a lock: waits for 0, swaps in 1, acquires
 *   mb rmb wmb isb dsb dsbst                                      fences;  ctrl r0: a branch that depends on r0
 *
 * Locations named t… are text (one instruction, whose word is also data): `W t 1` patches, `E t` executes it into the
 * next register, `dc t` and `ic t` maintain caches. Locations named v… are virtual: `R v` goes through its PTE, which
 * maps frame v.old (value 0) at first; `clear v`, `map v` (to frame v.new, value 1) and `unmap v` (back to v.old) store
 * the PTE, `tlbi v` invalidates. A fault ends its CPU and shows as `fault0:v=1`.
 */
import { createMachine } from '../machine.ts';
import { ADDRESS_BASE, pteValue } from '../../base/index.ts';
import type { Expr, FenceKind, Hardware, Instr, InstrBody, Model, Program } from '../program.ts';
import { SQUASHED } from '../api.ts';

const FENCES: Readonly<Record<string, FenceKind>> = {
  mb: 'dmb.sy',
  rmb: 'dmb.ld',
  wmb: 'dmb.st',
  isb: 'isb',
  dsb: 'dsb.sy',
  dsbst: 'dsb.st',
  mfence: 'mfence',
};

function reg(name: string): Expr {
  return { k: 'reg', r: Number(name.slice(1)) };
}

/** `base + 0 * r`: an address dependency that adds nothing. */
function depending(base: number, r: Expr): Expr {
  return { k: 'bin', op: '+', a: { k: 'const', v: base }, b: { k: 'bin', op: '^', a: r, b: r } };
}

/** Executing a text word yields it as a value. */
const WORDS = Object.fromEntries(
  [0, 1, 2, 3].map((value) => [String(value), { k: 'value' as const, value }]),
);

/** Hardware as Linux sets it up on a core with none of the optional features. */
const HARDWARE: Hardware = { eos: true, eis: true, ets2: false, idc: false, dic: false };

/** Builds a program; every register and every location is observed. */
export function classic(...threads: readonly string[]): Program {
  return classicOn(HARDWARE, ...threads);
}

export function classicOn(hardware: Hardware, ...threads: readonly string[]): Program {
  const locations: string[] = [];
  const cellOf = (name: string): number => {
    if (!locations.includes(name)) {
      locations.push(name);
      if (name.startsWith('v')) locations.push(`${name}.pte`, `${name}.old`, `${name}.new`);
    }
    return locations.indexOf(name);
  };
  const sites: string[] = [];
  const textSite = (name: string): number => {
    cellOf(name);
    if (!sites.includes(name)) sites.push(name);
    return sites.indexOf(name);
  };
  const code: Instr[] = [];
  const cpus = threads.map((thread, cpu) => {
    const entry = code.length;
    let loads = 0;
    for (const statement of thread
      .split(';')
      .map((s) => s.trim())
      .filter((s) => s !== '')) {
      const [head = '', ...args] = statement.split(/\s+/);
      const [op = '', form = ''] = head.split('.');
      const acquire = form === 'acq' || form === 'full' ? 'rcsc' : form === 'acqpc' ? 'rcpc' : 'no';
      const release = form === 'rel' || form === 'full';
      const name = args[0] ?? '';
      const at = args.find((a) => a.startsWith('@'));
      const address = (): Expr => {
        const base = ADDRESS_BASE + cellOf(name);
        return at === undefined ? { k: 'const', v: base } : depending(base, reg(at.slice(1)));
      };
      const operand = (i: number): Expr => {
        const text = args[i] ?? '0';
        return text.startsWith('=') ? reg(text.slice(1)) : { k: 'const', v: Number(text) };
      };
      const body = ((): InstrBody => {
        switch (op) {
          case 'W':
            return {
              op: 'store',
              addr: address(),
              value: operand(1),
              release,
              ...(form === 'ex' ? { status: loads++ } : {}),
            };
          case 'R':
            return {
              op: 'load',
              dst: loads++,
              addr: address(),
              acquire,
              ...(form === 'ex' ? { exclusive: true } : {}),
            };
          case 'X':
          case 'Z':
            return {
              op: 'rmw',
              dst: op === 'Z' ? null : loads++,
              addr: address(),
              value: operand(1),
              acquire,
              release,
            };
          case 'A':
            return {
              op: 'rmw',
              dst: loads++,
              addr: address(),
              value: { k: 'bin', op: '+', a: { k: 'old' }, b: operand(1) },
              acquire,
              release,
            };
          case 'C':
            return {
              op: 'rmw',
              dst: loads++,
              addr: address(),
              value: operand(2),
              compare: operand(1),
              when: { k: 'bin', op: '==', a: { k: 'old' }, b: operand(1) },
              acquire,
              release,
            };
          case 'L':
            return {
              op: 'rmw',
              dst: null,
              addr: address(),
              value: { k: 'const', v: 1 },
              when: { k: 'bin', op: '==', a: { k: 'old' }, b: { k: 'const', v: 0 } },
              waits: true,
              acquire: 'rcsc',
              release: false,
            };
          case 'ctrl':
            return {
              op: 'branch',
              cond: { k: 'bin', op: '!=', a: reg(name), b: { k: 'const', v: 0 } },
              to: code.length + 1,
            };
          case 'E':
            return { op: 'execute', site: textSite(name), dst: loads++, decode: WORDS };
          case 'dc':
          case 'ic':
            return { op, addr: address() };
          case 'clear':
          case 'map':
          case 'unmap': {
            const page = cellOf(name);
            const value = pteValue(op === 'map' ? page + 3 : page + 2, op !== 'clear');
            return {
              op: 'store',
              addr: { k: 'const', v: ADDRESS_BASE + page + 1 },
              value: { k: 'const', v: value },
              release: false,
            };
          }
          case 'tlbi':
            return { op: 'tlbi', addr: address(), broadcast: true };
          default: {
            const kind = FENCES[op];
            if (kind === undefined) throw new Error(`no such statement: ${statement}`);
            return { op: 'fence', kind };
          }
        }
      })();
      code.push({
        ...body,
        at: { key: `${cpu}.${code.length}`, text: statement, file: 0, from: 0, to: 0, scope: [] },
      });
    }
    code.push({ op: 'halt', at: { key: `${cpu}.end`, text: 'end', file: 0, from: 0, to: 0, scope: [] } });
    return { entry, regs: loads };
  });
  const pages = locations.filter((l) => /^v[^.]*$/.test(l));
  return {
    name: threads.join(' || '),
    arch: 'arm64',
    cells: locations.map((name, i) => {
      if (name.endsWith('.pte')) return { name, init: pteValue(i + 1, true), kind: 'pte' as const };
      return {
        name,
        init: name.endsWith('.new') ? 1 : 0,
        kind: sites.includes(name) ? ('text' as const) : ('data' as const),
      };
    }),
    sites: sites.map((name) => ({ name, cells: [locations.indexOf(name)], fetch: 'strict' as const })),
    pages: pages.map((name) => ({ name, cell: locations.indexOf(name), pte: locations.indexOf(name) + 1 })),
    irqs: [],
    code,
    scopes: [],
    cpus: cpus.map(({ entry, regs }, i) => ({
      name: `P${i}`,
      agent: false,
      entry,
      regs,
      init: [],
      mode: 'kernel' as const,
      irqsOff: false,
      eqs: false,
      irqHandlers: [],
      bpHandler: null,
      faultHandler: null,
      regNames: Array.from({ length: regs }, (_, r) => `r${r}`),
    })),
    properties: [],
    invariants: [],
    finals: [],
    hardware,
    builtin: {},
    faultEnds: true,
    observed: [
      ...cpus.flatMap(({ regs }, cpu) =>
        Array.from({ length: regs }, (_, r) => ({ k: 'reg' as const, cpu, r, name: `${cpu}:r${r}` })),
      ),
      ...locations.flatMap((name, cell) => (name.includes('.') ? [] : [{ k: 'cell' as const, cell, name }])),
      ...cpus.flatMap((_, cpu) =>
        pages.map((name, page) => ({
          k: 'fault' as const,
          cpu,
          page,
          label: null,
          name: `fault${cpu}:${name}`,
        })),
      ),
    ],
    guessesAreSteps: false,
    issueIsStep: cpus.map(() => false),
  };
}

/** Every outcome, as `0:r0=1 1:r0=0 x=1`, sorted. */
export function outcomesOf(program: Program, model: Model): readonly string[] {
  const machine = createMachine(program, model);
  const { width } = machine;
  const seen = new Set<string>();
  const found = new Set<string>();
  const start = new Int32Array(width);
  machine.initial(start, 0);
  const stack = [start];
  seen.add(start.join());
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    if (machine.isFinished(state, 0)) {
      const values = machine.observe(state, 0);
      found.add(program.observed.map((o, i) => `${o.name}=${String(values[i])}`).join(' '));
      continue;
    }
    const count = machine.enabled(state, 0);
    const choices = machine.choices.slice(0, count);
    for (const choice of choices) {
      const next = new Int32Array(width);
      if (machine.step(state, 0, choice, next, 0) === SQUASHED) continue;
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      stack.push(next);
    }
  }
  return [...found].sort();
}

/** Whether some outcome contains all of the given `name=value` words. */
export function allows(model: Model, condition: string, ...threads: readonly string[]): boolean {
  const words = condition.split(/\s+/);
  return outcomesOf(classic(...threads), model).some((o) => words.every((w) => o.split(' ').includes(w)));
}
