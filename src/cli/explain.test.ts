import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCheck } from './check.ts';
import { runCompare } from './compare.ts';
import { runExplore } from './explore.ts';
import { runMatrix } from './matrix.ts';
import { runReach } from './reach.ts';
import { bundledFile } from './scenario-files.ts';
import { runWhy } from './why.ts';

/** One scenario of each thread. */
const THREADS = [
  'pause-bbm/handshake',
  'task-isolation/kick',
  'lazy-mmu/fork',
  'static-calls/state-machine',
  'early-isb/eqs-exit',
];

const folder = mkdtempSync(join(tmpdir(), 'smpscope-explain-'));
const file = join(folder, 'sb.smp');
writeFileSync(
  file,
  `scenario "sb"
arch x86
option mb = on | off
property both-old "Both read the old value."
int x, y;
cpu 0 "left" {
    WRITE_ONCE(x, 1);
    if (mb == on)
        smp_mb();
    int a = READ_ONCE(y);
}
cpu 1 "right" {
    WRITE_ONCE(y, 1);
    smp_mb();
    int b = READ_ONCE(x);
    if (b == 2)
        WRITE_ONCE(x, 3);
}
final(!(cpu0.a == 0 && cpu1.b == 0), both-old);
observe cpu0.a, cpu1.b;
variant sb.on "both barriers" { } model tso expect holds
`,
);
afterAll(() => rmSync(folder, { recursive: true }));

let printed = '';
beforeEach(() => {
  printed = '';
  const print = (text: unknown) => {
    printed += `${String(text)}\n`;
    return true;
  };
  vi.spyOn(console, 'log').mockImplementation(print);
  vi.spyOn(console, 'error').mockImplementation(print);
});

const json = (): unknown => JSON.parse(printed) as unknown;

describe('explore', () => {
  test('counts in words: one is singular', async () => {
    await runExplore([file, '--model', 'tso', '--set', 'mb=off']);
    // a before y is visible, y before b (the barrier), b before x is visible: one order only.
    expect(printed).toContain('violated  both-old  (1 final state, 1 interleaving, shortest 4 steps)');
    expect(printed).toContain('cpu0.a=0 cpu1.b=1  (1 final state, 3 interleavings, shortest 4 steps)');
    expect(printed).not.toMatch(/\b1 (final states|interleavings|steps|states)\b/);
    printed = '';
    const straight = join(folder, 'one.smp');
    writeFileSync(straight, 'scenario "one"\narch x86\nint x;\ncpu 0 { WRITE_ONCE(x, 1); }\n');
    await runExplore([straight, '--model', 'sc']);
    expect(printed).toContain('(1 final state, 1 interleaving, shortest 1 step)');
  });

  test('what never happens is said in C’s terms, with its line', async () => {
    await runExplore([file, '--model', 'tso']);
    expect(printed).toContain('  CPU 1, line 16: if (b == 2) is never true\n');
    expect(printed).toContain('  CPU 1, line 17: WRITE_ONCE(x, 3) is never executed\n');
    printed = '';
    await runExplore([file, '--model', 'tso', '--json']);
    expect(json()).toMatchObject({
      coverage: {
        complete: true,
        gaps: [
          { kind: 'condition', cpu: 1, handler: null, line: 16, preludeLine: null, never: 'is never true' },
          { kind: 'statement', cpu: 1, line: 17, never: 'is never executed' },
        ],
      },
    });
  });

  test('a limit gives what is known so far, and the command lines that go on', async () => {
    expect(await runExplore([file, '--model', 'tso', '--set', 'mb=on', '--limit', '5'])).toBe(3);
    expect(printed).toContain('bounded\nThe search stopped at its limit of 5 states.');
    expect(printed).toContain(`smpscope -- explore ${file} --model tso --set mb=on --limit 50\n`);
    expect(printed).toContain('so far');
    expect(printed).toContain(`smpscope -- export ${file} --model tso --set mb=on --format promela\n`);
    const command = /explore .* --limit 50$/m.exec(printed)?.[0].split(' ').slice(1) ?? [];
    printed = '';
    expect(await runExplore(command)).toBe(0);
  });

  test('other limits are named too, and raised', async () => {
    expect(await runExplore([file, '--model', 'arm', '--limit', '5', '--memory', '2', '--json'])).toBe(3);
    const { further } = json() as { further: { ways: { command: string }[] } };
    expect(further.ways.map(({ command }) => command.replace(/.*sb\.smp/, ''))).toEqual([
      ' --model arm --limit 50 --memory 2',
      ' --model arm --reduce --limit 5 --memory 2',
    ]);
    await expect(runExplore([file, '--seconds', 'soon'])).rejects.toThrow(/--seconds needs a whole number/);
  });

  test('other commands that search say how to go on too', async () => {
    const again = (command: string) => `smpscope -- ${command} ${file}`;
    await runMatrix([file, '--limit', '4']);
    expect(printed).toMatch(/\d+ reached 4 states\. To go on: /);
    expect(printed).toContain(`${again('matrix')} --limit 40\n`);
    expect(await runReach([file, '--read', 'x=3', '--limit=4', '--model', 'tso'])).toBe(3);
    expect(printed).toContain(`${again('reach')} --read x=3 --model tso --limit 40\n`);
    await runCompare([file, '--with-model', 'tso', '--limit', '4']);
    expect(printed).toContain(`${again('compare')} --with-model tso --limit 40\n`);
    await runCheck([file, '--limit', '4']);
    expect(printed).toContain(`${again('check')} --limit 40\n`);
  });

  test.each(THREADS)('%s: fates, outcomes and coverage are all there', async (id) => {
    await runExplore([bundledFile(id) ?? '', '--json']);
    const text = expect.any(String) as string;
    const number = expect.any(Number) as number;
    const told = json() as { outcomes: unknown[]; witness: unknown; coverage: { gaps: unknown[] } };
    expect(told).toMatchObject({
      fates: { open: number, doomed: number, clear: number },
      limit: null,
      further: null,
      coverage: { complete: true, executed: number, statements: number },
    });
    expect(told.outcomes.length).toBeGreaterThan(0);
    for (const outcome of told.outcomes) {
      expect(outcome).toMatchObject({
        kind: text,
        label: text,
        finals: number,
        interleavings: expect.toSatisfy((count) => count === null || /^\d+$/.test(String(count))) as string,
        link: expect.stringContaining(`#2/${id}/`) as string,
      });
    }
    for (const gap of told.coverage.gaps) expect(gap).toMatchObject({ never: text, text });
  });
});

