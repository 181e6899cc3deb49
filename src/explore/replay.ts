/** Plays choice keys, as permalinks and witnesses carry them, from the start. */
import type { Machine } from '../machine/index.ts';
import type { Run } from './api.ts';
import type { FateMap } from './exploration.ts';
import { Player } from './player.ts';
import { whyNot } from './why-not.ts';

/** Plays `keys` one by one. Where one is not enabled the run ends there and `problem` says why; what came before is
 *  kept. Fates are filled in when `fates` knows this very machine. */
export function replay(machine: Machine, keys: readonly string[], fates: FateMap | null): Run {
  const player = new Player(machine, fates);
  for (const [step, key] of keys.entries()) {
    const choice = player.choices().find((one) => one.key === key);
    if (!choice) {
      const reason = whyNot(machine, player.state, key);
      return player.run({ step, row: null, message: `Step ${step + 1} cannot be played: ${reason}` });
    }
    if (!player.take(choice.choice)) {
      const message = `Step ${step + 1} cannot be played: it contradicts a value that was guessed before.`;
      return player.run({ step, row: null, message });
    }
  }
  return player.run();
}
