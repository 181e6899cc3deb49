/** What README.md shows is what the tool says: its scenario is checked, and its output compared. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { runCheck } from './check.ts';
import { runShow } from './show.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'smpscope-'));
const file = join(folder, 'wake-up.smp');
writeFileSync(file, /```c\n([^]*?)```/.exec(readme)?.[1] ?? '');
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command prints, without the time it took. */
async function printed(run: () => Promise<number>): Promise<string> {
  let text = '';
  const print = (more: unknown) => {
    text += String(more);
    return true;
  };
  vi.spyOn(console, 'log').mockImplementation((more) => void print(`${String(more)}\n`));
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  expect(await run()).toBe(0);
  vi.restoreAllMocks();
  return timeless(text);
}

function timeless(text: string): string {
  return text.replace(/, [\d.]+ ms\)/g, ')');
}

/** Lines that README.md shows below a command. */
function shownBelow(command: string): string {
  const from = readme.indexOf(`$ npm run -s smpscope -- ${command}`);
  expect(from).toBeGreaterThan(0);
  const [block = ''] = readme.slice(readme.indexOf('\n', from) + 1).split('```');
  return timeless((block.split('\n$ ')[0] ?? '').trimEnd());
}

test('the scenario gives the verdicts it expects', async () => {
  expect(await printed(() => runCheck([file]))).toContain(shownBelow('check wake-up.smp'));
});

test('the table of the mail is the one shown', async () => {
  const shown = shownBelow('show wake-up.smp');
  expect(shown).toContain('*** lost-wakeup');
  const witness = await printed(() =>
    runShow([file, '--witness', '--model', 'tso', '--set', 'queue_mb=off']),
  );
  expect(witness).toContain(shown);
});
