/** A link to any bundled interleaving opens as that interleaving: its title, its notes, its refused row. */
import { expect, test } from 'vitest';
import { replay } from '../explore/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { recogniseRun } from './recognised.ts';
import { bundledFiles, loadScenario, makeMachine } from './scenario-files.ts';

test.each(bundledFiles())('%s', (path) => {
  const file = loadScenario(path);
  for (const interleaving of file.scenario.interleavings) {
    const { settings, model } = variantOf(file, interleaving) ?? { settings: {}, model: 'arm' as const };
    const written = playInterleaving(file, interleaving);
    const keys = written.steps.map(({ key }) => key);
    const linked = replay(makeMachine(file, settings, model), keys, null);
    expect(linked.problem).toBeNull();
    const known = recogniseRun(file, settings, model, linked);
    expect(known?.id).toBe(interleaving.id);
    expect(known?.run.steps.map(({ note }) => note)).toEqual(written.steps.map(({ note }) => note));
    expect(known?.run.problem).toEqual(written.problem);
    expect(known?.run.end).toBe(written.end);
  }
});
