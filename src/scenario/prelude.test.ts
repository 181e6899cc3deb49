import { expect, test } from 'vitest';
import { check } from './check/check.ts';
import { collectSymbols } from './check/symbols.ts';
import { Diagnostics } from './diagnostic.ts';
import { compileScenario, instantiate } from './index.ts';
import { preludeSyntax } from './prelude.ts';

test('the prelude has no mistakes of its own', () => {
  const diagnostics = new Diagnostics();
  const syntax = preludeSyntax();
  check(syntax, collectSymbols(syntax, { text: '', declarations: [] }, diagnostics), diagnostics);
  // It has no CPUs, and the properties it asserts are the scenario's to declare.
  const allowed = ['no-cpu', 'unknown-property'];
  expect(diagnostics.list().filter((found) => !allowed.includes(found.code))).toEqual([]);
});

test('what a scenario does not use of the prelude is not in its program', () => {
  const { scenario } = compileScenario('int x; cpu 0 { x = 1; }', 'test');
  const program = scenario && instantiate(scenario, {}).program;
  expect(program?.cells.map((cell) => cell.name)).toEqual(['x']);
  expect(program?.irqs).toEqual([]);
});

test('a scenario may define a prelude function anew, and offer a prelude option', () => {
  const text = (head: string) => `${head} cpu 0 { kick_all_cpus_sync(); } cpu 1 { }`;
  const ops = (head: string) => {
    const { scenario } = compileScenario(text(head), 'test');
    return (scenario ? instantiate(scenario, {}).program : null)?.code.map((instr) => instr.op);
  };
  expect(ops('')).toContain('raise');
  expect(ops('')).toContain('fence');
  expect(ops('option sender_mb = off | on')).not.toContain('fence');
  expect(ops('void kick_all_cpus_sync(void) { }')?.[0]).toBe('halt');
});
