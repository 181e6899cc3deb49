import { describe, expect, test } from 'vitest';
import { chartOf, eventBetween, wayBetween, type Chart, type Configuration } from './chart.ts';
import { cpu, text, tlb, translation } from './definitions.ts';

const start: Configuration = Object.fromEntries(cpu.regions.map(({ name, initial }) => [name, initial]));

const names = ({ regions }: Chart) => regions.map(({ name }) => name);

describe('charts from their definitions', () => {
  test('the CPU has its eleven regions', () => {
    expect(names(cpu)).toEqual([
      'task',
      'irq',
      'nmi',
      'trap',
      'mask',
      'block',
      'rcu',
      'preempt',
      'softirq',
      'bh',
      'progress',
    ]);
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

  test('an event that leads to one state from all is an entry', () => {
    const progress = cpu.regions.at(-1);
    expect(progress?.moves).toEqual([]);
    expect(progress?.entries).toEqual([
      { to: 'spinning', events: ['spin'] },
      { to: 'paused', events: ['pause'] },
      { to: 'finished', events: ['finish'] },
      { to: 'running', events: ['go'] },
    ]);
  });

  test('the others are one region each', () => {
    for (const chart of [tlb, text, translation]) expect(chart.regions).toHaveLength(1);
    expect(tlb.regions[0]?.targets['stale']).toMatchObject({
      'tlbi.valid': 'current',
      'pte.other': 'conflict',
    });
  });

  test('a definition of its own, with a move that changes nothing', () => {
    const state = (key: string, leads: Record<string, string>) => ({
      key,
      type: 'atomic',
      states: {},
      initial: { target: [] },
      transitions: new Map(Object.entries(leads).map(([event, to]) => [event, [{ target: [{ key: to }] }]])),
    });
    const { regions } = chartOf({
      ...state('door', {}),
      type: 'compound',
      initial: { target: [{ key: 'shut' }] },
      states: {
        open: state('open', { close: 'shut' }),
        shut: state('shut', { open: 'open', close: 'shut' }),
      },
    });
    expect(regions[0]).toMatchObject({
      initial: 'shut',
      moves: [
        { from: 'open', to: 'shut', events: ['close'] },
        { from: 'shut', to: 'open', events: ['open'] },
      ],
    });
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

  test('several at once are a way', () => {
    const [patcher] = text.regions;
    if (!patcher) throw new Error('no region');
    expect(wayBetween(patcher, 'trapped', 'tail').map(({ event }) => event)).toEqual([
      'synced',
      'write.tail',
    ]);
    expect(wayBetween(patcher, 'live', 'live')).toEqual([]);
  });
});
