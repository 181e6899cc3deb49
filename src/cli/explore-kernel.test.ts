import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCheck } from './check.ts';
import { runExplore } from './explore.ts';
import { runMatrix } from './matrix.ts';
import { runNeeds } from './needs.ts';
import { runRepair } from './repair.ts';

const scenario = (write: string): string => `scenario "A message"
property stale "The flag came before the data."
int data, flag;
cpu 0 { ${write}; smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 { int seen = READ_ONCE(flag); smp_rmb(); int value = READ_ONCE(data); }
final(!(cpu1.seen && !cpu1.value), stale);
variant all "both barriers" { } model arm expect holds
`;

let folder = '';
let said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lkmm-'));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('judges a scenario, and says which accesses race', async () => {
  expect(await runExplore([file('a.smp', scenario('WRITE_ONCE(data, 1)')), '--model', 'lkmm'])).toBe(0);
  expect(await runExplore([file('b.smp', scenario('data = 1')), '--model', 'lkmm', '--json'])).toBe(1);
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({
    model: 'lkmm',
    verdict: 'violated',
    properties: ['data-race'],
    witness: null,
  });
});

it('judges a C litmus test by what it asks for', async () => {
  const text = 'C t\n{ }\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n';
  expect(await runExplore([file('t.litmus', text), '--model', 'lkmm'])).toBe(1);
  expect(said[0]).toBe('violated: condition');
});

it('says what the model needs, and what repairs', async () => {
  const path = file('a.smp', scenario('WRITE_ONCE(data, 1)'));
  expect(await runNeeds([path, '--model', 'lkmm', '--json'])).toBe(0);
  const { orderings } = JSON.parse(said.at(-1) ?? '') as { orderings: { text: string; need: string }[] };
  expect(orderings.map(({ text, need }) => `${text} ${need}`)).toEqual([
    'WRITE_ONCE(data, 1) needed',
    'smp_wmb() needed',
    'WRITE_ONCE(flag, 1) needed',
    'READ_ONCE(flag) needed',
    'smp_rmb() needed',
    'READ_ONCE(data) needed',
  ]);
  const broken = file('b.smp', scenario('WRITE_ONCE(data, 1)').replace('smp_wmb(); ', ''));
  expect(await runRepair([broken, '--model', 'lkmm', '--json'])).toBe(0);
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({
    k: 'repairs',
    repairs: [
      // There are no runs that could be opened.
      { parts: [{ says: 'smp_store_release()', kills: { bad: ['stale'], witness: null, link: null } }] },
      { parts: [{ says: 'smp_wmb()' }] },
    ],
  });
});

it('checks every variant, and has no verdict where the model has no word', async () => {
  const agent =
    'scenario "t"\nint x;\nagent device { WRITE_ONCE(x, 1); }\ncpu 0 { WRITE_ONCE(x, 2); }\nvariant v "v" { } model arm expect holds\n';
  expect(await runCheck([file('a.smp', scenario('WRITE_ONCE(data, 1)')), '--model', 'lkmm'])).toBe(0);
  expect(await runCheck([file('c.smp', agent), '--model', 'lkmm'])).toBe(2);
  expect(said.at(-1)).toContain('agent');
});

it('holds variants for the model to what they expect, and fills cells with it', async () => {
  const text = scenario('if (once) WRITE_ONCE(data, 1); else data = 1').replace(
    'int data',
    'option once "a marked store" = on | off\nint data',
  );
  const path = file(
    'a.smp',
    `${text}variant race "a plain store" { once = off } model lkmm expect violated data-race
claim c by "me": "LKMM says that it races." is true shown by race
`,
  );
  expect(await runCheck([path, '--json'])).toBe(0);
  const { scenarios } = JSON.parse(said.at(-1) ?? '') as {
    scenarios: { variants: { id: string; model: string; verdict: string; properties: string[] }[] }[];
  };
  expect(scenarios[0]?.variants.at(-1)).toMatchObject({
    id: 'race',
    model: 'lkmm',
    verdict: 'violated',
    properties: ['data-race'],
  });
  expect(await runMatrix([path, '--model', 'lkmm'])).toBe(0);
  expect(said.slice(-3)).toEqual([
    'lkmm once=on  holds  (3 executions)',
    'lkmm once=off  violated data-race  (3 executions)',
    'under lkmm, once = off turns holds into violated',
  ]);
  const wrong = file('b.smp', `${text}variant race "a plain store" { once = off } model lkmm expect holds\n`);
  expect(await runCheck([wrong])).toBe(1);
});

it('runs nothing under a variant for the model', async () => {
  const path = file(
    'a.smp',
    `${scenario('WRITE_ONCE(data, 1)')}variant k "for the model" { } model lkmm expect holds
interleaving i "a run" by "me" of k { 0: WRITE_ONCE(data, 1); }
`,
  );
  vi.spyOn(console, 'error').mockImplementation((line: string) => said.push(line));
  expect(await runCheck([path])).toBe(2);
  expect(said.join('\n')).toContain('unknown-variant');
});

it('repairs a data race by marking all accesses to what races', async () => {
  const path = file('a.smp', scenario('data = 1').replace('READ_ONCE(data)', 'data_race(data) + data'));
  expect(await runRepair([path, '--model', 'lkmm', '--json'])).toBe(0);
  const { repairs } = JSON.parse(said.at(-1) ?? '') as { repairs: { diff: string[] }[] };
  const added = repairs[0]?.diff.filter((line) => line.startsWith('+'));
  expect(added).toEqual([
    '+cpu 0 { WRITE_ONCE(data, 1); smp_wmb(); WRITE_ONCE(flag, 1); }',
    '+cpu 1 { int seen = READ_ONCE(flag); smp_rmb(); int value = data_race(data) + READ_ONCE(data); }',
  ]);
});
