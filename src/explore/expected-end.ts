/** Whether a run ends as the author of its interleaving says. */
import { assertNever } from '../base/index.ts';
import type { Machine } from '../machine/index.ts';
import type { Outcome, Run } from './api.ts';
import { Exploration } from './exploration.ts';
import { stateAfter } from './replay.ts';

export interface ExpectedEnd {
  readonly end: 'violated' | 'doomed' | 'finished' | 'deadlock' | 'livelock' | 'open';
  readonly property: string | null;
}

/** States behind the last row that are looked at for what must still come. */
const AHEAD = 200_000;

/** What every run from the end of this one comes to; null where there are too many states to tell. */
function outcomesAhead(machine: Machine, run: Run): readonly Outcome[] | null {
  const keys = run.steps.map(({ key }) => key);
  const state = stateAfter(machine, keys);
  if (!state) return null;
  const ahead = new Exploration(machine, { states: AHEAD, paths: false }, state);
  ahead.advance(Number.POSITIVE_INFINITY);
  return ahead.result.limit === null ? ahead.result.outcomes : null;
}

/** Slugs of what a run has violated. */
function violatedBy({ program }: Machine, run: Run): readonly string[] {
  const numbers = run.steps.flatMap(({ trace: { violated, reports } }) => [violated ?? [], reports].flat());
  return [...new Set(numbers.map((number) => program.properties[number]?.slug ?? ''))];
}

/** A sentence where the run ends otherwise, else null. */
export function endMissed(machine: Machine, run: Run, { end, property }: ExpectedEnd): string | null {
  const expected = [end, property].filter(Boolean).join(' ');
  const but = (found: string) => `It should end ${expected}, but ${found}.`;
  const violated = violatedBy(machine, run);
  const ended = run.end === 'violated' ? `ends violated ${violated.join(', ')}` : `ends ${run.end}`;
  switch (end) {
    case 'violated':
      if (run.end !== 'violated') return but(ended);
      return property === null || violated.includes(property) ? null : but(ended);
    case 'finished':
    case 'deadlock':
    case 'livelock':
    case 'open':
      return run.end === end ? null : but(ended);
    case 'doomed': {
      if (run.end === 'violated') return property === null || violated.includes(property) ? null : but(ended);
      if (run.end === 'deadlock' || run.end === 'livelock') return property === null ? null : but(ended);
      if (run.end !== 'open') return but(ended);
      const outcomes = outcomesAhead(machine, run);
      if (!outcomes) return but('there are too many continuations to say so');
      const other = outcomes.find((one) => !one.bad || (property !== null && one.property !== property));
      return other ? but(`a continuation ends ${wordsOf(other)}`) : null;
    }
    default:
      return assertNever(end);
  }
}

function wordsOf({ kind, label, bad }: Outcome): string {
  if (kind !== 'finished') return kind === 'violated' ? `violated ${label}` : kind;
  return bad ? `with ${label}` : `well, with ${label}`;
}

/** Of a run that stops short, what is still to come: "every continuation reaches use-after-free"; null where it has ended,
 *  or where that takes too long to tell. */
export function aheadWords(machine: Machine, run: Run): string | null {
  if (run.end !== 'open') return null;
  const outcomes = outcomesAhead(machine, run);
  if (!outcomes || outcomes.length === 0) return null;
  const names = [...new Set(outcomes.filter(({ bad }) => bad).map(nameOf))];
  if (names.length === 0) return 'whatever follows, it ends well';
  const isDoomed = outcomes.every(({ bad }) => bad);
  if (isDoomed && names.length === 1) return `every continuation reaches ${names[0] ?? ''}`;
  if (isDoomed) return `every continuation fails: ${names.join(' or ')}`;
  return `from here it depends: ${[...names, 'or it ends well'].join(', ')}`;
}

function nameOf({ kind, property }: Outcome): string {
  return kind === 'violated' ? (property ?? '') : `a ${kind}`;
}
