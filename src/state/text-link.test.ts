/** What a link carries of a text that nothing runs. */
import { expect, it } from 'vitest';
import { parseLink, unpackScenario } from '../permalink/index.ts';
import { linkToText } from './text-link.ts';

it('carries the whole text', async () => {
  const text = 'C MP\n{ }\nP0(int *x) { *x = 1; }\nexists (x=1)\n';
  const link = parseLink((await linkToText(text)) ?? '');
  if (!link.ok) throw new Error(link.error.message);
  expect(await unpackScenario(link.value.scenario)).toEqual({ ok: true, value: text });
  expect(link.value.step).toBe(0);
});
