/** Going on from the position: the shortest way to an event that the reader names, or to the end. */
import type { StoreApi } from 'zustand/vanilla';
import type { Instance } from '../protocol/index.ts';
import type { Goal, Model, Settings } from './answers.ts';
import { LIMITS } from './inquiry.ts';
import { failed } from './notice.ts';
import type { WorkerClient } from './ports.ts';
import { currentNode, type RunNode } from './run-tree.ts';
import type { SessionState } from './session-state.ts';

export interface RunOnDesk {
  readonly client: WorkerClient;
  readonly store: StoreApi<SessionState>;
  readonly instanceOf: (settings: Settings, model: Model) => Instance | null;
  /** Drops what was asked for before; the number tells whether something newer was asked for since. */
  readonly supersede: () => number;
  readonly isCurrent: (asked: number) => boolean;
  /** Shows the run of `keys`, forked from `now`, at its end. */
  readonly show: (now: RunNode, keys: readonly string[], title: string) => Promise<void>;
  readonly goTo: (position: number) => void;
}

export function createRunOn({ client, store, instanceOf, supersede, isCurrent, show, goTo }: RunOnDesk) {
  const get = () => store.getState();

  async function goOn(
    title: string,
    find: (instance: Instance, from: readonly string[], now: RunNode) => Promise<readonly string[] | string>,
  ): Promise<void> {
    const now = currentNode(get().tree);
    const instance = now && instanceOf(now.settings, now.model);
    if (!now || !instance) return;
    const from = now.run.steps.slice(0, get().position).map((step) => step.key);
    const mine = supersede();
    try {
      const found = await find(instance, from, now);
      if (!isCurrent(mine)) return;
      if (typeof found !== 'string') await show(now, [...from, ...found], title);
      else
        store.setState({
          notice: { tone: 'calm', what: found, todo: 'Step back and try again, or take another choice.' },
        });
    } catch (error) {
      if (isCurrent(mine)) store.setState({ notice: failed(error) });
    }
  }

  /** Until the goal happens; `words` name it for the reader. */
  const runTo = (goal: Goal, words: string): Promise<void> =>
    goOn(`run to ${words}`, async (instance, from, now) => {
      const { promise } = client.request({ do: 'reach', instance, from, goal, limits: { states: 500_000 } });
      const { keys, limit } = await promise;
      if (keys) return keys;
      const done = lastDone(now, get().position, goal);
      if (done !== null)
        return `${words} does not happen again from here: it did in step ${done}${limit ? ', as far as was searched' : ''}.`;
      return `${words} cannot happen from here${limit ? ' as far as was searched' : ''}.`;
    });

  /** To the end: this run's own where it has one, else the nearest, a good one before a bad one. */
  async function runToEnd(): Promise<void> {
    const now = currentNode(get().tree);
    if (!now) return;
    if (now.run.end !== 'open' && now.run.end !== 'impossible') {
      goTo(now.run.steps.length);
      return;
    }
    await goOn('run to the end', async (instance, from) => {
      const { outcomes, limit } = await client.request({
        do: 'explore',
        instance,
        limits: LIMITS,
        ...(from.length > 0 ? { from } : {}),
      }).promise;
      const [way] = [...outcomes].sort(
        (a, b) => Number(a.bad) - Number(b.bad) || a.witness.length - b.witness.length,
      );
      return way?.witness ?? `The run has no end from here${limit ? ' as far as was searched' : ''}.`;
    });
  }

  return { runTo, runToEnd };
}

/** The last step up to a position in which the statement of a goal issued or did something; null where it has not. */
function lastDone({ run, program }: RunNode, position: number, goal: Goal): number | null {
  if (goal.k !== 'step') return null;
  const isMeant = (cpu: number, pc: number | null) =>
    cpu === goal.cpu && pc !== null && program.code[pc]?.at.key === goal.statement;
  const at = run.steps.findLastIndex(
    ({ trace: { info, issued } }, nth) =>
      nth < position && (isMeant(info.cpu, info.pc) || issued.some(({ cpu, pc }) => isMeant(cpu, pc))),
  );
  return at < 0 ? null : at + 1;
}
