/** How words of lower/quiet-words.ts that order something, or claim that they order nothing, are called to be measured. */
import type { Use } from './ordering.fixture.ts';

const load = (call: string): Use => ({ code: `int r = ${call};`, seen: [1, 'r == 1'] });

const local = (prefix: string): readonly (readonly [string, Use])[] => {
  const type = `${prefix}t`;
  const changes = (
    verb: string,
    n: string,
    stored: string,
    init: number,
  ): readonly (readonly [string, Use])[] => [
    [`${prefix}${verb}`, { code: `${prefix}${verb}(${n}&w);`, type, init, stored }],
    [`${prefix}${verb}_return`, { code: `long r = ${prefix}${verb}_return(${n}&w);`, type, init, stored }],
  ];
  return [
    ...changes('inc', '', 'v == 1', 0),
    ...changes('dec', '', 'v == 1', 2),
    ...changes('add', '1, ', 'v == 1', 0),
    ...changes('sub', '1, ', 'v == 1', 2),
    [`${prefix}read`, { ...load(`${prefix}read(&w)`), type }],
    [`${prefix}set`, { code: `${prefix}set(&w, 1);`, type, stored: 'v == 1' }],
    [`${prefix}xchg`, { code: `long r = ${prefix}xchg(&w, 1);`, type, stored: 'v == 1' }],
    [`${prefix}cmpxchg`, { code: `long r = ${prefix}cmpxchg(&w, 0, 1);`, type, stored: 'v == 1' }],
  ];
};

export const SPARE_USES: Readonly<Record<string, Use>> = {
  rcu_dereference_bh: load('rcu_dereference_bh(w)'),
  rcu_dereference_sched: load('rcu_dereference_sched(w)'),
  rcu_dereference_bh_check: load('rcu_dereference_bh_check(w, true)'),
  rcu_dereference_sched_check: load('rcu_dereference_sched_check(w, true)'),
  rcu_dereference_raw_check: load('rcu_dereference_raw_check(w)'),
  rcu_dereference_rtnl: load('rcu_dereference_rtnl(w)'),
  rtnl_dereference: load('rtnl_dereference(w)'),
  srcu_dereference: { ...load('srcu_dereference(w, &ss)'), head: 'struct srcu_struct ss;' },
  srcu_dereference_check: { ...load('srcu_dereference_check(w, &ss, true)'), head: 'struct srcu_struct ss;' },
  wait_in_order: { code: 'wait_in_order(&w, VAL == 0, VAL + 1);', stored: 'v == 1' },
  wait_to_take: { code: 'wait_to_take(&w, VAL == 0, VAL + 1);', stored: 'v == 1' },
  ...Object.fromEntries([...local('local_'), ...local('local64_')]),
};
