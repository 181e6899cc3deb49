/**
 * Rounds of a loop that only tries again (tables/retries.ts): of the two guesses the one that it fails is left out. What may become
 * of a CPU that has loaded and not swapped yet is then not all there, but it is what may become of one that begins the round:
 *
 *     w = READ_ONCE(l) ─► others move ─► the swap fails ─► w = READ_ONCE(l) ─► the swap succeeds
 *     others move ─► w = READ_ONCE(l) ─► the swap succeeds                                the same, and never fails
 */
import type { CpuSetup } from '../cpu/draft-run.ts';
import type { Draft, Entry, Frame } from '../cpu/part.ts';
import type { Program } from '../program.ts';
import type { RaceMachine } from '../step/race-machine.ts';

/** Lists the others at the front of the machine's choices, which are those of the state; how many. */
export function withoutRetries(machine: RaceMachine, state: Int32Array, count: number): number {
  const { choices } = machine;
  let kept = 0;
  let succeeding = -1;
  for (let nth = 0; nth < count; nth++) {
    const choice = choices[nth] as number;
    const cpu = choice >> 24;
    const { setup } = machine.table(cpu);
    const { kind, alternative } = machine.action(state, 0, choice);
    if (kind === 'predict' && setup.retries.size > 0) {
      const { frames } = machine.table(cpu).info(machine.part(state, 0, cpu)).part;
      const retries = setup.retries.has(frames[frames.length - 1]?.pc ?? -1);
      if (retries && alternative === 0) succeeding = cpu;
      else if (retries && succeeding === cpu) continue;
    }
    choices[kept++] = choice;
  }
  return kept;
}

/** Where CPUs are in such rounds: in none; so that the beginning tells what becomes of them; or with something in flight that tells more: a load
 *  that may have to be given back, a wait that keeps interrupts off. */
export type InRounds = 'none' | 'told' | 'open';

export function inRounds(machine: RaceMachine, state: Int32Array): InRounds {
  let is: InRounds = 'none';
  machine.cpus.forEach(({ setup }, cpu) => {
    if (setup.retries.size === 0) return;
    const interrupts = setup.spec.irqHandlers.some((handler) => handler !== null);
    const { frames, queue } = machine.table(cpu).info(machine.part(state, 0, cpu)).part;
    for (const frame of frames) {
      const swap = swapOf(setup, frame);
      if (swap < 0) continue;
      const own = ofRound(setup, queue, swap);
      if (queue.some((e, at) => own(e, at) && (e.done || interrupts))) is = 'open';
      else if (is === 'none') is = 'told';
    }
  });
  return is;
}

/** The state in which every CPU that is inside a round is at its beginning. */
export function beforeRounds(machine: RaceMachine, state: Int32Array): Int32Array {
  const before = state.slice();
  machine.cpus.forEach((table, cpu) => {
    const { setup } = table;
    const part = machine.part(state, 0, cpu);
    if (setup.retries.size === 0 || !table.info(part).part.frames.some((frame) => swapOf(setup, frame) >= 0))
      return;
    const result = table.cached(part, 'round', ({ d }) => {
      for (const frame of d.frames) goBack(setup, d, frame);
    });
    machine.accept(cpu, result, before, 0);
  });
  return before;
}

/** Where the swap is that ends the round in which the frame is; -1 in none. */
function swapOf({ program, retries }: CpuSetup, { pc }: Readonly<Frame>): number {
  for (const swap of retries) if (pc <= swap && pc > beginning(program, swap)) return swap;
  return -1;
}

/** Behind the swap stands the branch that tries again. */
function beginning({ code }: Program, swap: number): number {
  const branch = code[swap + 1];
  return branch?.op === 'branch' ? branch.to : swap;
}

function goBack(setup: CpuSetup, d: Draft, frame: Frame): void {
  const swap = swapOf(setup, frame);
  if (swap < 0) return;
  const { code } = setup.program;
  const first = beginning(setup.program, swap);
  frame.pc = first;
  for (const instr of code.slice(first, swap + 1))
    if ('dst' in instr && instr.dst !== null) frame.regs[instr.dst] = 0;
  const own = ofRound(setup, d.queue, swap);
  d.queue = d.queue.filter((e, at) => !own(e, at));
}

/** Tells what is in flight of the last round before a swap. */
function ofRound(
  { program }: CpuSetup,
  queue: readonly Readonly<Entry>[],
  swap: number,
): (e: Readonly<Entry>, at: number) => boolean {
  const first = beginning(program, swap);
  const earlier = queue.map(({ pc }) => pc === swap || pc === swap + 1).lastIndexOf(true);
  return ({ pc }, at) => at > earlier && pc >= first && pc < swap;
}
