import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { Exploration } from './exploration.ts';
import { whyNotAfter } from './held-steps.ts';
import { replay, stateAfter } from './replay.ts';
import { playSchedule } from './schedule.ts';

/** Message passing with an interleaving of the given rows. */
function scenario(rows: string, model: Model = 'arm') {
  const text = `scenario "mp"
arch arm64
int data, flag;
cpu 0 "writer" { WRITE_ONCE(data, 1); WRITE_ONCE(flag, 1); }
cpu 1 "reader" { int f = READ_ONCE(flag); int d = READ_ONCE(data); }
variant v "plain" { } model ${model} expect holds
interleaving i "rows" by "test" of v { ${rows} }
`;
  const { scenario: compiled, diagnostics } = compileScenario(text, 'mp');
  const [interleaving] = compiled?.interleavings ?? [];
  const program = compiled && instantiate(compiled, {}).program;
  if (!program || !interleaving) throw new Error(JSON.stringify(diagnostics));
  const machine = createMachine(program, model);
  return { machine, run: playSchedule(machine, interleaving, null) };
}

function played(rows: string, model: Model = 'arm'): string {
  const { run } = scenario(rows, model);
  const steps = run.steps.map(({ trace: { info } }) => `${info.cpu} ${info.kind}`);
  return run.problem ? `${steps.join(', ')} | row ${run.problem.row ?? '?'}` : steps.join(', ');
}

describe('written interleavings', () => {
  test('are played row by row', () => {
    const rows = '0: WRITE_ONCE(flag, 1) visible; 1: READ_ONCE(flag) value; 1: READ_ONCE(data) value;';
    expect(played(rows)).toBe('0 visible, 1 value, 1 value');
  });

  test('what has to come before is filled in', () => {
    expect(played('0: WRITE_ONCE(flag, 1) visible;', 'tso')).toBe('0 visible, 0 visible');
    expect(played('1: READ_ONCE(data) value;', 'tso')).toBe('1 issue, 1 issue');
  });

  test('rows may name issues that are no step of their own', () => {
    expect(played('0: WRITE_ONCE(flag, 1); 0: WRITE_ONCE(flag, 1) visible;')).toBe('0 visible');
  });

  test('a row that cannot be played names its own CPU’s statement, and what it can read instead', () => {
    const read = scenario('1: READ_ONCE(data) value = 7;').run.problem;
    expect(read?.message).toBe('CPU 1: d = READ_ONCE(data) can only take 0 here, not 7.');
    // Keys count within a CPU: the other one's statement with the same key is not meant.
    const twice = scenario('1: READ_ONCE(flag) value; 1: READ_ONCE(flag) value;', 'sc').run.problem;
    expect(twice?.message).toMatch(
      /^CPU 1 cannot do f = READ_ONCE\(flag\) now: it is at d = READ_ONCE\(data\)/,
    );
  });

  test('a row that must be refused is tried with nothing completed on the side', () => {
    const { run } = scenario('impossible 0: WRITE_ONCE(flag, 1) visible;', 'tso');
    expect(run).toMatchObject({ end: 'impossible', steps: [], problem: { row: 0 } });
    expect(run.problem?.message).toMatch(/WRITE_ONCE\(data, 1\)/);
    expect(run.problem?.refused).toMatchObject({ cpu: 0, kind: 'visible', note: null });
    expect(
      scenario('impossible 0: WRITE_ONCE(flag, 1) visible; note "Not in order.";', 'tso').run.problem?.refused
        ?.note,
    ).toBe('Not in order.');
    expect(scenario('impossible 0: WRITE_ONCE(flag, 1) visible;').run).toMatchObject({
      end: 'open',
      problem: { row: 0 },
    });
  });

  test('a value that is named must be the one taken, under every model', () => {
    const row = (value: number) => `1: READ_ONCE(data) value = ${value};`;
    for (const model of ['sc', 'tso', 'arm'] as const) {
      expect(played(row(0), model)).not.toContain('row');
      expect(played(row(7), model)).toContain('| row 0');
      const { run } = scenario(`impossible ${row(1)}`, model);
      expect(run).toMatchObject({ end: 'impossible' });
      expect(run.problem?.message).toBe('CPU 1: d = READ_ONCE(data) can only take 0 here, not 1.');
    }
  });

  test('a row that was filled in before an earlier one stands where it was, unless its own column came first', () => {
    const filled = scenario('1: READ_ONCE(flag) value = 1; 0: WRITE_ONCE(flag, 1) visible; note "here";').run;
    expect(filled).toMatchObject({ problem: null });
    expect(filled.steps.map(({ note }) => note)).toEqual(['here', null]);
    const { run } = scenario('0: WRITE_ONCE(flag, 1) visible; 0: WRITE_ONCE(data, 1) visible;', 'tso');
    expect(run.problem?.message).toMatch(/Step 1 did this\.$/);
  });

  test('what was done cannot be done again', () => {
    expect(played('0: WRITE_ONCE(data, 1) visible; 0: WRITE_ONCE(data, 1) visible;')).toBe(
      '0 visible | row 1',
    );
  });

  test('notes stay with their rows', () => {
    const { run } = scenario(
      '0: WRITE_ONCE(data, 1) visible; note "first"; 1: READ_ONCE(data) value; note "second";',
    );
    expect(run.steps.map(({ note }) => note)).toEqual(['first', 'second']);
  });
});

