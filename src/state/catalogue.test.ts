import { expect, test } from 'vitest';
import { indexScenario } from './catalogue-entry.ts';
import threads from '../../scenarios/threads.json';
import { createCatalogue, searchCatalogue } from './catalogue.ts';

const entry = indexScenario(
  'task-isolation/kick',
  `scenario "kick_all_cpus_sync() skips isolated CPUs"
source "001.txt": "Alex Belits, 2020"
arch arm64 | x86
thread 001
variant 001.D.posted "entry as posted" { } model arm expect holds
variant 001.D.reversed "the check is reversed" { check = reversed }
    model arm expect violated use-after-kick
interleaving 001.i.belits-1 "case 1" by "Alex Belits" of 001.D.posted { }
`,
);

test('titles, ids and expected verdicts come out of the text', () => {
  expect(entry).toMatchObject({
    title: 'kick_all_cpus_sync() skips isolated CPUs',
    group: 'task-isolation',
    thread: '001',
    source: 'Alex Belits, 2020',
    variants: [
      { id: '001.D.posted', title: 'entry as posted', expect: 'holds' },
      { id: '001.D.reversed', title: 'the check is reversed', expect: 'violated' },
    ],
    interleavings: [{ id: '001.i.belits-1', title: 'case 1', by: 'Alex Belits' }],
  });
});

test('search finds words anywhere and leaves only what has them', () => {
  expect(searchCatalogue([entry], 'kick isolated')).toEqual([entry]);
  expect(searchCatalogue([entry], 'reversed')[0]?.variants.map((one) => one.id)).toEqual(['001.D.reversed']);
  expect(searchCatalogue([entry], 'nothing like it')).toEqual([]);
});

test('every folder of scenarios has its lines, in an order; what to begin with exists', () => {
  const files = Object.keys(import.meta.glob('../../scenarios/**/*.smp'));
  const ids = files.map((file) => file.replace('../../scenarios/', '').replace(/\.smp$/, ''));
  expect(threads.map(({ group }) => group).sort()).toEqual(
    [...new Set(ids.map((id) => id.slice(0, id.indexOf('/'))))].sort(),
  );
  for (const { start, argued, right } of threads) {
    if (start !== null) expect(ids).toContain(start);
    expect(argued.length).toBeGreaterThan(40);
    expect(`${argued} ${right ?? ''}`.length).toBeLessThan(260);
  }
  const { store, fill } = createCatalogue(() => Promise.resolve(null));
  fill(
    ids.map((id) => indexScenario(id, '')),
    threads,
  );
  const { entries } = store.getState();
  expect(entries.map(({ group }) => group).filter((group, at, all) => group !== all[at - 1])).toEqual(
    threads.map(({ group }) => group),
  );
  for (const { group, start } of threads)
    if (start !== null) expect(entries.find((one) => one.group === group)?.id).toBe(start);
});
