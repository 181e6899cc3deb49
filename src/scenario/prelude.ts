/**
 * The prelude: composite kernel primitives, written in the scenario language itself so that a reader can open them
 * and step into them. The files are one text to the rest of the program (`Origin.file` 1).
 */
import arch from './prelude/arch.smp?raw';
import bbm from './prelude/bbm.smp?raw';
import bits from './prelude/bits.smp?raw';
import completions from './prelude/completions.smp?raw';
import irqWork from './prelude/irq-work.smp?raw';
import isolation from './prelude/isolation.smp?raw';
import kthread from './prelude/kthread.smp?raw';
import lazyMmu from './prelude/lazy-mmu.smp?raw';
import lists from './prelude/lists.smp?raw';
import locks from './prelude/locks.smp?raw';
import pages from './prelude/pages.smp?raw';
import rcu from './prelude/rcu.smp?raw';
import refcounts from './prelude/refcounts.smp?raw';
import mm from './prelude/mm.smp?raw';
import queues from './prelude/queues.smp?raw';
import delayedWork from './prelude/delayed-work.smp?raw';
import hrtimers from './prelude/hrtimers.smp?raw';
import tasklets from './prelude/tasklets.smp?raw';
import futex from './prelude/futex.smp?raw';
import pageLock from './prelude/page-lock.smp?raw';
import exclusive from './prelude/exclusive.smp?raw';
import sched from './prelude/sched.smp?raw';
import slab from './prelude/slab.smp?raw';
import seqlocks from './prelude/seqlocks.smp?raw';
import device from './prelude/device.smp?raw';
import smp from './prelude/smp.smp?raw';
import textPoke from './prelude/text-poke.smp?raw';
import timers from './prelude/timers.smp?raw';
import wait from './prelude/wait.smp?raw';
import work from './prelude/work.smp?raw';
import { joined, type PreludeFile } from './prelude/files.ts';
import { moreTexts, partsThere } from './prelude/more-whole.ts';
import { Prelude } from './prelude/prelude-text.ts';
import type { FileSyntax } from './syntax/syntax.ts';

const TEXTS: Readonly<Record<PreludeFile, string>> = {
  arch,
  bbm,
  bits,
  completions,
  isolation,
  kthread,
  'lazy-mmu': lazyMmu,
  locks,
  pages,
  rcu,
  lists,
  refcounts,
  sched,
  slab,
  mm,
  exclusive,
  queues,
  'delayed-work': delayedWork,
  hrtimers,
  tasklets,
  futex,
  'page-lock': pageLock,
  seqlocks,
  device,
  smp,
  'text-poke': textPoke,
  timers,
  wait,
  work,
  'irq-work': irqWork,
};

/** The files that bundled scenarios need. */
export const firstText: string = joined((file) => TEXTS[file]);

let known: { readonly parts: number; readonly prelude: Prelude } | null = null;

/** What is there of the prelude: all that bundled scenarios need, and of the further files those that were loaded. */
export function currentPrelude(): Prelude {
  const parts = partsThere();
  if (known?.parts !== parts) known = { parts, prelude: new Prelude([firstText, ...moreTexts()].join('\n')) };
  return known.prelude;
}

/** Its text, in which places count (`Origin.file` 1). */
export function preludeText(): string {
  return currentPrelude().text;
}

/** Its syntax tree, read once. */
export function preludeSyntax(): FileSyntax {
  return currentPrelude().syntax;
}
