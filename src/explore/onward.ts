/**
 * From where a run stands on to its end: the shortest way to an end that is as it is to be, else to any. It is what `…`
 * means as the last row of an interleaving, whichever way that is read.
 */
import type { Outcome } from './api.ts';
import type { ExpectedEnd } from './expected-end.ts';
import { Exploration } from './exploration.ts';
import type { Player } from './player.ts';

/** States that are looked at for an end. */
const AHEAD = 200_000;

/** Takes the steps; none where there is no end within the limit. */
export function goOnToEnd(player: Player, ends: ExpectedEnd | null): void {
  const ahead = new Exploration(player.machine, { states: AHEAD, paths: false }, player.state);
  ahead.advance(Number.POSITIVE_INFINITY);
  const { outcomes } = ahead.result;
  const wanted = outcomes.filter((outcome) => ends === null || isAsSaid(outcome, ends));
  const [nearest] = [...(wanted.length > 0 ? wanted : outcomes)].sort(
    (a, b) => a.witness.length - b.witness.length,
  );
  for (const key of nearest?.witness ?? []) {
    const choice = player.choices().find((one) => one.key === key);
    if (!choice || !player.take(choice.choice)) return;
  }
}

function isAsSaid({ kind, property, bad }: Outcome, { end, property: wanted }: ExpectedEnd): boolean {
  if (end === 'doomed') return bad && (wanted === null || property === wanted);
  return kind === end && (wanted === null || property === wanted) && (end !== 'finished' || !bad);
}
