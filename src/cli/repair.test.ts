/** What is told of a repair besides the diff. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openLink } from './opened-link.ts';
import { runRepair } from './repair.ts';

const TEXT = `scenario "s" property both "both" int x, y;
cpu 0 { WRITE_ONCE(x, 1); int a = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); int b = READ_ONCE(x); }
final(cpu0.a || cpu1.b, both);
`;

afterEach(() => {
  vi.restoreAllMocks();
});

test('each part links to a run that it alone keeps from happening', async () => {
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  const folder = mkdtempSync(join(tmpdir(), 'repair-'));
  writeFileSync(join(folder, 's.smp'), TEXT);
  await runRepair([join(folder, 's.smp'), '--model', 'tso']);
  rmSync(folder, { recursive: true });
  expect(said.filter((line) => line.includes('without '))).toEqual([
    expect.stringMatching(/^ {4}without smp_mb\(\) in CPU 0: both under tso, in \d+ steps$/),
    expect.stringMatching(/^ {4}without smp_mb\(\) in CPU 1: both under tso, in \d+ steps$/),
  ]);
  const links = said.flatMap((line) => /http\S+/.exec(line)?.[0] ?? []);
  const opened = await Promise.all(links.map((link) => openLink(link)));
  expect(opened.map(({ file }) => /cpu (\d) \{[^}]*smp_mb/.exec(file.text)?.[1])).toEqual(['1', '0']);
  for (const { keys, ahead } of opened) expect([keys.length > 0, ahead]).toEqual([true, []]);
});
