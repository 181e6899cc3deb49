import { expect, test } from 'vitest';
import { explore } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import { TEMPLATES } from './templates.ts';

test.each(TEMPLATES)('$title compiles, and its variants are as they say', ({ text, name }) => {
  const { scenario, diagnostics } = compileScenario(text, name);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const verdicts = scenario?.variants.map(({ settings, model, properties }) => {
    const { program } = instantiate(scenario, settings);
    if (!program) throw new Error(`${name} cannot run`);
    const found = explore(createMachine(program, model), { states: 20_000, paths: false });
    expect(found.properties).toEqual(expect.arrayContaining([...properties]));
    return found.verdict;
  });
  expect(verdicts).toEqual(scenario?.variants.map(({ expect: expected }) => expected));
  // Each shows what goes right and what goes wrong; the empty one shows nothing.
  expect(new Set(verdicts).size).toBe(name === 'mine' ? 0 : 2);
});
