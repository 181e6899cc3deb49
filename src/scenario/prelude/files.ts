/** The prelude's files in the order in which they are one text. */
export const PRELUDE_FILES = [
  'arch',
  'smp',
  'locks',
  'isolation',
  'lazy-mmu',
  'bbm',
  'pages',
  'text-poke',
  'bits',
  'rcu',
  'lists',
  'refcounts',
  'seqlocks',
  'device',
  'sched',
  'wait',
  'completions',
  'kthread',
  'timers',
  'work',
  'irq-work',
  'slab',
  'mm',
  'queues',
  'delayed-work',
  'hrtimers',
  'tasklets',
  'futex',
  'page-lock',
  'exclusive',
] as const;

export type PreludeFile = (typeof PRELUDE_FILES)[number];

/** Their texts as one, in which places count (`Origin.file` 1). */
export function joined(textOf: (file: PreludeFile) => string): string {
  return PRELUDE_FILES.map(textOf).join('\n');
}

/**
 * Files of the prelude that no bundled scenario needs, in the order in which they stand behind the others. A text of the
 * reader's own gets those whose names it says. In these a line `//: what it does | arm64 | x86` before a function says what
 * words/more.ts tells of it.
 */
export const MORE_PARTS = [
  'errors',
  'numbers',
  'contexts',
  'more-lists',
  'llist',
  'hlist-bl',
  'counts',
  'lockref',
  'percpu-ref',
  'locks-that-sleep',
  'more-waits',
  'counters',
  'static-keys',
  'xarray',
  'irqs',
  'napi',
  'skbs',
  'masks',
  'times',
  'more-locks',
  'more-later',
  'page-flags',
  'reads',
  'types',
  'families',
  'buffers',
  'inodes',
  'kvm',
  'references',
  'devices',
  'blocks',
  'cgroups',
  'sockets',
  'folios',
] as const;

export type MorePart = (typeof MORE_PARTS)[number];
