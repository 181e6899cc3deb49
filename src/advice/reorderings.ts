/**
 * What a run does out of program order: pairs of a CPU's accesses of which the later one has its effect first. On a machine
 * that shows a store to all others at once, a run without any is one of a sequentially consistent machine, but for values
 * that a CPU reads early from its own stores, which are such pairs as well where that matters.
 */
import type { Run } from '../explore/index.ts';
import type { Program, StepKind } from '../machine/index.ts';
import type { Piece } from '../scenario/index.ts';

/** How an access takes effect; `walk`: its translation. */
export type Effect = 'load' | 'store' | 'both' | 'fetch' | 'walk' | 'other';

/** A place in the text that a statement begins at: its own, or that of a call it is inside of. */
export interface Place {
  readonly file: number;
  readonly at: number;
}

export interface Access {
  readonly effect: Effect;
  /** The statement's own place, then the calls from the outermost. */
  readonly places: readonly Place[];
}

export interface Reordering {
  readonly cpu: number;
  readonly first: Access;
  readonly second: Access;
  /** What lies between them in program order, `second` included: the places of each, as of an access. */
  readonly between: readonly (readonly Place[])[];
}

interface Item {
  readonly pc: number;
  /** Step of its effect; infinite while it has none. */
  at: number;
  /** It was translated when that could have been done earlier. */
  walked: boolean;
}

/** Where a place of a changed text stood before: of what was replaced, where that began; null for what was inserted. The
 *  prelude itself is never changed. */
export function placeBefore(pieces: readonly Piece[], place: Place): Place | null {
  if (place.file !== 0) return place;
  const piece = pieces.find(({ from, to, now }) => place.at >= now && place.at < now + to - from);
  if (piece) return { file: piece.file, at: piece.from + place.at - piece.now };
  const nth = pieces.findIndex(({ now }) => now > place.at);
  const [before, behind] = [pieces[nth - 1], pieces[nth]];
  const isReplaced = before && behind && before.file === behind.file && before.to < behind.from;
  return isReplaced ? { file: before.file, at: before.to } : null;
}

/** In the order of the run's issues, by CPU. */
export function reorderingsOf(program: Program, run: Run): readonly Reordering[] {
  // What issues by itself before the first step stands in the queues already.
  // An instruction or a translation may be used long after it was fetched: as early as its place was changed, for all that
  // the run shows. That it might have been is enough: what keeps it in order is worth trying.
  const changed = run.steps.findIndex(({ trace }) =>
    trace.writes.some(({ cell }) => ['text', 'pte'].includes(program.cells[cell]?.kind ?? '')),
  );
  const early = changed < 0 ? Infinity : changed - 0.5;
  const issued = run.initial.cpus.map(({ queue }) =>
    queue.map(({ pc, done }): Item => ({
      pc,
      at: done ? -1 : Infinity,
      walked: false,
    })),
  );
  for (const [step, { trace }] of run.steps.entries()) {
    for (const { cpu, pc } of trace.issued) issued[cpu]?.push({ pc, at: Infinity, walked: false });
    const { kind, cpu: by, pc: of } = trace.info;
    const walker = issued[by]?.find((one) => one.pc === of && one.at === Infinity);
    if (walker && (kind === 'translate' || kind === 'fault')) walker.walked = true;
    for (const { cpu, pc } of effectsOf(kind, trace)) {
      const item = issued[cpu]?.find((one) => one.pc === pc && one.at === Infinity);
      if (item) item.at = step;
    }
  }
  return issued.flatMap((items, cpu) => pairsOf(program, items, cpu, early));
}

const BY_THEMSELVES: readonly StepKind[] = ['visible', 'fetch', 'tlbi', 'ic', 'dc'];

function effectsOf(
  kind: StepKind,
  trace: Run['steps'][number]['trace'],
): readonly { readonly cpu: number; readonly pc: number }[] {
  const { pc, cpu } = trace.info;
  const own = pc !== null && (BY_THEMSELVES.includes(kind) || trace.writes.length > 0) ? [{ cpu, pc }] : [];
  return [...own, ...trace.reads];
}

function pairsOf(
  program: Program,
  items: readonly Item[],
  cpu: number,
  early: number,
): readonly Reordering[] {
  const accesses = items.flatMap((item, nth) => {
    const effect = effectOf(program, item.pc);
    if (!effect) return [];
    const own = { ...item, nth, effect };
    if (effect === 'fetch') return [{ ...own, at: Math.min(item.at, early) }];
    const walk = { ...own, effect: 'walk' as const, at: early };
    return item.walked && early < item.at ? [own, walk] : [own];
  });
  return accesses.flatMap((first, n) =>
    accesses.slice(n + 1).flatMap((second): Reordering[] => {
      if (second.at >= first.at || second.nth === first.nth) return [];
      const between = items.slice(first.nth + 1, second.nth + 1).map(({ pc }) => placesOf(program, pc));
      const told = (access: typeof first) => ({
        effect: access.effect,
        places: placesOf(program, access.pc),
      });
      return [{ cpu, first: told(first), second: told(second), between }];
    }),
  );
}

function effectOf({ code }: Program, pc: number): Effect | null {
  switch (code[pc]?.op) {
    case 'load':
      return 'load';
    case 'store':
      return 'store';
    case 'rmw':
      return 'both';
    case 'execute':
      return 'fetch';
    case 'tlbi':
    case 'ic':
    case 'dc':
      return 'other';
    default:
      return null;
  }
}

function placesOf({ code, scopes }: Program, pc: number): readonly Place[] {
  const origin = code[pc]?.at;
  if (!origin) return [];
  const calls = origin.scope.flatMap((index) => {
    const scope = scopes[index];
    return scope ? [{ file: scope.file, at: scope.from }] : [];
  });
  return [{ file: origin.file, at: origin.from }, ...calls];
}
