import { describe, expect, it } from 'vitest';
import { compileKernelLitmus, litmusVerdict } from '../scenario/index.ts';
import { type Execution, executionsOf, type Outcomes, outcomesOf, relationWords } from './index.ts';

const ms = 10_000;

/** A C litmus test of these bodies over `x`, `y`, `z` and the lock `l`. */
function test(bodies: readonly string[], condition: string, init = ''): string {
  const params = 'int *x, int *y, int *z, spinlock_t *l, struct srcu_struct *s, struct srcu_struct *t';
  const threads = bodies.map((body, nth) => `P${nth}(${params})\n{\n${body}\n}\n`);
  return `C test\n{ ${init} }\n${threads.join('\n')}\nexists (${condition})\n`;
}

function judged(text: string): Outcomes & { verdict: string } {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const outcomes = outcomesOf(compiled.kernel, compiled.shown, { ms });
  return { ...outcomes, verdict: litmusVerdict(compiled.test, outcomes.finals).verdict };
}

function forbidden(text: string): Execution {
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') throw new Error(compiled.diagnostic.message);
  const { kernel, shown, test: litmus } = compiled;
  const question = { values: null, where: litmus.condition, which: 'forbidden', most: 1, ms } as const;
  const found = executionsOf(kernel, shown, question).executions[0];
  if (found === undefined) throw new Error('nothing is forbidden');
  return found;
}

const message = (write: string, read: string): string => test([write, read], '1:r0=1 /\\ 1:r1=0');

