/**
 * Macros of the kernel that declare a variable, read as the declaration that they make: `DEFINE_SPINLOCK(l);` is
 * `spinlock_t l;` (include/linux/spinlock_types.h, percpu-defs.h, list.h, wait.h, completion.h, mutex.h).
 */
import type { SyntaxNode } from '@lezer/common';
import { expressionsOf } from './read-expression.ts';
import { initializerOf } from './read-declarator.ts';
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
  DEFINE_SRCU: 'struct srcu_struct',
  DEFINE_STATIC_SRCU: 'struct srcu_struct',
  LIST_HEAD: 'struct list_head',
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

const PER_CPU = [
  'DEFINE_PER_CPU',
  'DECLARE_PER_CPU',
  'DEFINE_PER_CPU_SHARED_ALIGNED',
  'DEFINE_PER_CPU_ALIGNED',
];

/** What a macro declares; null for one that is not known or declares nothing. */
export function readMacro(source: Source, node: SyntaxNode): Declared | null {
  const macro = wordOf(source, node, 'MacroName');
  const args = expressionsOf(source, child(node, 'Arguments'));
  const init = initializerOf(source, node, -1);
  if (PER_CPU.includes(macro.text)) return perCpu(macro, args, init, span(node));
  const type = TYPES[macro.text];
  const [name] = args;
  const func = args[1];
  const calls = CALLING[macro.text];
  if (type === undefined || name?.k !== 'name' || args.length !== (calls === undefined ? 1 : 2)) return null;
  const [word = '', tag] = type.split(' ');
  return {
    type: { name: word, tag: tag === undefined ? null : { text: tag, ...spanOf(macro) }, ...spanOf(macro) },
    declarator: {
      ...scalar(name, span(node)),
      init:
        macro.text === 'LIST_HEAD'
          ? toItself(name)
          : func && calls !== undefined
            ? calling(calls, func)
            : init,
    },
    perCpu: false,
  };
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
  return {
    type: type.type,
    declarator: { ...scalar(name, at), stars: type.stars, extents, init },
    perCpu: !macro.text.startsWith('DECLARE'),
  };
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