describe('replay', () => {
  test('plays every witness, and knows fates once the graph is explored', () => {
    const { machine } = scenario('');
    const exploration = new Exploration(machine, { states: 10_000 });
    exploration.advance(Number.POSITIVE_INFINITY);
    const { outcomes } = exploration.result;
    expect(outcomes.map(({ kind }) => kind)).toContain('finished');
    for (const { witness, kind } of outcomes) {
      const run = replay(machine, witness, exploration.fates);
      expect(run).toMatchObject({ problem: null, end: kind });
      expect(run.steps.map(({ fate }) => fate)).not.toContain('unknown');
      expect(replay(machine, witness, null).steps.map(({ fate }) => fate)).not.toContain('clear');
    }
  });

  test('keeps what could be played and says why the next step could not', () => {
    const { machine, run } = scenario(
      '0: WRITE_ONCE(data, 1) visible; 0: WRITE_ONCE(flag, 1) visible;',
      'tso',
    );
    const keys = run.steps.map(({ key }) => key);
    const swapped = replay(machine, keys.toReversed(), null);
    expect(swapped).toMatchObject({ steps: [], problem: { step: 0 } });
    expect(swapped.problem?.message).toMatch(/Step 1 cannot be played: .*WRITE_ONCE\(data, 1\)/);
    expect(replay(machine, [...keys, 'nonsense'], null)).toMatchObject({ problem: { step: 2 } });
    expect(stateAfter(machine, keys)).not.toBeNull();
    expect(stateAfter(machine, keys.toReversed())).toBeNull();
    expect(whyNotAfter(machine, [], keys[1] ?? '')).toMatch(
      /^CPU [01] cannot go on with .* now: it waits for /,
    );
    expect(whyNotAfter(machine, [], keys[0] ?? '')).toBeNull();
  });
});

describe('in the order of effects', () => {
  const dots = (rows: string, model: Model = 'tso') => scenario(rows, model).run.end;

  test('dots as the last row go on to the end, to the expected one where there is a way', () => {
    expect(dots('0: WRITE_ONCE(data, 1) visible;')).toBe('open');
    expect(dots('0: WRITE_ONCE(data, 1) visible; ...;')).toBe('finished');
    expect(dots('0: WRITE_ONCE(data, 1) visible; ...; ends finished;')).toBe('finished');
  });

  test('a call that has one effect is that effect', () => {
    const text = `scenario "calls"
int x;
static void kick(void) { WRITE_ONCE(x, 1); }
cpu 0 { kick(); }
cpu 1 { int r = READ_ONCE(x); }
variant v "v" { } model tso expect holds
interleaving i "rows" by "test" of v { 0: kick(); 1: READ_ONCE(x); }
`;
    const { scenario: compiled } = compileScenario(text, 'calls');
    const [interleaving] = compiled?.interleavings ?? [];
    const program = compiled && instantiate(compiled, {}).program;
    if (!program || !interleaving) throw new Error('it does not compile');
    const { steps } = playSchedule(createMachine(program, 'tso'), interleaving, null);
    expect(steps.map(({ trace: { info } }) => info.kind)).toEqual(['visible', 'issue']);
  });

  test('a call is named with or without its arguments, and its value is what it gives, or what it has read', () => {
    const text = (rows: string) => `scenario "calls"
enum { IDLE, BUSY = 5 };
int st;
static void go(int to) { WRITE_ONCE(st, to); }
static int after(void) { return READ_ONCE(st) + 1; }
static bool busy(void) { return READ_ONCE(st) == BUSY; }
cpu 0 { go(BUSY); }
cpu 1 { int k = after(); bool b = busy(); }
variant v "v" { } model tso expect holds
interleaving i "rows" by "test" of v { ${rows} }
`;
    const problemOf = (rows: string) => {
      const { scenario: compiled } = compileScenario(text(rows), 'calls');
      const [interleaving] = compiled?.interleavings ?? [];
      const program = compiled && instantiate(compiled, {}).program;
      if (!program || !interleaving) throw new Error('it does not compile');
      return playSchedule(createMachine(program, 'tso'), interleaving, null).problem;
    };
    expect(problemOf('0: go(); 1: k = after() value = 6; 1: busy() value = true;')).toBeNull();
    expect(problemOf('0: go(); 1: k = after() value = 5; 1: busy() value = BUSY;')).toBeNull();
    expect(problemOf('0: go(); 1: k = after() value = 1;')?.row).toBe(1);
  });
});

