/** Plays choice keys, as permalinks and witnesses carry them, from the start. */
import { SQUASHED, type Machine } from '../machine/index.ts';
import { lawfulStep } from './lawful-step.ts';
import type { Run } from './api.ts';
import type { FateMap } from './exploration.ts';
import { Player } from './player.ts';
import { parseChoiceKey } from './choice-key.ts';
import { pcOf } from './cpu-code.ts';
import { whyNot } from './why-not.ts';

/** Plays `keys` one by one. Where one is not enabled the run ends there and `problem` says why; what came before is
 *  kept. Fates are filled in when `fates` knows this very machine. An issue that is no step of its own is passed over: a link
 *  may be of a release in which it was one. */
export function replay(machine: Machine, keys: readonly string[], fates: FateMap | null): Run {
  const player = new Player(machine, fates);
  const passed: number[] = [];
  for (const [step, key] of keys.entries()) {
    const choice = player.choices().find((one) => one.key === key);
    if (!choice && issuesByItself(machine, key)) {
      passed.push(step);
      continue;
    }
    if (!choice) {
      const reason = whyNot(machine, player.state, key);
      const message = `Step ${step + 1} cannot be played: ${reason}`;
      return player.run({ step, row: null, refused: null, message });
    }
    if (!player.take(choice.choice)) {
      const message = `Step ${step + 1} cannot be played: it contradicts a value that was guessed before.`;
      return player.run({ step, row: null, refused: null, message });
    }
  }
  return passed.length > 0 ? { ...player.run(), passed } : player.run();
}

function issuesByItself({ program }: Machine, key: string): boolean {
  const { cpu = -1, kind = '', statement = '' } = parseChoiceKey(key) ?? {};
  return kind === 'issue' && program.issueIsStep[cpu] === false && pcOf(program, cpu, statement) !== null;
}

/** The state after playing `keys` from the start, null where one of them is not enabled. */
export function stateAfter(machine: Machine, keys: readonly string[]): Int32Array | null {
  let state = new Int32Array(machine.width);
  let next = new Int32Array(machine.width);
  machine.initial(state, 0);
  for (const key of keys) {
    const count = machine.enabled(state, 0);
    const choices = machine.choices.slice(0, count);
    const now = state;
    const choice = choices.find((one) => machine.choiceInfo(now, 0, one).key === key);
    if (choice === undefined || lawfulStep(machine, state, choice, next) === SQUASHED) return null;
    [state, next] = [next, state];
  }
  return state;
}
