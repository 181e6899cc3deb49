import { expect, test } from 'vitest';
import pausers from '../../scenarios/pause-bbm/pausers.smp?raw';
import remap from '../../scenarios/pause-bbm/remap.smp?raw';
import emulate from '../../scenarios/static-calls/emulate.smp?raw';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { createMachine } from '../machine/index.ts';
import { playSchedule, replay } from '../explore/index.ts';
import { engrave } from '../score/index.ts';
import { scoreSvg } from './score-svg.ts';

const text = `scenario "store buffering"
arch x86
int x, y;
cpu 0 "left" { WRITE_ONCE(x, 1); int r0 = READ_ONCE(y); }
cpu 1 "right" { WRITE_ONCE(y, 1); int r1 = READ_ONCE(x); }
`;

/** The run in which both loads pass their CPU's store: two ties and two stale reads. */
function buffered() {
  const { scenario } = compileScenario(text, 'sb');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('the scenario does not compile');
  const machine = createMachine(program, 'tso');
  const keys: string[] = [];
  for (const wanted of ['r0', 'r1', 'WRITE_ONCE(x', 'WRITE_ONCE(y']) {
    const { next } = replay(machine, keys, null);
    const choice = next.find(({ pc }) => pc !== null && program.code[pc]?.at.text.includes(wanted));
    if (choice) keys.push(choice.key);
  }
  return engrave(program, replay(machine, keys, null));
}

test('the picture of store buffering', async () => {
  await expect(scoreSvg(buffered(), 'store buffering')).toMatchFileSnapshot('score-svg.test.svg');
});

/** An interleaving that a scenario's text has. */
function written(text: string, name: string) {
  const { scenario } = compileScenario(text, 'written');
  const interleaving = scenario?.interleavings.find(({ id }) => id === name);
  const variant = scenario?.variants.find(({ id }) => id === interleaving?.of);
  const program = scenario && variant && instantiate(scenario, variant.settings).program;
  if (!program || !interleaving) throw new Error(`${name} is not there`);
  return engrave(program, playSchedule(createMachine(program, variant.model), interleaving, null));
}

test.each([
  ['tlbi', 'a TLBI that arrives, and the DSB that waits for it', remap, '000.i.zhao-table'],
  ['late-tlbi', 'a TLBI that never arrives, and two translations at once', remap, '000.i.late-tlbi'],
  ['locks', 'a lock, held and released under a handler elsewhere', pausers, '000.i.fifo'],
  ['pipeline', 'INT3 patching: pipelines go stale and are synchronized', emulate, '003.i.posted'],
])('the picture of %s: %s', async (file, title, text, name) => {
  await expect(scoreSvg(written(text, name), title)).toMatchFileSnapshot(`score-svg.${file}.svg`);
});
