import { expect, test } from 'vitest';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { createMachine } from '../machine/index.ts';
import { replay } from '../explore/index.ts';
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
