/**
 * Fix it: which options of a scenario are barriers, and the fewest of them with which nothing fails; what may be added to its
 * code is in placing.ts.
 *
 * An option is a barrier where its values give programs that access the same places in the same order and differ only in
 * what orders them: fences, acquire, release, fully ordered atomics. Its cost is the number of those.
 */
import type { Instance } from '../../protocol/index.ts';
import type { ExploreResult, Program, Scenario, Settings } from '../answers.ts';
import { settingsOf } from '../selectors.ts';
import { LIMITS } from './instances.ts';
import { createPlacing, type Addition, type CodeMenu } from './placing.ts';
import type { FixTask } from './question.ts';
import type { WorkerClient } from '../ports.ts';

/** More combinations than these are not searched for the fewest. */
const COMBINATIONS = 64;

export interface BarrierOption {
  readonly name: string;
  /** Values that change nothing but the order, the failing one first. */
  readonly values: readonly string[];
}

export interface Attempt {
  readonly settings: Settings;
  /** With what was added to it. */
  readonly text: string;
  /** Barriers more than the failing instance has. */
  readonly added: number;
  readonly result: ExploreResult;
}

export function createFixing(client: WorkerClient) {
  const placing = createPlacing(client);
  const programOf = (task: FixTask, settings: Settings): Promise<Program> =>
    client.request({ do: 'program', instance: instanceOf(task, settings) }).promise;

  async function barriers(task: FixTask, scenario: Scenario): Promise<readonly BarrierOption[]> {
    const base = settingsOf(scenario, task.settings);
    if (task.options) {
      const { options } = task;
      return scenario.options
        .filter(({ name }) => options.includes(name))
        .map(({ name, values }) => ({
          name,
          values: [base[name] ?? '', ...values.filter((value) => value !== base[name])],
        }));
    }
    const accesses = accessesOf(await programOf(task, task.settings));
    const options = await Promise.all(
      scenario.options
        .filter(({ kind }) => kind === 'program')
        .map(async ({ name, values }) => {
          const now = base[name] ?? '';
          const others = await Promise.all(
            values
              .filter((value) => value !== now)
              .map(async (value) => {
                const other = await programOf(task, { ...task.settings, [name]: value });
                return accessesOf(other) === accesses ? [value] : [];
              }),
          );
          return { name, values: [now, ...others.flat()] };
        }),
    );
    return options.filter(({ values }) => values.length > 1);
  }

  /** Each addition to the code counts one, wherever it is called from. */
  async function attempt(
    task: FixTask,
    settings: Settings,
    additions: readonly Addition[] = [],
  ): Promise<Attempt> {
    const text = await placing.textWith(task, additions);
    const added = (await costOf(task, settings)) + additions.length;
    const instance = { ...instanceOf(task, settings), text };
    const { promise } = client.request({ do: 'explore', instance, limits: LIMITS });
    return { settings, text, added, result: await promise };
  }

  /** Barriers more than the failing instance has, or options that were changed. */
  async function costOf(task: FixTask, settings: Settings): Promise<number> {
    if (task.options) return changes(task, settings);
    const [before, after] = await Promise.all([programOf(task, task.settings), programOf(task, settings)]);
    return orderings(after) - orderings(before);
  }

  /** The fewest barriers more after which nothing fails, by options or in the code; null where none were found. */
  async function fewest(
    task: FixTask,
    options: readonly BarrierOption[],
    menu: CodeMenu | null = null,
  ): Promise<number | null> {
    const found = [await fewestOptions(task, options), menu && (await placing.fewestIn(task, menu))];
    const known = found.filter((one) => one !== null);
    return known.length > 0 ? Math.min(...known) : null;
  }

  /** Null where no combination helps, or there are too many. */
  async function fewestOptions(task: FixTask, options: readonly BarrierOption[]): Promise<number | null> {
    let all: Settings[] = [
      { ...task.settings, ...Object.fromEntries(options.map(({ name, values }) => [name, values[0] ?? ''])) },
    ];
    for (const { name, values } of options)
      all = all.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
    if (all.length > COMBINATIONS) return null;
    const costs = await Promise.all(
      all.map(async (settings) => ({ settings, added: await costOf(task, settings) })),
    );
    for (const { settings, added } of costs.sort((a, b) => a.added - b.added)) {
      const { promise } = client.request({
        do: 'explore',
        instance: instanceOf(task, settings),
        limits: LIMITS,
      });
      if ((await promise).verdict === 'holds') return added;
    }
    return null;
  }

  return { barriers, attempt, fewest, ...placing };
}

function changes({ settings: from }: FixTask, settings: Settings): number {
  return Object.entries(settings).filter(([name, value]) => from[name] !== value).length;
}

function instanceOf({ file, model }: FixTask, settings: Settings): Instance {
  return { id: file.id, text: file.text, settings, model };
}

/** What a program does to memory and to other CPUs, its ordering left away. */
function accessesOf({ code }: Program): string {
  return code
    .flatMap((instr): readonly string[] => {
      switch (instr.op) {
        case 'fence':
        case 'let':
        case 'jump':
        case 'effect':
          return [];
        case 'load':
        case 'store':
        case 'rmw':
          return [`${instr.op} ${JSON.stringify(instr.addr)}`];
        default:
          return [instr.op];
      }
    })
    .join('\n');
}

/** What orders: each fence, and each side of an access that acquires or releases. */
function orderings({ code }: Program): number {
  return code.reduce((sum, instr) => {
    switch (instr.op) {
      case 'fence':
        return sum + 1;
      case 'load':
        return sum + (instr.acquire === 'no' ? 0 : 1);
      case 'store':
        return sum + (instr.release ? 1 : 0);
      case 'rmw':
        return sum + (instr.acquire === 'no' ? 0 : 1) + (instr.release ? 1 : 0);
      default:
        return sum;
    }
  }, 0);
}
