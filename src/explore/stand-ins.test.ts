import { expect, test } from 'vitest';
import { createMachine } from '../machine/index.ts';
import { compileText, instantiate } from '../scenario/index.ts';
import { explore, replay, translate } from './index.ts';

function machineOf(head: string, zero: string) {
  const text = `scenario "s" arch x86 ${head} int x, y;
    cpu 0 "a" { ${zero} } cpu 1 "b" { WRITE_ONCE(y, 1); int r = READ_ONCE(x); }`;
  const { scenario } = compileText(text, 's');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(`does not compile: ${text}`);
  return createMachine(program, 'tso');
}

/** The shortest run to an end, told on the machine of another text: its statements' words, and how many are gone. */
function told(before: string, after: string, head = '') {
  const old = machineOf('', before);
  const keys = explore(old, { states: 10_000, paths: false }).outcomes[0]?.witness ?? [];
  const machine = machineOf(head, after);
  const { run, gone, broken, moved } = translate(
    machine,
    { machine: old, run: replay(old, keys, null) },
    null,
    false,
  );
  const said = run.steps.flatMap(({ trace: { info } }) =>
    info.cpu === 0 ? (machine.program.code[info.pc ?? -1]?.at.text ?? []) : [],
  );
  return { said, gone, broken, moved, end: run.end };
}

const STORE = 'WRITE_ONCE(x, 1);';
const LOAD = 'int s = READ_ONCE(y);';

test('a statement written before others leaves their steps what they are', () => {
  const { said, gone, broken } = told(`${STORE} ${LOAD}`, `smp_mb(); ${STORE} ${LOAD}`);
  expect({ gone, broken }).toEqual({ gone: 0, broken: null });
  expect(said).toEqual(['WRITE_ONCE(x, 1)', 's = READ_ONCE(y)']);
});

test('of a statement that is taken out its steps alone are gone', () => {
  const { said, gone } = told(`${STORE} ${LOAD}`, LOAD);
  expect(gone).toBeGreaterThan(0);
  expect(said).toEqual(['s = READ_ONCE(y)']);
});

test('statements that change places are not taken for each other', () => {
  const { gone, moved } = told('WRITE_ONCE(x, 1); WRITE_ONCE(y, 2);', 'WRITE_ONCE(y, 2); WRITE_ONCE(x, 1);');
  expect(gone).toBe(0);
  expect(moved).toHaveLength(1);
});

test('a variable written before the others does not make them others', () => {
  expect(told(`${STORE} ${LOAD}`, `${STORE} ${LOAD}`, 'int w;')).toMatchObject({
    gone: 0,
    broken: null,
    end: 'finished',
  });
});
