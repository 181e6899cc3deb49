import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { loadScenario } from './scenario-files.ts';
import { runTable } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'smpscope-'));
const mail = join(folder, 'mail.txt');
writeFileSync(
  mail,
  `From: Somebody <somebody@example.org>
Subject: Re: [PATCH] ring: publish before telling
Date: Mon, 2 Mar 2026 10:00:00 +0100

> Why is that a problem?

	CPU0				CPU1

	WRITE_ONCE(ring->len, 1);
	WRITE_ONCE(ring->ready, 1);
					f = READ_ONCE(ring->ready);	// 1
					n = READ_ONCE(ring->len);	// 0
`,
);
const prose = join(folder, 'prose.txt');
writeFileSync(prose, 'Nothing is drawn here.\n');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

test('a table is told with what its rows became and where it happens', async () => {
  expect(await runTable([mail, '--json'])).toBe(0);
  const { columns, rows, happens, reading } = JSON.parse(said.join('\n')) as Readonly<
    Record<string, unknown>
  >;
  expect(columns).toEqual(['CPU0', 'CPU1']);
  expect(happens).toEqual({ sc: false, tso: false, arm: true });
  expect(reading).toBe('drawn');
  expect(rows).toContainEqual({
    line: 10,
    cpu: 0,
    text: 'WRITE_ONCE(ring->ready, 1);',
    as: 'statement',
    statement: 'WRITE_ONCE(ring->ready, 1)',
    step: expect.any(Number) as number,
  });
});

test('what it prints is a scenario that checks', async () => {
  await runTable([mail, '--json']);
  const { source } = JSON.parse(said.join('\n')) as { readonly source: string };
  const file = join(folder, 'table.smp');
  writeFileSync(file, source);
  const { scenario } = loadScenario(file);
  expect(scenario.title).toBe('ring: publish before telling');
  expect(scenario.variants.map(({ model, expect: verdict }) => `${model} ${verdict}`)).toEqual([
    'sc holds',
    'tso holds',
    'arm violated',
  ]);
});

test('tables are listed', async () => {
  expect(await runTable([mail, '--list'])).toBe(0);
  expect(said.join('\n')).toMatch(/^1 {2}line 7 {2}CPU0 \| CPU1 {2}\(4 rows\)/);
});

test('a text without tables is the reader’s mistake', async () => {
  await expect(runTable([prose])).rejects.toThrow('no table is found');
});

test('it says what is reordered, and what forbids it, by the lines of the mail', async () => {
  await runTable([mail]);
  const text = said.join('\n');
  expect(text).toContain('arm  happens, but line 12 takes its value before line 9 is visible');
  expect(text).toMatch(/tso {2}cannot happen: line 12 gives 1, not 0/);
  expect(text).toContain(`       the order that tso keeps forbids it:
       Line 9’s store to ring_object.len is visible before line 10’s store to ring_object.ready is (tso keeps stores in order).`);
});

test('where order is all that is missing it says which barriers would forbid it, those that are needed only', async () => {
  const crossed = join(folder, 'crossed.txt');
  writeFileSync(
    crossed,
    'CPU 0          CPU 1\nx = 1;         y = 1;\nr = y;  // 0   smp_mb();\n               s = x;  // 0\n',
  );
  expect(await runTable([crossed])).toBe(0);
  expect(said.join('\n')).toContain('  with smp_mb() before line 3 of CPU 0: cannot happen');
});

test('where nothing is asked nothing happens, and rows that are not understood are told', async () => {
  const quiet = join(folder, 'quiet.txt');
  writeFileSync(
    quiet,
    'CPU 0          CPU 1\nx = 1;\n               shut(gate);\ny = 1;\n               y = 2;\n',
  );
  expect(await runTable([quiet, '--json'])).toBe(2);
  const { happens, notExecuted, asked } = JSON.parse(said.join('\n')) as Readonly<Record<string, unknown>>;
  expect(happens).toEqual({ sc: null, tso: null, arm: null });
  expect(notExecuted).toEqual([{ line: 3, cpu: 1, text: 'shut(gate);' }]);
  expect(asked).toMatchObject({ k: 'nothing', slug: null });
});

test('what nothing forbids is not said to be impossible where rows are not understood', async () => {
  const open = join(folder, 'open.txt');
  writeFileSync(
    open,
    'CPU 0                      CPU 1\nmutex_lock(&m);\n                           unfreeze();\nwait_event(wq, done);\n                           WRITE_ONCE(done, 1);\n                           wake_up(&wq);\nmutex_unlock(&m);\n// *** DEADLOCK ***\n',
  );
  expect(await runTable([open])).toBe(3);
  expect(said.join('\n')).toContain(
    'cannot be told: it is not reached without line 3, which is not understood',
  );
  writeFileSync(
    open,
    'CPU 0                      CPU 1\nmutex_lock(&m);\n                           mutex_lock(&m);\nflush_work(&d->work);  // deadlock\n',
  );
  expect(await runTable([open])).toBe(3);
  expect(said.join('\n')).toContain('cannot be told, because the function of d->work is not drawn');
});

test('what is given must be text with a table, and what is set something that was taken', async () => {
  const empty = join(folder, 'empty.txt');
  const bytes = join(folder, 'bytes.dat');
  writeFileSync(empty, '');
  writeFileSync(bytes, Buffer.from([0x7f, 0x45, 0, 1, 2, 3]));
  await expect(runTable([empty])).rejects.toThrow('it is empty');
  await expect(runTable([bytes])).rejects.toThrow('it is no text');
  await expect(runTable([folder])).rejects.toThrow('it is a folder');
  await expect(runTable([prose])).rejects.toThrow('no table is found');
  await expect(runTable([mail, '--number', '7'])).rejects.toThrow('has 1 table; there is no number 7');
  await expect(runTable([mail, '--set', 'todo=1'])).rejects.toThrow(
    /--set todo: this table has nothing of that name. What can be set:\n {2}(?:.*\n)*? {2}type:ring\.ready=int\|/,
  );
  await expect(runTable([mail, '--set', 'claim=peace'])).rejects.toThrow(
    /--set claim: it cannot be peace, but what its rows find, or /,
  );
  expect(await runTable([mail, '--set', 'claim=nothing'])).toBe(2);
});

test('steps are those of the run that is drawn, not of one that fails sooner', async () => {
  const file = join(folder, 'drawn.txt');
  writeFileSync(
    file,
    'CPU 0             CPU 1\n                  spin_lock(&l)\nx = 1\nkfree(p)\n                  p->a = 1\n',
  );
  expect(await runTable([file, '--json'])).toBe(0);
  const { rows } = JSON.parse(said.join('\n')) as { readonly rows: readonly { readonly step: number }[] };
  expect(rows.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
});
