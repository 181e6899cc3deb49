import { describe, expect, test } from 'vitest';
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { playSchedule } from './schedule.ts';
import type { Run } from './api.ts';
import { aheadWords, endMissed } from './expected-end.ts';

/** A drawn interleaving of the given rows, under a model. */
function played(code: string, rows: string, model: Model): { readonly machine: Machine; readonly run: Run } {
  const text = `scenario "s"
arch ${model === 'tso' ? 'x86' : 'arm64'}
${code}
variant v "v" { } model ${model} expect holds
interleaving i "rows" by "test" of v drawn { ${rows} }
`;
  const { scenario, diagnostics } = compileScenario(text, 's');
  const [interleaving] = scenario?.interleavings ?? [];
  const program = scenario && instantiate(scenario, {}).program;
  if (!program || !interleaving) throw new Error(JSON.stringify(diagnostics));
  const machine = createMachine(program, model);
  return { machine, run: playSchedule(machine, interleaving, null) };
}

function drawn(code: string, rows: string, model: Model): Run {
  return played(code, rows, model).run;
}

function said(code: string, rows: string, model: Model): string {
  const run = drawn(code, rows, model);
  return run.drawn?.words ?? '';
}

const BUFFERING = `int x, y;
cpu 0 { WRITE_ONCE(x, 1); int r = READ_ONCE(y); }
cpu 1 { WRITE_ONCE(y, 1); int r = READ_ONCE(x); }`;
const BUFFERED = `0: WRITE_ONCE(x, 1); 1: WRITE_ONCE(y, 1); 0: READ_ONCE(y) value = 0; 1: READ_ONCE(x) value = 0;`;

describe('a drawn interleaving', () => {
  test('may draw a handler twice, and what a task does early above rows of a handler', () => {
    const code = `int n, x;
cpu 0 { raise(tick, 1); raise(tick, 1); }
cpu 1 { WRITE_ONCE(x, 1); }
on irq tick { int a = READ_ONCE(x); WRITE_ONCE(n, 1); }`;
    const rows = `0: "raise(tick, 1)"; 1: irq tick; 1: "a = READ_ONCE(x)" value = 0; 1: "WRITE_ONCE(n, 1)";
1: "return from the handler"; 1: "WRITE_ONCE(x, 1)"; 1: irq tick; 1: "a = READ_ONCE(x)" value = 1;`;
    for (const model of ['sc', 'tso', 'arm'] as const)
      expect(said(code, rows, model)).toBe(`happens as drawn under ${model}`);
  });

  test('that can happen in its order breaks no wish', () => {
    const rows =
      '0: WRITE_ONCE(x, 1); 0: READ_ONCE(y) value = 0; 1: WRITE_ONCE(y, 1); 1: READ_ONCE(x) value = 1;';
    for (const model of ['sc', 'tso', 'arm'] as const)
      expect(said(BUFFERING, rows, model)).toBe(`happens as drawn under ${model}`);
  });

  test('with values that show a reordering says what comes before what', () => {
    for (const model of ['tso', 'arm'] as const) {
      expect(said(BUFFERING, BUFFERED, model)).toBe(
        `happens under ${model}, but line 3 takes its value before line 2 is visible, and line 4 takes its value before line 1 is visible: that is the reordering`,
      );
    }
  });

  test('that cannot happen says which value is taken instead, what came before it, and what the reader was at', () => {
    const run = drawn(BUFFERING, BUFFERED, 'sc');
    expect(run.drawn?.words).toBe(
      'cannot happen under sc: line 4 gives 1, not 0: line 1 is visible before it, and by then CPU 1 is still at WRITE_ONCE(y, 1)',
    );
    // The run stops where the row would come, so that it can be drawn there.
    expect(run.problem?.refused).toMatchObject({ cpu: 1, kind: 'value', what: '0' });
  });

  test('in which a reader begins before a wait for readers has its place told, though it accesses nothing', () => {
    const code = `struct s { int a; }; static struct s o; struct s *p = &o;
cpu 0 { synchronize_rcu(); kfree(p); }
cpu 1 { rcu_read_lock(); int x = p->a; rcu_read_unlock(); }`;
    const rows =
      '1: rcu_read_lock(); 0: synchronize_rcu(); 0: "kfree(p)"; 1: "x = p->a"; ends violated use-after-free;';
    expect(said(code, rows, 'sc')).toMatch(/^happens under sc, but line .* before line 1 is done/);
  });

  test('names the barrier that forbids it', () => {
    const code = BUFFERING.replaceAll('1); int', '1); smp_mb(); int');
    expect(said(code, BUFFERED, 'arm')).toMatch(
      /^cannot happen under arm: line \d gives 1, not 0: .* smp_mb\(\)/,
    );
  });

  test('may stand in another order in a column than in the program: then effects are meant', () => {
    const rows =
      '0: READ_ONCE(y) value = 0; 1: WRITE_ONCE(y, 1); 1: READ_ONCE(x) value = 0; 0: WRITE_ONCE(x, 1);';
    expect(said(BUFFERING, rows, 'tso')).toBe('happens as drawn under tso');
    expect(said(BUFFERING, rows, 'sc')).toMatch(/^cannot happen under sc/);
  });
});

