/**
 * Macros of the kernel that declare a variable, read as the declaration that they make: `DEFINE_SPINLOCK(l);` is
 * `spinlock_t l;` (include/linux/spinlock_types.h, percpu-defs.h, list.h, wait.h, completion.h, mutex.h).
 */
import type { Phrase } from './phrase.ts';
import { expressionsOf, initializerOf } from './read-expression.ts';
import { child, span, wordOf, type Source } from './reader.ts';
import type { Declarator, Expression, Initializer, Span, TypeSyntax, Word } from './syntax.ts';

interface Declared {
  readonly type: TypeSyntax;
  readonly declarator: Declarator;
  readonly perCpu: boolean;
}

/** The type that a macro of one argument gives its variable. */
const TYPES: Readonly<Record<string, string>> = {
  DEFINE_SPINLOCK: 'spinlock_t',
  DEFINE_RAW_SPINLOCK: 'raw_spinlock_t',
  DEFINE_RWLOCK: 'rwlock_t',
  DEFINE_SEQLOCK: 'seqlock_t',
  DEFINE_MUTEX: 'struct mutex',
  DECLARE_RWSEM: 'struct rw_semaphore',
  DECLARE_COMPLETION: 'struct completion',
  DECLARE_COMPLETION_ONSTACK: 'struct completion',
  DECLARE_WAIT_QUEUE_HEAD: 'wait_queue_head_t',
  DECLARE_WAIT_QUEUE_HEAD_ONSTACK: 'wait_queue_head_t',
  DEFINE_WAIT: 'struct wait_queue_entry',
  DECLARE_SWAIT_QUEUE_HEAD: 'struct swait_queue_head',
  DECLARE_SWAIT_QUEUE_HEAD_ONSTACK: 'struct swait_queue_head',
  DECLARE_SWAITQUEUE: 'struct swait_queue',
  DECLARE_WAITQUEUE: 'struct wait_queue_entry',
  DEFINE_WAKE_Q: 'struct wake_q_head',
  DEFINE_HASHTABLE: 'struct hlist_head',
  DECLARE_HASHTABLE: 'struct hlist_head',
  DEFINE_SRCU: 'struct srcu_struct',
  DEFINE_STATIC_SRCU: 'struct srcu_struct',
  LIST_HEAD: 'struct list_head',
  HLIST_HEAD: 'struct hlist_head',
  LLIST_HEAD: 'struct llist_head',
  DEFINE_STATIC_KEY_FALSE: 'struct static_key_false',
  DEFINE_STATIC_KEY_TRUE: 'struct static_key_true',
  DEFINE_XARRAY: 'struct xarray',
  DEFINE_XARRAY_ALLOC: 'struct xarray',
  XA_STATE: 'struct xa_state',
  DEFINE_SEMAPHORE: 'struct semaphore',
  DEFINE_PERCPU_RWSEM: 'struct percpu_rw_semaphore',
  DEFINE_STATIC_PERCPU_RWSEM: 'struct percpu_rw_semaphore',
  DEFINE_RT_MUTEX: 'struct rt_mutex',
  DEFINE_WAIT_FUNC: 'struct wait_queue_entry',
  DECLARE_BITMAP: 'unsigned long',
  DEFINE_TIMER: 'struct timer_list',
  DECLARE_WORK: 'struct work_struct',
  DECLARE_TASKLET: 'struct tasklet_struct',
  DECLARE_DELAYED_WORK: 'struct delayed_work',
  DEFINE_IRQ_WORK: 'struct irq_work',
};

/** Those that are given what is called, and the member that says so. */
const CALLING: Readonly<Record<string, string>> = {
  DEFINE_TIMER: 'function',
  DECLARE_WORK: 'func',
  DECLARE_TASKLET: 'callback',
  DECLARE_DELAYED_WORK: 'work.func',
  DEFINE_IRQ_WORK: 'func',
};

const PER_CPU = ['', '_SHARED_ALIGNED', '_ALIGNED', '_READ_MOSTLY', '_PAGE_ALIGNED', '_CACHE_HOT'].flatMap(
  (how) => [`DEFINE_PER_CPU${how}`, `DECLARE_PER_CPU${how}`],
);

/** The macros that declare, and the type that each gives its variable; null where an argument says it. */
export function declaringMacros(): readonly (readonly [name: string, type: string | null, args: string])[] {
  const args = (name: string) =>
    name === 'DEFINE_SEMAPHORE'
      ? 'name, n'
      : name === 'XA_STATE'
        ? 'name, xa, index'
        : name === 'DECLARE_BITMAP' || name.endsWith('HASHTABLE')
          ? 'name, bits'
          : name === 'DECLARE_WAITQUEUE'
            ? 'name, task'
            : name in CALLING || name === 'DEFINE_WAIT_FUNC'
              ? 'name, func'
              : 'name';
  return [
    ...Object.entries(TYPES).map(([name, type]) => [name, type, args(name)] as const),
    ...PER_CPU.map((name) => [name, null, 'type, name'] as const),
  ];
}