describe('what a row without a kind means, in the order of effects', () => {
  /** Where it stops, and the statement that each row of CPU 0 has got its CPU to. */
  const run = (rows: string, model: Model = 'arm') => {
    const text = `scenario "calls"
arch arm64
enum state { IDLE, BUSY = 5 };
int x, y, on;
enum state st;
spinlock_t l;
static void put(int to) { WRITE_ONCE(x, to); WRITE_ONCE(y, to); }
static int both(void) { if (READ_ONCE(x) == 1) return READ_ONCE(y) + 1; return BUSY; }
cpu 0 { spin_lock(&l); put(1); WRITE_ONCE(st, BUSY); spin_unlock(&l); }
cpu 1 { int b = both(); int k = READ_ONCE(x) + 3; if (READ_ONCE(on)) WRITE_ONCE(on, 2); int s = READ_ONCE(st); }
cpu 2 { spin_lock(&l); spin_unlock(&l); }
variant v "v" { } model ${model} expect holds
interleaving i "rows" by "test" of v { ${rows} }
`;
    const { scenario: compiled } = compileScenario(text, 'calls');
    const [interleaving] = compiled?.interleavings ?? [];
    const program = compiled && instantiate(compiled, {}).program;
    if (!program || !interleaving) throw new Error('it does not compile');
    return playSchedule(createMachine(program, model), interleaving, null);
  };
  const cells = (rows: string, model: Model = 'arm') => {
    const { steps, problem } = run(rows, model);
    expect(problem).toBeNull();
    return steps.at(-1)?.after.cells ?? [];
  };

  test('a call is all that it does, whatever its name stands with', () => {
    for (const model of ['sc', 'tso', 'arm'] as const) {
      for (const row of ['put();', 'put(1);', '"put"; note "done";'])
        expect(cells(`0: ${row}`, model).slice(0, 2), model).toEqual([1, 1]);
      expect(run('0: put(); 1: both() value = 2;', model).problem).toBeNull();
      expect(run('0: spin_unlock(&l); 2: spin_lock();', model).problem).toBeNull();
    }
    // Who has to wait has come to it.
    expect(run('0: spin_lock(); 2: spin_lock(); 0: put();').problem).toBeNull();
    expect(run('0: put(); 0: WRITE_ONCE(x, to) visible;').problem).toBeNull();
  });

  test('a value that only a row below could bring about is the word that is read', () => {
    const text = `scenario "t"
arch arm64
int n = 1;
bool gone(void) { return READ_ONCE(n) == 0; }
cpu 0 { WRITE_ONCE(n, 0); }
cpu 1 { bool left = gone(); }
variant v "t" { } model arm expect holds
interleaving i "t" by "t" of v { ROWS }`;
    const reads = (rows: string) => {
      const { scenario: made } = compileScenario(text.replace('ROWS', rows), 'test');
      const [interleaving] = made?.interleavings ?? [];
      const { program } = made ? instantiate(made, {}) : { program: null };
      if (!interleaving || !program) throw new Error('it does not compile');
      const { problem, steps } = playSchedule(createMachine(program, 'arm'), interleaving, null);
      return [problem, steps.flatMap(({ trace }) => trace.reads.map(({ value }) => value))];
    };
    expect(reads('1: gone() value = 1; 0: WRITE_ONCE(n, 0) visible;')).toEqual([null, [1]]);
    expect(reads('0: WRITE_ONCE(n, 0) visible; 1: gone() value = 1;')).toEqual([null, [0]]);
    expect(reads('1: gone() value = 0; 0: WRITE_ONCE(n, 0) visible;')).toEqual([null, [1]]);
  });

  test('a value is what the statement gives, a number or a name for it, and a type may stand before it', () => {
    const problem = (rows: string) => run(rows).problem?.message ?? null;
    expect(problem('1: both() value = BUSY; 0: put();')).toBeNull();
    expect(problem('1: b = both() value = 5; 0: put(); 1: k = READ_ONCE(x) + 3 value = 4;')).toBeNull();
    expect(problem('0: put(); 1: both() value = 2; 1: "int k = READ_ONCE(x) + 3" value = 4;')).toBeNull();
    expect(problem('0: put(); 1: READ_ONCE(x) + 3 value = 5;')).toMatch(/gives 4 here, not 5|only take 1/);
    expect(problem('0: spin_unlock(); 1: s = READ_ONCE(st) value = BUSY;')).toBeNull();
    expect(problem('1: "if (READ_ONCE(on))" not taken;')).toBeNull();
    expect(problem('1: "if (READ_ONCE(on))" taken;')).toMatch(/the condition does not hold here/);
  });
});