describe('what rows of a drawn interleaving say', () => {
  const CODE = `enum { IDLE = 3 };
int x = 3, y;
bool busy(void) { if (READ_ONCE(x) == IDLE) return false; return true; }
cpu 0 { bool b = busy(); if (b) WRITE_ONCE(y, 1); else WRITE_ONCE(y, 2); }
cpu 1 { WRITE_ONCE(x, 0); }`;

  test('a call’s value is what it returns, an enum’s name is its number', () => {
    expect(said(CODE, '0: busy() value = false; 1: WRITE_ONCE(x, 0);', 'sc')).toBe(
      'happens as drawn under sc',
    );
    expect(said(CODE, '0: busy() value = true; 1: WRITE_ONCE(x, 0);', 'sc')).toBe(
      'happens under sc, but line 2 is visible before line 1 takes its value',
    );
    expect(said(CODE, '0: READ_ONCE(x) value = IDLE;', 'sc')).toBe('happens as drawn under sc');
  });

  test('a condition comes out as it says', () => {
    expect(said(CODE, '0: "if (b)" taken; 0: WRITE_ONCE(y, 1);', 'arm')).toBe('happens as drawn under arm');
    expect(said(CODE, '1: WRITE_ONCE(x, 0); 0: busy(); 0: "if (b)" not taken;', 'sc')).toBe(
      'happens under sc, but line 2 takes its value before line 1 is visible',
    );
  });

  test('a statement that the values leave out is never reached', () => {
    expect(said(CODE, '0: busy() value = false; 0: WRITE_ONCE(y, 1);', 'sc')).toMatch(
      /^cannot happen under sc: line 2 is never reached/,
    );
  });

  test('dots at the end go on to the end, and rows behind a failure stand behind it', () => {
    expect(drawn(CODE, '0: busy(); …;', 'sc').end).toBe('finished');
    const failing = CODE.replace('WRITE_ONCE(y, 2)', 'assert(0, bug-on)');
    const run = drawn(failing, '0: busy() value = false; 0: "assert"; 1: WRITE_ONCE(x, 0);', 'sc');
    expect(run.end).toBe('violated');
    expect(run.drawn?.words).toBe('happens as drawn under sc; line 3 stands behind the failure');
  });
});

describe('how an interleaving is to end', () => {
  const CODE = `int x;
cpu 0 { int r = READ_ONCE(x); assert(r == 0, bug-on); }
cpu 1 { WRITE_ONCE(x, 1); }`;
  const ending = (
    rows: string,
    end: 'finished' | 'doomed' | 'open' | 'violated',
    property: string | null,
  ) => {
    const { machine, run } = played(CODE, rows, 'sc');
    return endMissed(machine, run, { end, property });
  };

  test('is held against how it ends', () => {
    expect(ending('1: WRITE_ONCE(x, 1);', 'doomed', 'bug-on')).toBeNull();
    expect(ending('1: WRITE_ONCE(x, 1); 0: READ_ONCE(x);', 'violated', 'bug-on')).toBeNull();
    expect(ending('0: READ_ONCE(x) value = 0;', 'doomed', null)).toBe(
      'It should end doomed, but a continuation ends well, with x=1.',
    );
    expect(ending('1: WRITE_ONCE(x, 1);', 'finished', null)).toBe('It should end finished, but ends open.');
  });

  test('what is still to come is told where it stops short', () => {
    const told = (rows: string) => {
      const { machine, run } = played(CODE, rows, 'sc');
      return aheadWords(machine, run);
    };
    expect(told('1: WRITE_ONCE(x, 1);')).toBe('every continuation reaches bug-on');
    expect(told('0: READ_ONCE(x) value = 0;')).toBe('whatever follows, it ends well');
  });
});

