import { describe, expect, test } from 'vitest';
import { compileScenario, instantiate } from '../index.ts';

/** Names of the values of `cpu0.r`, `VALUE NAME` each, for a body of CPU 0. */
function names(body: string): readonly string[] {
  const text = `scenario "names"
arch arm64
enum rcu { EQS, WATCHING };
enum level { LOW, HIGH };
enum rcu state[2];
enum level power;
int plain;
text site = { old_insn -> new_insn };
enum rcu get(int cpu) { return READ_ONCE(state[cpu]); }
cpu 0 "w" { ${body} }
observe cpu0.r;
`;
  const { scenario, diagnostics } = compileScenario(text, 'names');
  const observed = scenario && instantiate(scenario, {}).program?.observed[0];
  if (observed?.k !== 'reg') throw new Error(JSON.stringify(diagnostics));
  return Object.entries(observed.values ?? {}).map(([value, name]) => `${value} ${name}`);
}

describe('a register’s values have the names of the places it is read from', () => {
  const rcu = ['0 EQS', '1 WATCHING'];
  test.each([
    ['an enum', 'int r = READ_ONCE(state[1]);', rcu],
    ['an element that is not known yet', 'int i = READ_ONCE(plain); int r = READ_ONCE(state[i]);', rcu],
    ['what a function returns', 'int r = get(1);', rcu],
    ['an exchange', 'int r = xchg(&state[0], WATCHING);', rcu],
    ['a constant first', 'int r = EQS; r = READ_ONCE(state[0]);', rcu],
    [
      'an instruction',
      'int r = execute(site);',
      ['0 old_insn', '1 new_insn', expect.stringMatching(/ INT3$/)],
    ],
    ['a number', 'int r = READ_ONCE(plain);', []],
    ['a sum', 'int r = READ_ONCE(state[0]) + 1;', []],
    ['now this, now that', 'int r = READ_ONCE(state[0]); r = READ_ONCE(plain);', []],
    ['two enums', 'int r = READ_ONCE(state[0]); r = READ_ONCE(power);', []],
  ])('%s', (_, body, expected) => {
    expect(names(body)).toEqual(expected);
  });
});
