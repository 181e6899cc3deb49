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