/** What a macro declares; null for one that is not known or declares nothing. */
export function readMacro(source: Source, node: Phrase): Declared | null {
  const macro = wordOf(source, node, 'MacroName');
  const args = expressionsOf(source, child(node, 'Arguments'));
  const init = initializerOf(source, node, -1);
  if (PER_CPU.includes(macro.text)) return perCpu(source, macro, args, init, span(node));
  const type = TYPES[macro.text];
  const [name] = args;
  const func = args[1];
  const calls = CALLING[macro.text];
  const takes = TAKES[macro.text] ?? (calls === undefined ? 1 : 2);
  if (
    type === undefined ||
    name?.k !== 'name' ||
    args.length > takes ||
    (args.length < takes && !(macro.text in OPTIONAL))
  )
    return null;
  const [word = '', tag] = type.split(' ');
  return {
    type: { name: word, tag: tag === undefined ? null : { text: tag, ...spanOf(macro) }, ...spanOf(macro) },
    declarator: {
      ...scalar(name, span(node)),
      extents: extentsOf(macro.text, args[1]),
      init: initOf(macro.text, name, args) ?? (func && calls !== undefined ? calling(calls, func) : init),
    },
    perCpu: false,
  };
}

/** Those that take more than a name, or may. */
const TAKES: Readonly<Record<string, number>> = {
  DEFINE_SEMAPHORE: 2,
  XA_STATE: 3,
  DEFINE_WAIT_FUNC: 2,
  DECLARE_BITMAP: 2,
  DECLARE_WAITQUEUE: 2,
  DEFINE_HASHTABLE: 2,
  DECLARE_HASHTABLE: 2,
};
const OPTIONAL: Readonly<Record<string, true>> = { DEFINE_SEMAPHORE: true };

/** How many there are, where the second argument says it: heads of a hash table, words of a bitmap. */
function extentsOf(macro: string, bits: Expression | undefined): readonly Expression[] {
  if (!bits) return [];
  const at = spanOf(bits);
  const number = (value: number): Expression => ({ k: 'number', value, ...at });
  if (macro.endsWith('HASHTABLE')) return [{ k: 'binary', op: '<<', a: number(1), b: bits, ...at }];
  if (macro !== 'DECLARE_BITMAP') return [];
  const beyond: Expression = { k: 'binary', op: '+', a: bits, b: number(63), ...at };
  return [{ k: 'binary', op: '/', a: beyond, b: number(64), ...at }];
}

/** What a macro gives its variable that its name alone tells, or its arguments. */
function initOf(
  macro: string,
  name: Expression & { k: 'name' },
  args: readonly Expression[],
): Initializer | null {
  const at = spanOf(name);
  const one: Expression = { k: 'number', value: 1, ...at };
  switch (macro) {
    case 'LIST_HEAD':
      return toItself(name);
    case 'DEFINE_STATIC_KEY_TRUE':
      return listOf([one], at);
    case 'DEFINE_SEMAPHORE':
      return listOf([args[1] ?? one], at);
    case 'XA_STATE':
      return listOf(args.slice(1), at);
    default:
      return null;
  }
}

function listOf(values: readonly Expression[], at: Span): Initializer {
  return { k: 'list', items: values.map((value) => ({ path: [], value })), ...at };
}

function spanOf({ from, to }: Span): Span {
  return { from, to };
}

function scalar(name: Expression & { k: 'name' }, at: Span): Declarator {
  return {
    name: { text: name.name, ...spanOf(name) },
    stars: 0,
    extents: [],
    callable: false,
    init: null,
    ...at,
  };
}

/** `DEFINE_PER_CPU(type, name)`; the name may have extents. */
function perCpu(
  source: Source,
  macro: Word,
  [type, declared]: readonly Expression[],
  init: Initializer | null,
  at: Span,
): Declared | null {
  const extents: Expression[] = [];
  let name = declared;
  while (name?.k === 'index') {
    extents.unshift(name.index);
    name = name.base;
  }
  if (type?.k !== 'type' || name?.k !== 'name') return null;
  // Announced, and defined elsewhere.
  if (macro.text.startsWith('DECLARE') && defines(source.text, name.name)) return null;
  return {
    type: type.type,
    declarator: { ...scalar(name, at), stars: type.stars, extents, init },
    perCpu: true,
  };
}

function defines(text: string, name: string): boolean {
  return new RegExp(`\\bDEFINE_PER_CPU\\w*\\([^;]*,\\s*${name}\\b`).test(text);
}

/** What is called is given. */
function calling(member: string, func: Expression): Initializer {
  const at = spanOf(func);
  return {
    k: 'list',
    items: [{ path: member.split('.').map((text) => ({ text, ...at })), value: func }],
    ...at,
  };
}

/** An empty list's head points to itself. */
function toItself(name: Expression & { k: 'name' }): Initializer {
  const at = spanOf(name);
  const item = { path: [], value: { k: 'address' as const, a: name, ...at } };
  return { k: 'list', items: [item, item], ...at };
}
