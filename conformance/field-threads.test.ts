/**
 * The tables of a thread as its archive has them, quote marks and all: each opens as the interleaving that the bundled
 * scenario of the thread has. Runs where the threads lie beside the repository.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tableIn } from './smpscope.ts';

const mail = fileURLToPath(new URL('../../shared/threads/001_a1b583ee202a9182.txt', import.meta.url));

test.runIf(existsSync(mail)).each([
  [1, '001.i.sketch'],
  [2, '001.i.belits-1'],
  [3, '001.i.belits-2'],
  [4, '001.i.belits-3'],
  [5, '001.i.belits-4'],
])('table %i is %s', async (number, interleaving) => {
  const { recognised, happens } = await tableIn(mail, number);
  expect(recognised).toMatchObject({ scenario: 'task-isolation/kick', interleaving });
  expect(happens).toEqual({ sc: true, tso: true, arm: true });
});
