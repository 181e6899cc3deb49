import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explore, playSchedule, replay } from '../explore/index.ts';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { followFlights } from './flight.ts';
import { scoreOf } from './scenario.fixture.ts';
import { spokenRows } from './spoken.ts';

/** The rows of an interleaving of a small program, one line each: step, CPU, words; no number where it is no step. */
function rowsOf(model: Model, body: string, interleaving: string): readonly string[] {
  const text = `scenario "s"\narch ${model === 'tso' ? 'x86' : 'arm64'}
${body}
variant v "v" { } model ${model} expect holds
interleaving i "i" by "me" of v { ${interleaving} }`;
  return scoreOf(text, 'i').rows.flatMap(
    ({ kind, step, part, text: words, result, detail, missed, replaced }) => {
      if (kind === 'start') return [];
      const more = [result, detail, missed, replaced && `replaced in step ${replaced}`].filter(Boolean);
      return `${kind === 'step' ? step : '–'} ${part ?? ''}: ${[words, ...more].join(', ')}`;
    },
  );
}

const BUFFERING = `int a, x, y;
cpu 0 "zero" { WRITE_ONCE(a, 1); smp_mb(); WRITE_ONCE(x, 1); smp_mb(); int r = READ_ONCE(y); }
cpu 1 "one" { WRITE_ONCE(y, 1); int s = READ_ONCE(x); }
cpu 2 "two" { int t = READ_ONCE(a); }`;

test('store buffering: the store that a read misses stands where it was issued, not where it is overtaken', () => {
  expect(
    rowsOf(
      'tso',
      BUFFERING,
      '0: "WRITE_ONCE(a, 1)" visible; 1: s = READ_ONCE(x) value = 0; 0: r = READ_ONCE(y) value = 0; 1: "WRITE_ONCE(y, 1)" visible; 2: t = READ_ONCE(a);',
    ),
  ).toEqual([
    '– 1: WRITE_ONCE(y, 1), issued',
    '1 0: WRITE_ONCE(a, 1), becomes visible',
    '2 1: s = READ_ONCE(x), 0',
    '– 0: smp_mb()',
    '3 0: WRITE_ONCE(x, 1), becomes visible',
    '– 0: smp_mb()',
    '4 0: r = READ_ONCE(y), 0, 1 still queued on CPU 1',
    '5 1: y = 1, becomes visible',
    '6 2: t = READ_ONCE(a), 1',
  ]);
});

test('where nothing speaks of it, it stands where it is overtaken and does not say that it is issued there', () => {
  expect(
    rowsOf(
      'tso',
      BUFFERING,
      '0: "WRITE_ONCE(a, 1)" visible; 1: s = READ_ONCE(x) value = 0; 1: "WRITE_ONCE(y, 1)" visible;',
    ).slice(0, 4),
  ).toEqual([
    '1 0: WRITE_ONCE(a, 1), becomes visible',
    '– 1: WRITE_ONCE(y, 1), in flight',
    '2 1: s = READ_ONCE(x), 0',
    '3 1: y = 1, becomes visible',
  ]);
});

test('message passing: the earlier read that a replaced value came before stands where it was issued', () => {
  const rows = rowsOf(
    'arm',
    `int a, x, y;
cpu 0 "writer" { WRITE_ONCE(a, 1); smp_mb(); WRITE_ONCE(x, 1); smp_mb(); WRITE_ONCE(y, 1); }
cpu 1 "reader" { int r = READ_ONCE(y); int s = READ_ONCE(x); }`,
    '0: "WRITE_ONCE(a, 1)" visible; 1: s = READ_ONCE(x) value = 0; 0: "WRITE_ONCE(y, 1)" visible; 1: r = READ_ONCE(y) value = 1;',
  );
  expect(rows[0]).toBe('– 1: r = READ_ONCE(y), issued');
  expect(rows).toContain('2 1: s = READ_ONCE(x), 0, replaced in step 3');
});

test('message passing: a read before a store that its CPU’s own next row completes is explained by the rows alone', () => {
  const rows = rowsOf(
    'tso',
    `int x; cpu 0 "writer" { WRITE_ONCE(x, 1); } cpu 1 "reader" { int r = READ_ONCE(x); }`,
    '1: r = READ_ONCE(x) value = 0; 0: WRITE_ONCE(x, 1) visible;',
  );
  expect(rows).toEqual(['1 1: r = READ_ONCE(x), 0', '2 0: WRITE_ONCE(x, 1), becomes visible']);
});

