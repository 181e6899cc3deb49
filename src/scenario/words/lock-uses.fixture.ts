/** How each word of locks is called to be measured. */
import type { Use } from './ordering.fixture.ts';

type Doing = 'take' | 'try' | 'give' | 'ask' | 'make';

/** How a lock's word is called, and its flags declared. */
function lockCall(name: string): readonly [flags: string, call: string] {
  const flags = /irqsave|irqrestore/.test(name);
  return [
    flags ? 'unsigned long flags; ' : '',
    `${name}(&w${flags ? ', flags' : name.endsWith('_nested') ? ', 1' : ''})`,
  ];
}

/** Words of a type of locks. `held`: its word while somebody has it so; `busy`: one that keeps it from being taken so. */
function locks(type: string, held: number, busy: number, words: Readonly<Record<string, Doing>>) {
  const uses = (name: string, doing: Doing): Use => {
    const [flags, call] = lockCall(name);
    switch (doing) {
      case 'take':
      case 'try': {
        const code = doing === 'take' ? `${call}; int r = 1;` : `int r = ${call};`;
        return { type, code: flags + code, stored: `v == ${held}`, unseen: busy, seen: [0, 'r == 1'] };
      }
      case 'give': {
        const taking = name
          .replace(/^up_/, 'down_')
          .replace('unlock', 'lock')
          .replace('irqrestore', 'irqsave');
        return {
          type,
          first: `${lockCall(taking).join('')};`,
          code: `${call};`,
          stored: 'v == 0',
          whenTaken: true,
        };
      }
      case 'ask':
        return name.startsWith('assert')
          ? { type, code: `${call};`, init: held }
          : { type, code: `int r = ${call};`, seen: [1, 'r == 1'] };
      case 'make':
        return { type, code: `${call};`, init: held, stored: 'v == 0' };
    }
  };
  return Object.fromEntries(Object.entries(words).map(([name, doing]) => [name, uses(name, doing)]));
}

const named = (names: string, doing: Doing) =>
  Object.fromEntries(names.split(' ').map((name): [string, Doing] => [name, doing]));

const spinning = (p: string): Readonly<Record<string, Doing>> => ({
  ...named(`${p}_lock ${p}_lock_nested ${p}_lock_irq ${p}_lock_irqsave ${p}_lock_bh`, 'take'),
  ...named(`${p}_unlock ${p}_unlock_irq ${p}_unlock_irqrestore ${p}_unlock_bh`, 'give'),
  ...named(`${p}_trylock ${p}_trylock_irq ${p}_trylock_irqsave ${p}_trylock_bh`, 'try'),
  ...named(`${p}_is_locked assert_${p}_locked`, 'ask'),
  [`${p}_lock_init`]: 'make',
});

const readWrite = (p: string): Readonly<Record<string, Doing>> => ({
  ...named(`${p}_lock ${p}_lock_irq ${p}_lock_irqsave ${p}_lock_bh`, 'take'),
  ...named(`${p}_unlock ${p}_unlock_irq ${p}_unlock_irqrestore ${p}_unlock_bh`, 'give'),
  [`${p}_trylock`]: 'try',
});

const SEMAPHORE = 'struct rw_semaphore';

export const LOCK_USES: Readonly<Record<string, Use>> = {
  ...locks('spinlock_t', 1, 1, spinning('spin')),
  ...locks('raw_spinlock_t', 1, 1, spinning('raw_spin')),
  ...locks('rwlock_t', 1, -1, readWrite('read')),
  ...locks('rwlock_t', -1, 1, { ...readWrite('write'), rwlock_init: 'make' }),
  ...locks('struct mutex', 1, 1, {
    ...named('mutex_lock mutex_lock_nested', 'take'),
    mutex_unlock: 'give',
    mutex_trylock: 'try',
    mutex_is_locked: 'ask',
    mutex_init: 'make',
  }),
  ...locks(SEMAPHORE, 1, -1, {
    ...named('down_read down_read_nested', 'take'),
    up_read: 'give',
    down_read_trylock: 'try',
  }),
  ...locks(SEMAPHORE, -1, 1, {
    ...named('down_write down_write_nested', 'take'),
    up_write: 'give',
    down_write_trylock: 'try',
    rwsem_is_locked: 'ask',
    init_rwsem: 'make',
  }),
  downgrade_write: {
    type: SEMAPHORE,
    first: 'down_write(&w);',
    code: 'downgrade_write(&w);',
    stored: 'v == 1',
  },
};

/** Of words that try: a call that finds the lock taken. */
export const BUSY: Readonly<Record<string, Use>> = Object.fromEntries(
  Object.entries(LOCK_USES).flatMap(([name, { type = '', unseen = 0 }]): readonly [string, Use][] => {
    const [flags, call] = lockCall(name);
    if (!name.includes('trylock')) return [];
    return [
      [name, { type, code: `${flags}int r = ${call};`, init: unseen, unseen: 0, seen: [unseen, 'r == 0'] }],
    ];
  }),
);
