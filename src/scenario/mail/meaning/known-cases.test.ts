import { expect, it } from 'vitest';
import { findTables, recognise } from '../../index.ts';

const RING = {
  id: 'own/ring',
  text: `scenario "A ring"
arch arm64
int ring_head, ring_tail;
cpu 0 "producer" { WRITE_ONCE(ring_head, 1); smp_mb(); int t = READ_ONCE(ring_tail); }
cpu 1 "consumer" { int h = READ_ONCE(ring_head); WRITE_ONCE(ring_tail, 1); }
variant v "as it is" { } model arm expect holds
interleaving first "the producer first" by "test" of v {
    0: WRITE_ONCE(ring_head, 1) visible;
    0: t = READ_ONCE(ring_tail) value = 0;
    1: h = READ_ONCE(ring_head) value = 1;
    1: WRITE_ONCE(ring_tail, 1) visible;
}
interleaving second "the consumer first" by "test" of v {
    1: h = READ_ONCE(ring_head) value = 0;
    1: WRITE_ONCE(ring_tail, 1) visible;
    0: WRITE_ONCE(ring_head, 1) visible;
    0: t = READ_ONCE(ring_tail) value = 1;
}
`,
};

function found(text: string) {
  const [table] = findTables(text).tables;
  return table && recognise(table, [RING]);
}

it('finds the interleaving that a table draws in other words', () => {
  const told = found(`
    CPU 0                  CPU 1
                           check ring_head
                           ring_tail = 1
    ring_head = 1
    read ring_tail`);
  expect(told).toMatchObject({ scenario: 'own/ring', interleaving: 'second' });
  expect(told?.drawn.get('1:4')).toContain('WRITE_ONCE(ring_tail, 1)');
});

it('does not take a table of something else for it', () => {
  expect(
    found(`
    CPU 0                  CPU 1
    disk_head = 1
                           r = READ_ONCE(disk_tail)`),
  ).toBeNull();
});

it('knows names whose words stand in another order, where most of them do', () => {
  const lock = {
    ...RING,
    id: 'own/doors',
    text: RING.text
      .replaceAll('ring_head', 'open_doors')
      .replaceAll('ring_tail', 'bell_rung')
      .replace('int open', 'int near_gate, open'),
  };
  const told = (text: string) => {
    const [table] = findTables(text).tables;
    return table && recognise(table, [lock]);
  };
  const rows = (gate: string) => `
    CPU 0                  CPU 1
                           check doors_open
                           rung_bell = 1
    doors_open = 1
    read rung_bell
    ${gate} = 1`;
  expect(told(rows('gate_near'))).toMatchObject({ scenario: 'own/doors', interleaving: 'second' });
  expect(told(rows('far_window').replaceAll('rung_bell', 'low_sill'))).toBeNull();
});

it('takes the one whose setting the text names, and two listings side by side for none', () => {
  const at = [RING.text.indexOf('interleaving first'), RING.text.indexOf('interleaving second')];
  const first = RING.text.slice(at[0], at[1]);
  const both = ['one-eos1', 'other-eos0'].map((id) =>
    first.replace('interleaving first', `interleaving ${id}`),
  );
  const set = { id: 'own/set', text: RING.text.slice(0, at[0]) + both.join('') };
  const told = (before: string) => {
    const [table] = findTables(`${before}:

    CPU 0                  CPU 1
    ring_head = 1
    read ring_tail
                           read ring_head
                           ring_tail = 1
`).tables;
    return table && recognise(table, [set])?.interleaving;
  };
  expect([told('With EOS=1'), told('With EOS=0')]).toEqual(['one-eos1', 'other-eos0']);
  const [listing] = findTables(`
    CPU 0                  CPU 1
    ring_head = 1          check ring_head
    smp_mb()               smp_mb()
    read ring_tail         ring_tail = 1`).tables;
  expect(listing && recognise(listing, [RING])).toBeNull();
});
