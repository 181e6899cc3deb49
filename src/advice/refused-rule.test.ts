/** Where no ordering forbids a row, the one rule that does. */
import { expect, test } from 'vitest';
import { compileText, instantiate } from '../scenario/index.ts';
import { finish } from './never.ts';
import { whyRefused } from './why-refused.ts';

function rule(code: string, rows: string): string | null {
  const { scenario, diagnostics } = compileText(
    `scenario "s"\narch arm64\n${code}\nvariant v "v" { } model arm expect holds\ninterleaving i "rows" by "test" of v drawn { ${rows} }\n`,
    's',
  );
  const program = scenario && instantiate(scenario, {}).program;
  const [interleaving] = scenario?.interleavings ?? [];
  if (!program || !interleaving) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return finish(whyRefused(program, 'arm', interleaving)).rule;
}

test('what a CPU reads of one location is never older than what it knows of it', () => {
  const code = 'int x;\ncpu 0 { WRITE_ONCE(x, 1); }\ncpu 1 { int a = READ_ONCE(x); int b = READ_ONCE(x); }';
  expect(rule(code, '1: "a = READ_ONCE(x)" value = 1; 1: "b = READ_ONCE(x)" value = 0;')).toBe(
    'One location: CPU 1 has read x in line 1, and what it reads there afterwards is never older.',
  );
  const own = 'int x;\ncpu 0 { WRITE_ONCE(x, 1); int a = READ_ONCE(x); }';
  expect(rule(own, '0: WRITE_ONCE(x, 1); 0: "a = READ_ONCE(x)" value = 0;')).toContain(
    'has stored to x in line 1',
  );
});

test('a store waits for what it rests on, and what nobody stores nobody reads', () => {
  const code = `int x, y;
cpu 0 { int a = READ_ONCE(x); if (a) WRITE_ONCE(y, 1); }
cpu 1 { int b = READ_ONCE(y); if (b) WRITE_ONCE(x, 1); }`;
  const rows =
    '0: "a = READ_ONCE(x)" value = 1; 0: WRITE_ONCE(y, 1); 1: "b = READ_ONCE(y)" value = 1; 1: WRITE_ONCE(x, 1);';
  expect(rule(code, rows)).toMatch(
    /^The store of 1 to x in line 4 stands behind a branch on what is read in line 3/,
  );
  expect(rule(code, '0: "a = READ_ONCE(x)" value = 7;')).toBe(
    'Nothing stores 7 to x, and it does not begin with it.',
  );
});

test('an interrupt that is masked says by what', () => {
  const code = `int x;
cpu 0 { raise(tick, 1); }
cpu 1 { local_irq_disable(); WRITE_ONCE(x, 1); int a = READ_ONCE(x); }
on irq tick { WRITE_ONCE(x, 2); }`;
  const rows =
    '1: local_irq_disable(); 0: "raise(tick, 1)"; 1: WRITE_ONCE(x, 1); 1: irq tick; 1: "a = READ_ONCE(x)" value = 2;';
  expect(rule(code, rows)).toBe(
    'local_irq_disable() in line 1 keeps interrupts from CPU 1 until they are on again.',
  );
});
