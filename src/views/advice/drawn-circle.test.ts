import { expect, test } from 'vitest';
import { finish, whyHolds } from '../../advice/index.ts';
import { programOf } from '../../advice/advised.fixture.ts';
import { explore, replay } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { drawnCircle } from './drawn-circle.ts';

const TEXT = `scenario "s" arch arm64 property stale "stale" int data, flag;
cpu 0 { WRITE_ONCE(data, 1); smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 { int r = READ_ONCE(flag); smp_rmb(); int s = READ_ONCE(data); assert(!(r && !s), stale); }`;

test('a circle stands on the rows of the run that is shown, each end where its access has its effect', () => {
  const program = programOf(TEXT, {});
  if (!program) throw new Error('does not compile');
  const unwanted = { k: 'property', slug: 'stale' } as const;
  const { circle, brief } = finish(whyHolds(program, 'arm', unwanted, { states: 10_000 }));
  const machine = createMachine(program, 'arm');
  const [{ witness } = { witness: [] }] = explore(machine, { states: 10_000 }).outcomes;
  const run = replay(machine, witness, null);
  const point = ({ of: { cpu, pc }, side }: (typeof circle)[number]['from']) => ({ cpu, pc, side, step: 0 });
  const edges = circle.map(({ from, to, because }, nth) => ({
    from: point(from),
    to: point(to),
    kept: because.k === 'kept',
    word: brief[nth] ?? '',
  }));
  // A row for each step.
  const score = {
    parts: [{ cpu: 0 }, { cpu: 1 }] as never,
    rowOfStep: [0, ...run.steps.map((_, nth) => nth + 1)],
  };
  const drawn = drawnCircle(run, score, edges);
  expect(drawn.map(({ nth, kept, word }) => [nth, kept, word])).toEqual([
    [0, true, 'smp_wmb()'],
    [1, false, 'is read'],
    [2, true, 'smp_rmb()'],
    [3, false, 'is not read'],
  ]);
  expect(drawn.map(({ from, to }) => [from.part, to.part])).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 0],
  ]);
  for (const [nth, { to }] of drawn.entries()) expect(to).toEqual(drawn[(nth + 1) % drawn.length]?.from);
});