test('a lock: what its holder has stored and not made visible stands where it was issued, inside the lock', () => {
  const rows = rowsOf(
    'arm',
    `int x, y; lock l unfair;
cpu 0 "holder" { spin_lock(&l); WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); spin_unlock(&l); }
cpu 1 "reader" { int r = smp_load_acquire(&y); int s = READ_ONCE(x); }`,
    '0: "WRITE_ONCE(y, 1)" visible; 1: r = smp_load_acquire(&y) value = 1; 1: s = READ_ONCE(x) value = 0;',
  );
  const at = (words: string) => rows.findIndex((row) => row.includes(words));
  expect(at('WRITE_ONCE(x, 1), issued')).toBeGreaterThanOrEqual(0);
  expect(rows.at(at('s = READ_ONCE(x)'))).toMatch(/: s = READ_ONCE\(x\), 0, 1 still queued on CPU 0$/);
});

test.each([
  'The store to x is not visible yet.',
  'CPU 0 has it in its store buffer.',
  '“WRITE_ONCE(x, 1)” comes later.',
])('a note that speaks of a store has it drawn: %s', (note) => {
  const rows = rowsOf(
    'tso',
    `int x, y; cpu 0 "writer" { WRITE_ONCE(x, 1); } cpu 1 "reader" { int r = READ_ONCE(y); int s = READ_ONCE(x); }`,
    `1: r = READ_ONCE(y) value = 0; 1: s = READ_ONCE(x) value = 0; note "CPU 0: ${note}";`,
  );
  expect(rows[0]).toBe('– 0: WRITE_ONCE(x, 1), issued');
  expect(rows).toContain('2 1: s = READ_ONCE(x), 0, 1 still queued on CPU 0');
});

test('a note about something else draws nothing', () => {
  const rows = rowsOf(
    'tso',
    `int x, y; cpu 0 "writer" { WRITE_ONCE(x, 1); } cpu 1 "reader" { int r = READ_ONCE(y); }`,
    `1: r = READ_ONCE(y) value = 0; note "Nobody writes y."; 0: WRITE_ONCE(x, 1) visible;`,
  );
  expect(rows.map((row) => row.slice(0, 1))).toEqual(['1', '2']);
});

const folder = `${import.meta.dirname}/../../scenarios/classics`;

test.each(readdirSync(folder).filter((file) => file.endsWith('.smp')))(
  'in %s every access that a row speaks of stands where it was issued',
  (file) => {
    const { scenario } = compileScenario(readFileSync(`${folder}/${file}`, 'utf8'), file);
    for (const interleaving of scenario?.interleavings ?? []) {
      const variant = scenario?.variants.find(({ id }) => id === interleaving.of);
      const program = scenario && variant && instantiate(scenario, variant.settings).program;
      if (!program) throw new Error(`${interleaving.id} does not compile`);
      const run = playSchedule(createMachine(program, variant.model), interleaving, null);
      expect(followFlights(program, run).issues.length).toBeGreaterThan(0);
      const { rows, told } = spokenRows(program, run);
      told.forEach(({ missed, replaced }, row) => {
        for (const { issue } of [missed?.flight ?? [], replaced?.earlier ?? []].flat()) {
          const first = rows.findIndex((seed) => seed.issue === issue);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(first).toBeLessThan(row);
          expect(rows[first]?.placed).toBe(true);
        }
      });
    }
  },
);

test('what begins because of a row stands below it, as a callback below the call that asks for it', () => {
  const text = `scenario "s"
arch arm64
struct s { int v; struct rcu_head rcu; }; struct s o;
static void done(struct rcu_head *head) { kfree(container_of(head, struct s, rcu)); }
cpu 0 { call_rcu(&o.rcu, done); }
cpu 1 { int v = o.v; }`;
  const { scenario } = compileScenario(text, 's');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('it does not compile');
  const machine = createMachine(program, 'sc');
  const { rows } = spokenRows(
    program,
    replay(machine, explore(machine, { states: 10_000 }).witness ?? [], null),
  );
  const said = rows.map(({ pc, trace }) => trace?.info.kind ?? program.code[pc ?? -1]?.op);
  expect(said).toContain('irq');
  expect(said.indexOf('raise')).toBeGreaterThan(-1);
  expect(said.indexOf('raise')).toBeLessThan(said.indexOf('irq'));
});
