import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialTransition, transition, type AnyStateMachine } from 'xstate';
import { cpuMachine, textPatcherMachine, tlbMachine, translationPatcherMachine } from './charts.ts';
import { CPU_EVENTS, cpuDefinition } from './cpu.machine.ts';
import { TRANSLATION_PATCHER_EVENTS, translationPatcherDefinition } from './translation-patcher.machine.ts';
import { TEXT_PATCHER_EVENTS, textPatcherDefinition } from './text-patcher.machine.ts';
import { tabulate, type ChartTable } from './tabulate.ts';
import { TLB_EVENTS, tlbDefinition } from './tlb.machine.ts';

const CHARTS: readonly (readonly [string, AnyStateMachine, readonly string[], ChartTable<string>])[] = [
  ['cpu', cpuMachine, CPU_EVENTS, tabulate<string>(cpuDefinition, CPU_EVENTS)],
  ['tlb', tlbMachine, TLB_EVENTS, tabulate<string>(tlbDefinition, TLB_EVENTS)],
  [
    'text patcher',
    textPatcherMachine,
    TEXT_PATCHER_EVENTS,
    tabulate<string>(textPatcherDefinition, TEXT_PATCHER_EVENTS),
  ],
  [
    'translation patcher',
    translationPatcherMachine,
    TRANSLATION_PATCHER_EVENTS,
    tabulate<string>(translationPatcherDefinition, TRANSLATION_PATCHER_EVENTS),
  ],
];

test.each(CHARTS)(
  'the %s table says what XState says of the chart, along any sequence of events',
  (_, machine, events, table) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), (sequence) => {
        let [snapshot] = initialTransition(machine);
        let state = table.initial;
        for (const type of sequence) {
          const next = table.next(state, type);
          expect(next >= 0).toBe(snapshot.can({ type }));
          if (next < 0) continue;
          [snapshot] = transition(machine, snapshot, { type });
          state = next;
          const value = snapshot.value as string | Record<string, string>;
          expect(table.values(state)).toEqual(typeof value === 'string' ? { state: value } : value);
        }
      }),
    );
  },
);

test('an event that no region takes is our mistake', () => {
  const table = tabulate(cpuDefinition, CPU_EVENTS);
  expect(() => table.send(table.initial, 'irq.return')).toThrow(/ignores irq\.return/);
});
