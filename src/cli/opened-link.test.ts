/** Links to an earlier text of a bundled scenario: the command line tells their steps as far as they go. */
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { replay } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { openLink } from './opened-link.ts';
import { bundledFile, compileText, loadScenario, makeProgram } from './scenario-files.ts';
import { linkTo } from './site-link.ts';

const id = 'classics/store-buffering';
const settings = { arch: 'x86' };

const HEAD = '    int other;\n\n    if (between == xchg)\n        xchg(&flag0';

/** What is opened of a link with these steps to the bundled text with other code at the head of CPU 0. */
async function opened(head: string, keys: readonly string[]) {
  const path = bundledFile(id) ?? '';
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(HEAD);
  const then = text.replace(HEAD, HEAD.replace('\n\n', `\n    ${head}\n`));
  const old = compileText(path, id, then);
  const file = { ...loadScenario(path), text: then };
  const program = makeProgram(old, settings);
  const link = await linkTo({ file, program, settings, model: 'tso', keys, step: keys.length });
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const found = await openLink(link);
  const words = said.mock.calls.flat().join('\n');
  said.mockRestore();
  expect(words).toMatch(/^The scenario has changed since this link was made\./);
  expect(replay(createMachine(found.program, found.model), found.keys, null).problem).toBeNull();
  return { words, keys: found.keys };
}

test('a statement that has gone since had no step: the others are those of the statements before it', async () => {
  const { words, keys } = await opened('smp_mb();', [
    '1:issue:13',
    '0:visible:7',
    '0:issue:14',
    '1:visible:6',
  ]);
  expect(keys).toEqual(['1:issue:13', '0:visible:6', '0:issue:13', '1:visible:6']);
  expect(words).toMatch(/told by the names that their statements have today/);
});

test('a statement that has gone since had a step: it is counted, and the others are done', async () => {
  const { words, keys } = await opened('WRITE_ONCE(flag1, 0);', [
    '1:issue:13',
    '0:visible:2',
    '0:visible:7',
    '0:issue:14',
    '1:visible:6',
  ]);
  expect(keys).toEqual(['1:issue:13', '0:visible:6', '0:issue:13', '1:visible:6']);
  expect(words).toMatch(/Gone with their statement: 1 step\./);
});
