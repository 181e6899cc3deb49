import { expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { Exploration } from './exploration.ts';
import { replay } from './replay.ts';

function machineOf(cpu0: string, cpu1: string, model: Model) {
  const text = `scenario "waiting"
arch arm64
int x, y, z;
cpu 0 "a" { ${cpu0} }
cpu 1 "b" { ${cpu1} }
`;
  const { scenario, diagnostics } = compileScenario(text, 'waiting');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return createMachine(program, model);
}

const waitFor = (name: string) => `while (READ_ONCE(${name}) == 0) cpu_relax();`;

/** How the runs of a witness's beginnings end, without and with the explored graph: the longest is the witness. */
function ends(cpu0: string, cpu1: string, model: Model): string {
  const machine = machineOf(cpu0, cpu1, model);
  const exploration = new Exploration(machine, { states: 100_000 });
  exploration.advance(Number.POSITIVE_INFINITY);
  const { witness } = exploration.result;
  const keys = witness ?? exploration.result.outcomes[0]?.witness ?? [];
  const each = [...keys.keys(), keys.length].map((count) => {
    const beginning = keys.slice(0, count);
    const { end } = replay(machine, beginning, null);
    expect(replay(machine, beginning, exploration.fates).end).toBe(end);
    return end;
  });
  return each.join(' ');
}

test.each(['sc', 'tso', 'arm'] as const)(
  'under %s a run is in deadlock once nothing more can change',
  (model) => {
    // Each waits for the other's store, which stands behind the wait: whatever they issue ahead, nobody sees it.
    const all = ends(`${waitFor('x')} WRITE_ONCE(y, 1);`, `${waitFor('y')} WRITE_ONCE(x, 1);`, model);
    expect(all).toMatch(/^deadlock( deadlock)*$/);
  },
);

test.each(['sc', 'tso', 'arm'] as const)('under %s it is not while a store may still be seen', (model) => {
  const all = ends(`WRITE_ONCE(z, 1); ${waitFor('x')}`, waitFor('y'), model);
  expect(all).toMatch(/^open( open)*( deadlock)+$/);
});

test('a run that can still end well is open', () => {
  const all = ends(`WRITE_ONCE(x, 1);`, waitFor('x'), 'arm');
  expect(all).toMatch(/^open( open)* finished$/);
});
