/**
 * Break it: how far a goal is from a state, and what one choice does to it. Everything is asked of the search from that very
 * state, so that it holds for any goal, not only where all continuations fail.
 */
import type { Instance } from '../../protocol/index.ts';
import { LIMITS } from './instances.ts';
import { isSubject, type BreakGoal, type Subject } from './question.ts';
import type { WorkerClient } from '../ports.ts';

/** `left`: the fewest steps to the goal, null where it is out of reach. `sure`: the search was not given up. */
export interface Standing {
  readonly left: number | null;
  readonly sure: boolean;
}

export function createBreaking(client: WorkerClient) {
  const known = new Map<string, Promise<Standing>>();

  /** After the choices `keys` from the start. */
  function standing(goal: BreakGoal, keys: readonly string[]): Promise<Standing> {
    const instance = instanceOf(goal);
    const key = JSON.stringify([instance, goal.subject, keys]);
    let found = known.get(key);
    if (!found) {
      found = ask(goal, instance, keys);
      found.catch(() => known.delete(key));
      known.set(key, found);
    }
    return found;
  }

  async function ask({ subject }: BreakGoal, instance: Instance, from: readonly string[]): Promise<Standing> {
    const { promise } = client.request({ do: 'explore', instance, limits: LIMITS, from });
    const { outcomes, limit } = await promise;
    const ways = outcomes
      .filter((outcome) => isSubject(subject, outcome))
      .map(({ witness }) => witness.length);
    if (ways.length > 0) return { left: Math.min(...ways), sure: limit === null };
    return { left: (await isThere(subject, instance, from)) ? 0 : null, sure: limit === null };
  }

  /** A run that has ended by a violation has nothing left to search. */
  async function isThere(subject: Subject, instance: Instance, keys: readonly string[]): Promise<boolean> {
    if (subject.kind !== 'property' || keys.length === 0) return false;
    const { steps } = await client.request({ do: 'replay', instance, keys }).promise;
    const { properties } = await client.request({ do: 'program', instance }).promise;
    const last = steps.at(-1)?.trace;
    return (
      steps.length === keys.length &&
      [last?.violated ?? -1, ...(last?.reports ?? [])].some((at) => properties[at]?.slug === subject.slug)
    );
  }

  /** From which position on a run has lost the goal; null where it has not. A goal that is lost never comes back. */
  async function lostSince(goal: BreakGoal, keys: readonly string[]): Promise<number | null> {
    if ((await standing(goal, keys)).left !== null) return null;
    let [reached, lost] = [0, keys.length];
    while (lost - reached > 1) {
      const middle = (reached + lost) >> 1;
      if ((await standing(goal, keys.slice(0, middle))).left === null) lost = middle;
      else reached = middle;
    }
    return lost;
  }

  return { standing, lostSince };
}

function instanceOf({ file, settings, model }: BreakGoal): Instance {
  return { id: file.id, text: file.text, settings, model };
}
