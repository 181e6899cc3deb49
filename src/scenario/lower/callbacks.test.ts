import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario } from '../index.ts';

const SC: Case = { arch: 'arm64', model: 'sc' };
const ARM: Case = { arch: 'arm64', model: 'arm' };
const TSO: Case = { arch: 'x86', model: 'tso' };

const HEAD = `struct obj { int x; struct rcu_head rcu; };
static struct obj *gp;
static void free_obj(struct rcu_head *head) { kfree(container_of(head, struct obj, rcu)); }`;
const UPDATER = (frees: string) =>
  `cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); rcu_assign_pointer(gp, o); WRITE_ONCE(gp, NULL); ${frees} }`;
const READER =
  'cpu 1 { rcu_read_lock(); struct obj *o = rcu_dereference(gp); if (o) READ_ONCE(o->x); rcu_read_unlock(); }';

describe('what is freed behind a grace period', () => {
  test.each([
    'call_rcu(&o->rcu, free_obj);',
    'call_rcu_hurry(&o->rcu, free_obj);',
    'kfree_rcu(o, rcu);',
    'kvfree_rcu(o, rcu);',
  ])('%s waits for readers', (frees) => {
    const text = `${HEAD} ${UPDATER(frees)} ${READER}`;
    expect(verdictOf(text, ARM)).toBe('holds');
    expect(verdictOf(text, TSO)).toBe('holds');
    // A reader that says nothing is not waited for.
    expect(verdictOf(text.replaceAll(/rcu_read_(un)?lock\(\);/g, ''), SC)).toBe('violated use-after-free');
  });

  test.each(['kfree_rcu_mightsleep(o);', 'kvfree_rcu_mightsleep(o);'])(
    '%s needs no head, and may wait',
    (frees) => {
      expect(verdictOf(`${HEAD} ${UPDATER(frees)} ${READER}`, TSO)).toBe('holds');
      expect(
        verdictOf(`${HEAD} ${UPDATER(`preempt_disable(); ${frees} preempt_enable();`)} ${READER}`, SC),
      ).toContain('sleeping-in-atomic');
      // Whether it was freed by the time it returns is not known.
      const text = `int freed; struct obj { int x; }; cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); ${frees} int r = READ_ONCE(o->x); }`;
      expect(verdictOf(text, SC)).toBe('violated use-after-free');
    },
  );

  test('NULL is let be', () => {
    expect(
      verdictOf(
        'struct obj { int x; struct rcu_head rcu; }; struct obj *gp; cpu 0 { struct obj *o = READ_ONCE(gp); kfree_rcu(o, rcu); kfree_rcu_mightsleep(o); }',
        SC,
      ),
    ).toBe('holds');
  });

  test('a reader that goes on with what it took out of its section is too late', () => {
    const late = READER.replace(
      'if (o) READ_ONCE(o->x); rcu_read_unlock();',
      'rcu_read_unlock(); if (o) READ_ONCE(o->x);',
    );
    expect(verdictOf(`${HEAD} ${UPDATER('kfree_rcu(o, rcu);')} ${late}`, SC)).toBe('violated use-after-free');
  });

  test('one that is still to be found is found by a reader', () => {
    const text = `${HEAD} ${UPDATER('kfree_rcu(o, rcu);').replace('WRITE_ONCE(gp, NULL);', '')} ${READER}`;
    expect(verdictOf(text, SC)).toBe('violated use-after-free');
  });
});

describe('a callback', () => {
  const DONE = `struct obj { int x; struct rcu_head rcu; }; static struct obj o; int data, done;
static void callback(struct rcu_head *head) { WRITE_ONCE(done, READ_ONCE(data) + 1); }`;

  test('sees what was stored before, and what readers did that it waited for', () => {
    const stored = `${DONE} cpu 0 { WRITE_ONCE(data, 1); call_rcu(&o.rcu, callback); } final(done == 2, bad);`;
    expect(verdictOf(stored, ARM)).toBe('holds');
    // LKMM: a section that the grace period does not see ended began behind it.
    const readers = `${DONE} cpu 0 { WRITE_ONCE(o.x, 1); call_rcu(&o.rcu, callback); }
cpu 1 { rcu_read_lock(); int r = READ_ONCE(done); int q = READ_ONCE(o.x); rcu_read_unlock(); assert(!(r && !q), bad); }`;
    expect(verdictOf(readers, ARM)).toBe('holds');
    expect(verdictOf(readers.replaceAll(/rcu_read_(un)?lock\(\);/g, ''), ARM)).toBe('violated bad');
  });

  test('may not sleep, and is queued once at a time', () => {
    expect(
      verdictOf(
        `${DONE.replace('WRITE_ONCE(done', 'might_sleep(); WRITE_ONCE(done')} cpu 0 { call_rcu(&o.rcu, callback); }`,
        SC,
      ),
    ).toBe('violated sleeping-in-atomic');
    expect(
      verdictOf(`${DONE} cpu 0 { call_rcu(&o.rcu, callback); call_rcu(&o.rcu, callback); }`, SC),
    ).toContain('warn-on');
  });

  test('is waited for by rcu_barrier(), not by a grace period', () => {
    const text = (word: string) =>
      `${DONE} cpu 0 { call_rcu(&o.rcu, callback); ${word}(); int r = READ_ONCE(done); assert(r == 1, bad); } ${READER.replace('struct obj *o = rcu_dereference(gp); if (o) READ_ONCE(o->x);', 'int r = READ_ONCE(data);')}`;
    expect(verdictOf(text('rcu_barrier'), ARM)).toBe('holds');
    expect(verdictOf(text('synchronize_rcu'), SC)).toBe('violated bad');
  });

  test('rcu_barrier() does not wait for one that is queued meanwhile', () => {
    // The first callback is over when the second is queued, by a reader who lasts until rcu_barrier() is done.
    const text = (before: string) =>
      `struct rcu_head a, b; int flag, queued, done; void first(struct rcu_head *h) { WRITE_ONCE(flag, 1); while (!READ_ONCE(queued)) cpu_relax(); } void second(struct rcu_head *h) { } cpu 0 { ${before} call_rcu(&a, first); rcu_barrier(); WRITE_ONCE(done, 1); } cpu 1 { while (!READ_ONCE(flag)) cpu_relax(); rcu_read_lock(); call_rcu(&b, second); WRITE_ONCE(queued, 1); while (!READ_ONCE(done)) cpu_relax(); rcu_read_unlock(); } final(false, bad);`;
    expect(verdictOf(text(''), SC)).toBe('violated bad');
    // It does where that came first.
    const waits = 'WRITE_ONCE(flag, 1); while (!READ_ONCE(queued)) cpu_relax();';
    expect(verdictOf(text(waits), SC)).toBe('deadlock');
  });
});

test('the member must be a head', () => {
  const { diagnostics } = compileScenario(
    'struct obj { int x; }; cpu 0 { struct obj *o = kzalloc(sizeof(*o), GFP_KERNEL); kfree_rcu(o, x); }',
    'rcu',
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['no-rcu-head']);
});
