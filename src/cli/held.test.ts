import { expect, test } from 'vitest';
import { explain } from '../explore/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { bundledFiles, loadScenario, makeMachine } from './scenario-files.ts';

test('in every bundled interleaving a CPU that can do nothing says why, and nothing that is possible is called held', () => {
  const wrong: string[] = [];
  let stuck = 0;
  for (const path of bundledFiles()) {
    const file = loadScenario(path);
    for (const interleaving of file.scenario.interleavings) {
      const variant = variantOf(file, interleaving);
      const machine = makeMachine(file, variant?.settings ?? {}, variant?.model ?? file.scenario.model);
      const run = playInterleaving(file, interleaving);
      for (let step = 0; step <= run.steps.length; step++) {
        const now = step === 0 ? run.initial : run.steps[step - 1]?.after;
        if (!now || now.ended) continue;
        const { held } = explain(machine, run, step);
        const choices = run.steps[step]?.choices ?? run.next;
        const keys = new Set(choices.map(({ key }) => key));
        for (const { key } of held)
          if (key !== null && keys.has(key))
            wrong.push(`${interleaving.id} step ${step}: ${key} is possible`);
        now.cpus.forEach(({ finished }, cpu) => {
          if (finished || choices.some((one) => one.cpu === cpu)) return;
          stuck++;
          if (!held.some((one) => one.cpu === cpu))
            wrong.push(`${interleaving.id} step ${step}: CPU ${cpu} has no reason`);
        });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(stuck).toBeGreaterThan(100);
}, 120_000);
