import { expect, test } from 'vitest';
import { playSchedule } from '../explore/index.ts';
import { variantOf } from './checked.ts';
import { bundledFiles, loadScenario, makeMachine } from './scenario-files.ts';

/** Their rows say when a statement issues, which is no effect: read as drawn, they ask for what it does. In the last a row
 *  means a later turn of a loop, and read as drawn it means the first. */
const OTHER = ['once.i.half-made', 'peterson.i.buffers', 'rcu.i.uninitialized', '001.i.dmb-isb'];

test('what the rows of bundled interleavings say in the order of effects happens as drawn, too', () => {
  const other: string[] = [];
  let asDrawn = 0;
  for (const path of bundledFiles().filter((one) =>
    /classics|isolation|lazy-mmu|static-calls.(idt|emu|wait)/.test(one),
  )) {
    const file = loadScenario(path);
    for (const interleaving of file.scenario.interleavings) {
      if (interleaving.impossibleAt !== null) continue;
      const variant = variantOf(file, interleaving);
      const machine = makeMachine(file, variant?.settings ?? {}, variant?.model ?? 'arm');
      const { problem, drawn } = playSchedule(machine, { ...interleaving, reading: 'drawn' }, null);
      if (problem === null && drawn?.broken.length === 0) asDrawn++;
      else other.push(interleaving.id);
    }
  }
  expect(other.sort()).toEqual([...OTHER].sort());
  expect(asDrawn).toBeGreaterThan(30);
}, 60_000);
