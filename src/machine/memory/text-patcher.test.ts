/** The protocol of changing text: what leaves it, that only who asks is told, and that a run's phases are the chart's. */
import { expect, test } from 'vitest';
import { SQUASHED, TextPhases, type Machine } from '../index.ts';
import { machineOf, verdictOf, type Case } from '../words/verdict.fixture.ts';

const ASKED = 'property left "The protocol is left." rule unpredictable\n';
const X86: Case = { arch: 'x86', model: 'tso' };
/** Every CPU synchronizes and says so. */
const sync = (nth: number): string => `raise(sync, 1); while (READ_ONCE(acks) != ${nth}) cpu_relax();`;
const PARTS = 'text site { b0, tail } = { old_insn -> new_insn };';

/** What CPU 0 does to the site while CPU 1 executes it, and whether that leaves the protocol. */
const CHANGES: readonly (readonly [name: string, left: boolean, body: string])[] = [
  ['the first byte of a live instruction', true, 'WRITE_ONCE(site.b0, new_insn);'],
  ['the rest of a live instruction', true, 'WRITE_ONCE(site.tail, new_insn);'],
  ['INT3', false, 'WRITE_ONCE(site.b0, INT3);'],
  [
    'the rest behind an INT3 that not every CPU has seen',
    true,
    'WRITE_ONCE(site.b0, INT3); WRITE_ONCE(site.tail, new_insn);',
  ],
  ['INT3 and back', false, 'WRITE_ONCE(site.b0, INT3); WRITE_ONCE(site.b0, old_insn);'],
  [
    'INT3, the rest, the first byte, with every CPU synchronized in between',
    false,
    `WRITE_ONCE(site.b0, INT3); ${sync(1)} WRITE_ONCE(site.tail, new_insn); ${sync(2)} WRITE_ONCE(site.b0, new_insn); ${sync(3)}`,
  ],
  [
    'the first byte before the rest is everywhere',
    true,
    `WRITE_ONCE(site.b0, INT3); ${sync(1)} WRITE_ONCE(site.tail, new_insn); WRITE_ONCE(site.b0, new_insn);`,
  ],
];

const scenario = (body: string): string =>
  `${PARTS} int acks; on irq sync cpu 1 { sync_core(); int a = READ_ONCE(acks); WRITE_ONCE(acks, a + 1); } on bp { int3_emulate(new_insn); } cpu 0 { ${body} } cpu 1 { execute(site); }`;

test.each(CHANGES)('%s: leaves the protocol: %s', (_, left, body) => {
  const found = verdictOf(ASKED + scenario(body), X86).split(' ');
  expect(found.includes('left')).toBe(left);
});

test('an instruction of one unit may be rewritten', () => {
  const text = `${ASKED} text site = { old_insn -> new_insn }; cpu 0 { WRITE_ONCE(site, new_insn); } cpu 1 { execute(site); }`;
  expect(verdictOf(text, X86)).toBe('holds');
});

/** Every state that can be reached. */
function statesOf(machine: Machine, visit: (state: Int32Array) => void = () => undefined): number {
  const start = new Int32Array(machine.width);
  machine.initial(start, 0);
  const seen = new Set([start.join()]);
  const todo = [start];
  for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
    visit(state);
    const count = machine.enabled(state, 0);
    for (const choice of Array.from(machine.choices.subarray(0, count))) {
      const next = new Int32Array(machine.width);
      if (machine.step(state, 0, choice, next, 0) === SQUASHED || seen.has(next.join())) continue;
      seen.add(next.join());
      todo.push(next);
    }
  }
  return seen.size;
}

test('nobody who does not ask pays for it: how far the change has come tells no states apart', () => {
  // The same byte once more: only the chart knows whether it was written.
  const again = 'either { WRITE_ONCE(site.tail, old_insn); } or { }';
  const text = scenario(`WRITE_ONCE(site.b0, INT3); ${sync(1)} ${again} ${sync(2)}`);
  expect(statesOf(machineOf(text, X86))).toBeLessThan(statesOf(machineOf(ASKED + text, X86)));
});

test.each(CHANGES)('%s: the phases of a run are what the states say', (_, __, body) => {
  const machine = machineOf(ASKED + scenario(body), X86);
  let state = new Int32Array(machine.width);
  machine.initial(state, 0);
  for (let pick = 0; pick < 40; pick++) {
    let now = state;
    const phases = new TextPhases(machine.program);
    for (let step = 0; step < 60; step++) {
      const count = machine.enabled(now, 0);
      if (count === 0) break;
      const next = new Int32Array(machine.width);
      const choice = machine.choices[(pick * 7 + step * (pick + 3)) % count] ?? 0;
      const { status, writes } = machine.trace(now, 0, choice, next, 0);
      if (status === SQUASHED) break;
      const snapshot = machine.decode(next, 0);
      expect(phases.follow(snapshot, writes).sites).toEqual(snapshot.sites);
      now = next;
    }
    state = new Int32Array(machine.width);
    machine.initial(state, 0);
  }
});
