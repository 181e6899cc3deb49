/** Why a run cannot go on as it did on another machine, in terms of memory; and what of it happens sooner. */
import { valueName } from '../base/index.ts';
import { SQUASHED, type Machine, type StepKind, type StepTrace } from '../machine/index.ts';
import { pcOf } from './cpu-code.ts';
import { effectsOf, isSameAccess, isSameEffect, writersAfter, type Effect, type Writers } from './effects.ts';
import { cpuLabel } from './labels.ts';
import type { Place } from './telling.ts';
import { whyRowNot } from './why-not.ts';

const NEAR_STATES = 1500;

/** A sentence about the effect `turn` that cannot be done from a place. */
export function whyBroken(machine: Machine, effects: readonly Effect[], place: Place, turn: number): string {
  const effect = effects[turn];
  if (!effect) return '';
  const { program, model } = machine;
  if (place.ended) {
    const slug = program.properties[place.trace?.violated ?? -1]?.slug;
    return slug === undefined ? 'The run ends here.' : `Here the run ends already: ${slug} is violated.`;
  }
  const way = nearest(machine, place, effect);
  const what = `${cpuLabel(program, effect.cpu)}’s ${statement(machine, effect)}`;
  const last = way?.at(-1);
  if (!way || !last) {
    if (effect.does === 'fault') return `Under ${model} ${what} does not fault here.`;
    const keys = effect.statement === '' ? [] : [effect.statement];
    return whyRowNot(machine, place.state, { cpu: effect.cpu, kind: kindOf(effect), keys, from: 0, to: 0 });
  }
  const first = way
    .slice(0, -1)
    .flatMap((step) => step.does)
    .find((one) => one.hard && !isSameAccess(one, effect));
  if (first) return `Under ${model} ${what} comes only after ${done(machine, first, effect.cpu)}.`;
  const pc = pcOf(program, effect.cpu, effect.statement);
  const read = last.trace.reads.find((one) => one.cpu === effect.cpu && one.pc === pc);
  if (effect.does === 'reads' && read) {
    const value = valueName(program.cells, read.value, read.cell);
    return `Under ${model} ${what} can only find ${value} here${whence(machine, place, read)}.`;
  }
  return `Under ${model} ${what} can only be “${last.trace.info.words}” here.`;
}

/** A sentence about a run that does all that the old one did, but not at moments at which that violates `slug`. */
export function whyHarmless(
  machine: Machine,
  effects: readonly Effect[],
  moves: readonly { readonly nth: number; readonly turn: number }[],
  slug: string,
): string {
  const [moved] = movedWords(machine, effects, moves);
  return `Under ${machine.model} the same accesses do not violate ${slug}${moved === undefined ? ': what is checked comes earlier or later than it did' : `: ${moved}`}.`;
}

/** Whether the effect itself can be done next, with nothing but steps that nobody sees before it. */
export function isPossible(machine: Machine, place: Place, effect: Effect): boolean {
  const way = nearest(machine, place, effect);
  const hard = way?.flatMap(({ does }) => does).filter((one) => one.hard) ?? [];
  const [only] = hard;
  return hard.length === 1 && only !== undefined && isSameEffect(only, effect);
}

interface Step {
  readonly trace: StepTrace;
  readonly does: readonly Effect[];
}

/** The shortest way to the same access, whatever it finds and whatever is done on the way; its own CPU's steps first. */
function nearest(machine: Machine, place: Place, wanted: Effect): readonly Step[] | null {
  const all = (cpu: number) => cpu >= 0;
  return along(machine, place, wanted, (cpu) => cpu === wanted.cpu) ?? along(machine, place, wanted, all);
}

function along(
  machine: Machine,
  place: Place,
  wanted: Effect,
  may: (cpu: number) => boolean,
): readonly Step[] | null {
  interface Way {
    readonly state: Int32Array;
    readonly writers: Writers;
    readonly steps: readonly Step[];
  }
  let level: Way[] = [{ state: place.state, writers: place.writers, steps: [] }];
  const seen = new Set([place.state.join()]);
  while (level.length > 0 && seen.size < NEAR_STATES) {
    const next: Way[] = [];
    for (const { state, writers, steps } of level) {
      const count = machine.enabled(state, 0);
      for (const choice of machine.choices.slice(0, count)) {
        if (!may(machine.choiceCpu(choice))) continue;
        const after = new Int32Array(machine.width);
        const trace = machine.trace(state, 0, choice, after, 0);
        if (trace.status === SQUASHED) continue;
        const does = effectsOf(machine, trace, writers, 0);
        const way = [...steps, { trace, does }];
        if (does.some((one) => isSameAccess(one, wanted))) return way;
        const key = after.join();
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ state: after, writers: writersAfter(machine.program, writers, trace), steps: way });
      }
    }
    level = next;
  }
  return null;
}

/** Who has written a value, and at which step of the way. */
function whence(machine: Machine, place: Place, read: StepTrace['reads'][number]): string {
  if (read.from === 'queue') return ', from its own store';
  for (let at: Place | null = place; at; at = at.before)
    if (at.trace?.writes.some(({ cell }) => cell === read.cell)) {
      let step = 0;
      for (let one: Place | null = at; one.before; one = one.before) step++;
      const writer = at.trace.info.cpu;
      const whose = writer === read.cpu ? 'its own' : `${cpuLabel(machine.program, writer)}’s`;
      return `: ${whose} store became visible at step ${step}`;
    }
  return ': nobody has written to it yet';
}

/** What a way does before its turn: "CPU 1: WRITE_ONCE(x, 1) becomes visible before READ_ONCE(y) takes its value". */
export function movedWords(
  machine: Machine,
  effects: readonly Effect[],
  moves: readonly { readonly nth: number; readonly turn: number }[],
): readonly string[] {
  return moves.flatMap(({ nth, turn }) => {
    const [moved, before] = [effects[nth], effects[turn]];
    if (!moved || !before) return [];
    return [
      `${cpuLabel(machine.program, moved.cpu)}: ${statement(machine, moved)} ${DOES[moved.does] ?? 'happens'} before ${done(machine, before, moved.cpu)}`,
    ];
  });
}

const DOES: Readonly<Record<string, string>> = { reads: 'takes its value', writes: 'becomes visible' };
const DONE: Readonly<Record<string, string>> = { reads: 'has taken its value', writes: 'is visible' };

/** An effect as done: "WRITE_ONCE(x, 1) is visible", of another CPU with its name. */
function done(machine: Machine, effect: Effect, cpu: number): string {
  const who = effect.cpu === cpu ? '' : `${cpuLabel(machine.program, effect.cpu)}’s `;
  return `${who}${statement(machine, effect)} ${DONE[effect.does] ?? 'is done'}`;
}

function statement({ program }: Machine, { cpu, statement: key, does, alternative }: Effect): string {
  const pc = key === '' ? null : pcOf(program, cpu, key);
  if (pc !== null) return program.code[pc]?.at.text ?? '';
  return [does, alternative].filter(Boolean).join(' ');
}

function kindOf({ does }: Effect): StepKind {
  switch (does) {
    case 'reads':
      return 'value';
    case 'writes':
      return 'visible';
    case 'irq':
    case 'fetch':
    case 'fault':
    case 'arrive':
    case 'dc':
    case 'ic':
    case 'tlbi':
      return does;
    default:
      return 'issue';
  }
}
