/** States of the reference machine, as plain data, and a state while a step makes it. */
import type { Effect } from '../../machine/index.ts';
import type { Entry, Hook } from './reference-queue.fixture.ts';
import { num, replaced, type Sym } from './symbol.fixture.ts';

export interface Cpu {
  pc: number;
  regs: Sym[];
  q: Entry[];
}

export interface State {
  mem: number[];
  cpus: Cpu[];
}

/** Of its CPUs only those that the step changes are copies. */
export interface Draft extends State {
  violated: number[];
  squashed: boolean;
  /** A wait's own load met a value that does not end the wait: the step cannot be taken. */
  refused: boolean;
  /** pc of the load that this step completes. */
  took: number;
  /** The next entry's id. */
  next: number;
}

/** The program has something that the reference machine does not know, or is too long for it. */
export class Beyond extends Error {}

/** Behind all ids that a state has (`renumber`). */
const FIRST_NEW_ID = 1000;

/** A copy in which a step of CPU c can work. */
export function draftOf({ mem, cpus }: State, c: number): Draft {
  return {
    mem: [...mem],
    cpus: cpus.map((cpu, i) => (i === c ? copyOf(cpu) : cpu)),
    violated: [],
    squashed: false,
    refused: false,
    took: -1,
    next: FIRST_NEW_ID,
  };
}

export function copyOf({ pc, regs, q }: Cpu): Cpu {
  return { pc, regs: [...regs], q: q.map((e) => ({ ...e })) };
}

/** The item there, which there is. */
export function at<T>(list: readonly T[], i: number): T {
  const item = list[i];
  if (item === undefined) throw new Error('internal: index');
  return item;
}

/** Its value; 0 where it is pending. */
export function constant(s: Sym | undefined): number {
  return s?.k === 'n' ? s.v : 0;
}

/** Effects with the registers that they name. */
export function close(effects: readonly Effect[], regs: readonly Sym[]): Hook[] {
  return effects.map((effect) => {
    const named: Record<number, Sym> = {};
    for (const [, r] of JSON.stringify(effect).matchAll(/"k":"reg","r":(\d+)/g))
      named[Number(r)] = regs[Number(r)] ?? num(0);
    return { effect, regs: named };
  });
}

/** Replaces loads and guesses in all that a CPU has. */
export function rewrite(
  cpu: Cpu,
  load: (id: number) => Sym,
  guesses: (g: readonly number[]) => readonly number[],
): void {
  const go = (s: Sym) => replaced(s, load, guesses);
  cpu.regs = cpu.regs.map(go);
  for (const e of cpu.q) {
    if (e.k === 'load') {
      e.addr = go(e.addr);
      if (e.val) e.val = go(e.val);
    } else if (e.k === 'store') {
      e.addr = go(e.addr);
      e.val = go(e.val);
    } else if (e.k === 'guess') e.cond = go(e.cond);
    if ('hooks' in e && e.hooks.length > 0)
      e.hooks = e.hooks.map(({ effect, regs }) => ({
        effect,
        regs: Object.fromEntries(Object.entries(regs).map(([r, s]) => [r, go(s)])),
      }));
  }
}

/** Ids by place in the queue, so that equal states are equal texts. */
export function renumber(cpu: Cpu): void {
  const to = new Map(cpu.q.map((e, i) => [e.id, i]));
  const name = (id: number) => to.get(id) ?? -1;
  rewrite(
    cpu,
    (id) => ({ k: 'ld', id: name(id) }),
    (g) => g.map(name),
  );
  for (const e of cpu.q) {
    e.id = name(e.id);
    if (e.k === 'load') e.src = name(e.src);
    if (e.k === 'store') e.pair = name(e.pair);
  }
}
