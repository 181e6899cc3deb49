import { describe, expect, test } from 'vitest';
import {
  cpuMachine,
  textPatcherMachine,
  tlbMachine,
  translationPatcherMachine,
} from '../../machine/index.ts';
import { chartOf, eventBetween, type Chart, type Configuration } from './chart.ts';

const cpu = chartOf(cpuMachine.root);
const start: Configuration = Object.fromEntries(cpu.regions.map(({ name, initial }) => [name, initial]));

const names = ({ regions }: Chart) => regions.map(({ name }) => name);

describe('charts from their definitions', () => {
  test('the CPU has its nine regions', () => {
    expect(names(cpu)).toEqual(['task', 'irq', 'nmi', 'trap', 'mask', 'block', 'rcu', 'preempt', 'progress']);
    const mask = cpu.regions.find(({ name }) => name === 'mask');
    expect(mask).toMatchObject({
      states: ['open', 'closed'],
      initial: 'open',
      moves: [
        { from: 'open', to: 'closed' },
        { from: 'closed', to: 'open', events: ['irq.enable'] },
      ],
    });
    expect(cpu.regions[0]?.entries.map(({ to }) => to)).toEqual(['user', 'kernel', 'idle', 'guest']);
  });

  test('the others are one region each', () => {
    for (const machine of [tlbMachine, textPatcherMachine, translationPatcherMachine])
      expect(chartOf(machine.root).regions).toHaveLength(1);
    const [tlb] = chartOf(tlbMachine.root).regions;
    expect(tlb?.targets['stale']).toMatchObject({ 'tlbi.valid': 'current', 'pte.other': 'conflict' });
  });
});

describe('the event between two configurations', () => {
  test.each([
    [{}, {}, null],
    [{}, { mask: 'closed' }, 'irq.disable'],
    [{}, { mask: 'closed', irq: 'active' }, 'irq.take'],
    [{}, { mask: 'closed', nmi: 'active', block: 'blocked' }, 'nmi.take'],
    [{ rcu: 'eqs' }, {}, 'eqs.exit'],
    [{}, { task: 'user' }, 'enter.user'],
    [{}, { task: 'user', rcu: 'eqs' }, null],
  ])('%j → %j: %s', (before, after, event) => {
    expect(eventBetween(cpu, { ...start, ...before }, { ...start, ...after })).toBe(event);
  });
});
