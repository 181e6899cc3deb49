/**
 * Links as released versions made them. They stay here for ever: a link whose scenario has not changed opens exactly
 * where it did; one whose scenario has changed says so and never plays other steps as if they were meant.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replay } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import {
  isPacked,
  keyTable,
  openChoices,
  openSettings,
  parseLink,
  unpackScenario,
} from '../permalink/index.ts';
import { SITE } from './site-link.ts';
import { bundledFile, compileText, loadScenario, makeProgram } from './scenario-files.ts';

const golden = readFileSync(join(import.meta.dirname, 'golden-links.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'))
  .map((line) => line.split(' ') as [link: string, end: string]);

async function fileOf(id: string) {
  if (!isPacked(id)) return loadScenario(bundledFile(id) ?? id);
  const text = await unpackScenario(id);
  if (!text.ok) throw new Error(text.error.message);
  return compileText('link', 'link', text.value);
}

describe('golden links', () => {
  test.each(golden)('%s', async (text, end) => {
    const parsed = parseLink(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const link = parsed.value;
    if (link.step <= 40 && !isPacked(link.scenario)) expect((SITE + text).length).toBeLessThan(160);
    const file = await fileOf(link.scenario);
    const { settings, problems } = openSettings(link, file.text, file.scenario.options);
    const program = makeProgram(file, settings);
    const keys = openChoices(link, keyTable(program));
    const isChanged = problems.some(({ code }) => code === 'changed-text');
    if (!isChanged) expect(problems).toEqual([]);
    if (!keys.ok) {
      expect(isChanged).toBe(true);
      return;
    }
    const run = replay(createMachine(program, link.model), keys.value, null);
    if (isChanged && run.problem) return;
    if (end.startsWith('refused:')) {
      expect(run.problem?.step).toBe(Number(end.slice('refused:'.length)) - 1);
      expect(run.steps).toHaveLength(run.problem?.step ?? 0);
      return;
    }
    expect(run.problem).toBeNull();
    // A release may come to know that a run which goes on only waits; it still is the same run.
    expect(end === 'open' ? ['open', 'deadlock', 'livelock'] : [end]).toContain(run.end);
    // What has come to issue by itself is no step any more.
    expect(run.steps.length + (run.passed ?? []).length).toBe(link.step);
  });
});