describe('why', () => {
  test('at a step: what cannot happen yet and why, who wrote what and who sees it', async () => {
    expect(await runWhy([file, '--witness', '--model', 'tso', '--set', 'mb=off', '--step', '2'])).toBe(0);
    expect(printed).toMatch(/^After step 2 of 4, CPU 1: WRITE_ONCE\(y, 1\), becomes visible\n/);
    expect(printed).toContain('CPU 0 took 0 at step 1, before step 2 made 1 visible.');
    expect(printed).toContain(
      'CPU 0 has stored 1 before the first step, which no other CPU sees until step 4.',
    );
  });

  test('at the start without a run, as JSON with names and choice keys', async () => {
    await runWhy([file, '--model', 'tso', '--json']);
    const told = json() as {
      held: { key: string | null; text: string; why: string }[];
      cells: { name: string }[];
    };
    expect(told).toMatchObject({ scenario: 'sb', options: { mb: 'on' }, model: 'tso', step: 0, steps: 0 });
    const load = told.held.find(({ text }) => text === 'a = READ_ONCE(y)');
    expect(load?.why).toBe('waits for smp_mb(), which waits for WRITE_ONCE(x, 1), still in the queue');
    expect(told.cells.map(({ name }) => name)).toEqual(expect.arrayContaining(['x', 'y']));
    printed = '';
    await runWhy([file, '--model', 'tso', '--choice', load?.key ?? '']);
    expect(printed).toContain('CPU 0 cannot go on with a = READ_ONCE(y) now: it waits for smp_mb()');
    printed = '';
    await runWhy([file, '--model', 'tso', '--cell', 'x', '--json']);
    expect(json()).toMatchObject({ name: 'x', value: 0, writer: null, buffered: [{ cpu: 0, value: 1 }] });
  });

  test('of a file alone why its properties hold, or that they do not', async () => {
    expect(await runWhy([file, '--model', 'tso', '--property', 'both-old', '--json'])).toBe(0);
    const { holds } = json() as { holds: { chain: string[]; without: { happens: boolean }[] }[] };
    expect(holds[0]?.chain[0]).toMatch(
      /^CPU 0’s store to x \(line \d+\) is visible before CPU 0’s load of y .*smp_mb\(\) in line/,
    );
    expect(holds[0]?.without.map(({ happens }) => happens)).toEqual([true, true]);
    printed = '';
    expect(await runWhy([file, '--model', 'tso', '--set', 'mb=off', '--property', 'both-old'])).toBe(1);
    await expect(runWhy([file, '--property', 'neither'])).rejects.toThrow('There is no property neither');
  });

  test('a link opens at its step, and its steps ahead tell how long a value stays unseen', async () => {
    await runWhy([file, '--witness', '--model', 'tso', '--set', 'mb=off', '--step', '1', '--json']);
    const { link } = json() as { link: string };
    printed = '';
    await runWhy([link, '--cell', 'x']);
    expect(printed).toContain('After step 1 of 4');
    expect(printed).toContain('which no other CPU sees until step 4.');
  });

  test.each(THREADS)('%s: its first interleaving is explained all along', async (id) => {
    const path = bundledFile(id) ?? '';
    const [name = ''] = /interleaving (\S+)/.exec(readFileSync(path, 'utf8'))?.slice(1) ?? [];
    await runWhy([path, '--interleaving', name, '--json']);
    const { steps } = json() as { steps: number };
    for (let step = 0; step <= steps; step += 6) {
      printed = '';
      await runWhy([path, '--interleaving', name, '--step', String(step), '--json']);
      const told = json() as {
        held: { why: string }[];
        cpus: { words: string[] }[];
        cells: { words: string[] }[];
      };
      for (const { why } of told.held) expect(why).not.toMatch(/undefined|null|^\s*$/);
      for (const { words } of [...told.cpus, ...told.cells]) {
        expect(words.length).toBeGreaterThan(0);
        for (const one of words) expect(one).toMatch(/^[A-Z].*\.$|^\w.*\.$/);
      }
    }
  });

  test.each([
    [['--step', '9'], /--step can be 0 to 0, not 9/],
    [['--cell', 'q'], /There is no q; there are x, y/],
  ])('mistakes are told in words: %j', async (args, message) => {
    await expect(runWhy([file, ...args])).rejects.toThrow(message);
  });
});