test('what fails stands where it is drawn: rows above it come first, rows below it are behind the failure', () => {
  const code = `int x, y, z;
cpu 0 { WRITE_ONCE(x, 1); raise(kick, 1); WRITE_ONCE(y, 1); }
cpu 1 { local_irq_enable(); WRITE_ONCE(z, 1); }
on irq kick cpu 1 { int r = READ_ONCE(x); BUG_ON(r == 1); }`;
  const bug = '1: "BUG_ON(r == 1)";';
  expect(said(code, `0: WRITE_ONCE(x, 1); 1: irq kick; 0: WRITE_ONCE(y, 1); ${bug}`, 'tso')).toBe(
    'happens as drawn under tso',
  );
  expect(said(code, `0: WRITE_ONCE(x, 1); 1: irq kick; ${bug} 0: WRITE_ONCE(y, 1);`, 'tso')).toBe(
    'happens as drawn under tso; line 4 stands behind the failure',
  );
  // The task goes on when its handler is over, and the handler is never over.
  expect(said(code, `1: irq kick; 1: WRITE_ONCE(z, 1); ${bug}`, 'tso')).toBe(
    'happens under tso, but line 3 is done before line 2 is visible',
  );
});

test('a value that was taken ahead of a wait which then turns out otherwise is none', () => {
  const code = `int x; struct completion c;
cpu 0 { WRITE_ONCE(x, 1); complete(&c); }
cpu 1 { wait_for_completion(&c); int a = READ_ONCE(x); }`;
  expect(said(code, '1: "a = READ_ONCE(x)" value = 0;', 'arm')).toMatch(
    /^cannot happen under arm: line 1 gives 1, not 0/,
  );
});

test('of an atomic the value is what it returns', () => {
  const code = `atomic_t v;
cpu 0 { int a = atomic_add_return(1, &v); }
cpu 1 { int b = atomic_add_return(1, &v); }`;
  const rows = (b: number) =>
    `0: "a = atomic_add_return(1, &v)" value = 1; 1: "b = atomic_add_return(1, &v)" value = ${String(b)};`;
  expect(said(code, rows(2), 'tso')).toBe('happens as drawn under tso');
  expect(said(code, rows(1), 'tso')).toMatch(/^cannot happen/);
});

test('who waits before what his row does has come to the row, and a row in which it fails is not behind the failure', () => {
  const waiting = `spinlock_t l; struct timer_list t; void fn(struct timer_list *t) { spin_lock(&l); spin_unlock(&l); }
cpu 0 { timer_setup(&t, fn, 0); add_timer_on(&t, 1); spin_lock(&l); timer_delete_sync(&t); spin_unlock(&l); }
cpu 1 { }`;
  const rows = '0: "spin_lock(&l)"; 1: "spin_lock(&l)"; 0: "timer_delete_sync(&t)"; ...; ends deadlock;';
  expect(said(waiting, rows, 'sc')).toBe('happens as drawn under sc');
  const freed = `struct o { struct work_struct w; }; struct o p_object = { .w = { .func = fn } }; #define p (&p_object)
void fn(struct work_struct *w) { }
cpu 0 { kfree(p); } cpu 1 { schedule_work(&p->w); }`;
  expect(
    said(freed, '0: "kfree(p)"; 1: "schedule_work(&p->w)"; ...; ends violated use-after-free;', 'sc'),
  ).toBe('happens as drawn under sc');
});
