/** The parts of lowering that few texts need, as one value for `setRareParts`. */
import { ALLOCATION } from './allocation.ts';
import { withLifetimes } from './lifetime.ts';
import { OBJECTS } from './objects.ts';
import { PER_CPU } from './per-cpu.ts';
import type { RareParts } from './rare.ts';
import { RCU, callbackCounts } from './rcu-words.ts';
import { readMacro } from '../syntax/macros.ts';

export const RARE_PARTS: RareParts = {
  primitives: new Map(Object.entries({ ...PER_CPU, ...RCU, ...OBJECTS, ...ALLOCATION })),
  withLifetimes,
  callbackCounts,
  readMacro,
};