describe('what the model forbids and allows', () => {
  it.each<readonly [string, string, string]>([
    [
      'a message without barriers',
      'Sometimes',
      message('WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1);', 'int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);'),
    ],
    [
      'a message with both barriers',
      'Never',
      message(
        'WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1);',
        'int r0 = READ_ONCE(*y); smp_rmb(); int r1 = READ_ONCE(*x);',
      ),
    ],
    [
      'a message by release and acquire',
      'Never',
      message(
        'WRITE_ONCE(*x, 1); smp_store_release(y, 1);',
        'int r0 = smp_load_acquire(y); int r1 = READ_ONCE(*x);',
      ),
    ],
    [
      'smp_rmb() behind an atomic that returns nothing',
      'Sometimes',
      test(
        [
          'WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1);',
          'atomic_add(2, y); smp_rmb(); int r1 = READ_ONCE(*x);',
        ],
        'y=3 /\\ 1:r1=0',
      ),
    ],
    [
      'smp_rmb() behind one that returns',
      'Never',
      test(
        [
          'WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1);',
          'int r0 = atomic_fetch_add_relaxed(2, y); smp_rmb(); int r1 = READ_ONCE(*x);',
        ],
        '1:r0=1 /\\ 1:r1=0',
      ),
    ],
    [
      'store buffering with full barriers',
      'Never',
      test(
        [
          'WRITE_ONCE(*x, 1); smp_mb(); int r0 = READ_ONCE(*y);',
          'WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);',
        ],
        '0:r0=0 /\\ 1:r0=0',
      ),
    ],
    [
      'store buffering with releases and acquires',
      'Sometimes',
      test(
        [
          'smp_store_release(x, 1); int r0 = smp_load_acquire(y);',
          'smp_store_release(y, 1); int r0 = smp_load_acquire(x);',
        ],
        '0:r0=0 /\\ 1:r0=0',
      ),
    ],
    [
      'store buffering with exchanges',
      'Never',
      test(
        ['int r9 = xchg(x, 1); int r0 = READ_ONCE(*y);', 'int r9 = xchg(y, 1); int r0 = READ_ONCE(*x);'],
        '0:r0=0 /\\ 1:r0=0',
      ),
    ],
    [
      'a failed cmpxchg() orders nothing',
      'Sometimes',
      test(
        [
          'WRITE_ONCE(*x, 1); int r9 = cmpxchg(z, 5, 6); int r0 = READ_ONCE(*y);',
          'WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);',
        ],
        '0:r0=0 /\\ 1:r0=0',
      ),
    ],
    [
      'a control dependency in the arm',
      'Never',
      test(
        [
          'int r0 = READ_ONCE(*x); if (r0) WRITE_ONCE(*y, 1);',
          'int r0 = READ_ONCE(*y); if (r0) WRITE_ONCE(*x, 1); else WRITE_ONCE(*z, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'none behind the if',
      'Sometimes',
      test(
        [
          'int r0 = READ_ONCE(*x); if (r0) WRITE_ONCE(*z, 1); WRITE_ONCE(*y, 1);',
          'int r0 = READ_ONCE(*y); smp_mb(); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'behind an if that leaves there is one',
      'Never',
      test(
        [
          'int r0 = READ_ONCE(*x); if (!r0) return; WRITE_ONCE(*y, 1);',
          'int r0 = READ_ONCE(*y); smp_mb(); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'a dependency by way of own memory',
      'Never',
      test(
        [
          'int r0 = READ_ONCE(*x); *z = r0; int r1 = *z; WRITE_ONCE(*y, r1);',
          'int r0 = READ_ONCE(*y); smp_mb(); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'a handover of a lock, seen from outside',
      'Sometimes',
      test(
        [
          'spin_lock(l); WRITE_ONCE(*x, 1); spin_unlock(l);',
          'spin_lock(l); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); spin_unlock(l); int r1 = READ_ONCE(*z);',
          'WRITE_ONCE(*z, 1); smp_mb(); int r0 = READ_ONCE(*y);',
        ],
        '1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0',
      ),
    ],
    [
      'nobody gets a lock twice',
      'Never',
      test(['int r0 = spin_trylock(l); int r1 = spin_trylock(l);'], '0:r0=1 /\\ 0:r1=1'),
    ],
    [
      'smp_mb__after_unlock_lock() makes it a full barrier',
      'Never',
      test(
        [
          'spin_lock(l); WRITE_ONCE(*x, 1); spin_unlock(l);',
          'spin_lock(l); int r0 = READ_ONCE(*x); smp_mb__after_unlock_lock(); int r1 = READ_ONCE(*y); spin_unlock(l);',
          'WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);',
        ],
        '1:r0=1 /\\ 1:r1=0 /\\ 2:r0=0',
      ),
    ],
    [
      'a grace period waits for a critical section',
      'Never',
      test(
        [
          'rcu_read_lock(); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); rcu_read_unlock();',
          'WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1);',
        ],
        '0:r0=1 /\\ 0:r1=0',
      ),
    ],
    [
      'two critical sections need two grace periods',
      'Sometimes',
      test(
        [
          'rcu_read_lock(); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); rcu_read_unlock();',
          'rcu_read_lock(); int r0 = READ_ONCE(*y); WRITE_ONCE(*z, 1); rcu_read_unlock();',
          'int r0 = READ_ONCE(*z); synchronize_rcu(); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1',
      ),
    ],
    [
      'SRCU waits for its own domain',
      'Never',
      test(
        [
          'int i = srcu_read_lock(s); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); srcu_read_unlock(s, i);',
          'int r0 = READ_ONCE(*y); synchronize_srcu(s); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'and for no other',
      'Sometimes',
      test(
        [
          'int i = srcu_read_lock(t); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); srcu_read_unlock(t, i);',
          'int r0 = READ_ONCE(*y); synchronize_srcu(s); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    ],
    [
      'a wait is a constraint',
      'Never',
      message(
        'WRITE_ONCE(*x, 1); smp_store_release(y, 1);',
        'while (!smp_load_acquire(y)) cpu_relax(); int r0 = 1; int r1 = READ_ONCE(*x);',
      ),
    ],
  ])('%s: %s', (_, verdict, text) => {
    expect(judged(text).verdict).toBe(verdict);
  });

  it('lets a loop go round twice and says so', () => {
    const { finals, bounded } = judged(
      test(
        [
          'int i = 0; while (READ_ONCE(*x) == 0) { i = i + 1; WRITE_ONCE(*y, i); } WRITE_ONCE(*z, 1);',
          'WRITE_ONCE(*x, 1);',
        ],
        '0:i=2',
      ),
    );
    expect(bounded).toBe('loop');
    expect(finals).toEqual([[0], [1], [2]]);
  });
});

describe('plain accesses', () => {
  it('race where nothing orders them, and what is missing is said', () => {
    const { flags, race } = judged(
      message('*x = 1; WRITE_ONCE(*y, 1);', 'int r0 = READ_ONCE(*y); int r1 = *x;'),
    );
    expect(flags).toEqual(['data-race']);
    const { first, second, missing } = race?.races[0] ?? { first: 0, second: 0, missing: '' };
    expect([race?.events[first]?.label, race?.events[second]?.label, missing]).toEqual([
      'R[plain] x=0',
      'W[plain] x=1',
      'rw-xbstar',
    ]);
  });

  it('do not race where a release is seen by an acquire', () => {
    const text = message(
      '*x = 1; smp_store_release(y, 1);',
      'int r0 = smp_load_acquire(y); int r1 = 2; if (r0) r1 = *x;',
    );
    expect(judged(text)).toMatchObject({
      verdict: 'Never',
      flags: [],
      finals: [
        [0, 2],
        [1, 1],
      ],
    });
  });

  it('do not race under a lock', () => {
    const add = 'spin_lock(l); *x = *x + 1; spin_unlock(l);';
    expect(judged(test([add, add], 'x=2'))).toMatchObject({ verdict: 'Always', flags: [] });
  });

  it('may read what was written only because it was read; such a value is none in particular', () => {
    const copy = (from: string, to: string): string => `int r0 = *${from}; *${to} = r0;`;
    const { finals, flags } = judged(test([copy('x', 'y'), copy('y', 'x')], '0:r0=42'));
    expect(finals).toEqual([[0], [NaN]]);
    expect(flags).toEqual(['data-race']);
  });

  it('may let a write happen that happens because it was seen', () => {
    const copy = (from: string, to: string): string => `int r0 = *${from}; if (r0) *${to} = 1;`;
    expect(judged(test([copy('x', 'y'), copy('y', 'x')], '0:r0=1 /\\ 1:r0=1')).verdict).toBe('Sometimes');
  });

  it('are flagged beside marked ones with nothing between', () => {
    expect(judged(test(['*x = 1; WRITE_ONCE(*x, 2);'], 'x=2')).flags).toEqual(['mixed-accesses']);
    expect(judged(test(['*x = 1; barrier(); WRITE_ONCE(*x, 2);'], 'x=2')).flags).toEqual([]);
  });
});

describe('why an execution is forbidden', () => {
  const cycle = (execution: Execution): string[] =>
    (execution.forbidden?.cycle ?? []).map(
      ({ name, from, to }) => `${execution.events[from]?.label} ${name} ${execution.events[to]?.label}`,
    );

  it('is a cycle of named edges', () => {
    const found = forbidden(
      message(
        'WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1);',
        'int r0 = READ_ONCE(*y); smp_rmb(); int r1 = READ_ONCE(*x);',
      ),
    );
    expect(found.forbidden?.axiom).toBe('happens-before');
    expect(cycle(found)).toEqual(['R[once] y=1 rmb R[once] x=0', 'R[once] x=0 prop R[once] y=1']);
    const [rmb, prop] = found.forbidden?.cycle ?? [];
    expect(found.events[rmb?.by ?? -1]?.label).toBe('F[rmb]');
    expect(prop?.via.map(({ name }) => name)).toEqual(['fre', 'cumul-fence', 'rfe']);
  });

  it('goes round over grace periods and critical sections', () => {
    const found = forbidden(
      test(
        [
          'rcu_read_lock(); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); rcu_read_unlock();',
          'int r0 = READ_ONCE(*y); synchronize_rcu(); WRITE_ONCE(*x, 1);',
        ],
        '0:r0=1 /\\ 1:r0=1',
      ),
    );
    expect(found.forbidden?.axiom).toBe('rcu');
    const names = new Set<string>();
    const collect = (edges: NonNullable<Execution['forbidden']>['cycle']): void => {
      for (const { name, via } of edges) {
        names.add(name);
        collect(via);
      }
    };
    collect(found.forbidden?.cycle ?? []);
    expect([...names]).toEqual(expect.arrayContaining(['rcu-fence', 'rcu-gp', 'rcu-rscs', 'rfe']));
    for (const name of names) expect(relationWords[name], name).toBeDefined();
  });

  it('closes: each edge begins where the one before it ended', () => {
    const found = forbidden(
      test(
        [
          'WRITE_ONCE(*x, 1); smp_mb(); int r0 = READ_ONCE(*y);',
          'WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);',
        ],
        '0:r0=0 /\\ 1:r0=0',
      ),
    );
    const edges = found.forbidden?.cycle ?? [];
    expect(found.forbidden?.axiom).toBe('propagation');
    edges.forEach(({ from }, nth) => expect(edges.at(nth - 1)?.to).toBe(from));
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});
