/**
 * The tables of threads as their archives have them, quote marks and all, two of them without their line breaks: each opens
 * as the interleaving that the bundled scenario of the thread has. Runs where the threads lie beside the repository.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tableIn } from './smpscope.ts';

const mailOf = (name: string) => fileURLToPath(new URL(`../../shared/threads/${name}.txt`, import.meta.url));
const mail = mailOf('001_a1b583ee202a9182');

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

test.runIf(existsSync(mail)).each([
  // The way out of the handler synchronizes as Linux has it, so the last row of the table is refused.
  ['000_3b04d000cf71921d', 'pause-bbm/remap', '000.i.zhao-table', false],
  ['002_6177da5fb77181b7', 'lazy-mmu/fork', '002.i.mail', true],
])('%s without its line breaks', async (name, scenario, interleaving, can) => {
  const { recognised, happens } = await tableIn(mailOf(name), 1);
  expect(recognised).toMatchObject({ scenario, interleaving });
  expect(happens).toEqual({ sc: can, tso: can, arm: can });
});
