/**
 * As much of the prelude as a text needs: the files whose names it says, and what those need. The others are blank, so
 * that places count as in the whole, and are neither loaded nor parsed. What every text may need without naming it
 * (locks by their kind, exceptions) is always there.
 */
import arch from './prelude/arch.smp?raw';
import locks from './prelude/locks.smp?raw';
import smp from './prelude/smp.smp?raw';
import { setRareParts } from './lower/late.ts';
import { joined, PRELUDE_FILES, type PreludeFile } from './prelude/files.ts';
import { INDEX } from './prelude/index.generated.ts';
import { Prelude } from './prelude/prelude-text.ts';

type LateFile = Exclude<PreludeFile, 'arch' | 'locks' | 'smp'>;

const LATE: Readonly<Record<LateFile, () => Promise<{ readonly default: string }>>> = {
  bbm: () => import('./prelude/bbm.smp?raw'),
  bits: () => import('./prelude/bits.smp?raw'),
  completions: () => import('./prelude/completions.smp?raw'),
  isolation: () => import('./prelude/isolation.smp?raw'),
  kthread: () => import('./prelude/kthread.smp?raw'),
  'lazy-mmu': () => import('./prelude/lazy-mmu.smp?raw'),
  pages: () => import('./prelude/pages.smp?raw'),
  lists: () => import('./prelude/lists.smp?raw'),
  rcu: () => import('./prelude/rcu.smp?raw'),
  refcounts: () => import('./prelude/refcounts.smp?raw'),
  sched: () => import('./prelude/sched.smp?raw'),
  mm: () => import('./prelude/mm.smp?raw'),
  queues: () => import('./prelude/queues.smp?raw'),
  'delayed-work': () => import('./prelude/delayed-work.smp?raw'),
  hrtimers: () => import('./prelude/hrtimers.smp?raw'),
  tasklets: () => import('./prelude/tasklets.smp?raw'),
  futex: () => import('./prelude/futex.smp?raw'),
  'page-lock': () => import('./prelude/page-lock.smp?raw'),
  exclusive: () => import('./prelude/exclusive.smp?raw'),
  slab: () => import('./prelude/slab.smp?raw'),
  seqlocks: () => import('./prelude/seqlocks.smp?raw'),
  device: () => import('./prelude/device.smp?raw'),
  'text-poke': () => import('./prelude/text-poke.smp?raw'),
  timers: () => import('./prelude/timers.smp?raw'),
  wait: () => import('./prelude/wait.smp?raw'),
  'irq-work': () => import('./prelude/irq-work.smp?raw'),
  work: () => import('./prelude/work.smp?raw'),
};

const loaded = new Map<PreludeFile, string>([
  ['arch', arch],
  ['locks', locks],
  ['smp', smp],
]);
const preludes = new Map<string, Prelude>();

/** Loads what a text needs of the prelude, and of what lowers it; rejects where it does not come, and may be asked again. */
export async function loadPreludeFor(text: string): Promise<void> {
  const needed = neededBy(text);
  await Promise.all([
    ...needed.map(async (file) => {
      if (isLate(file) && !loaded.has(file)) loaded.set(file, (await LATE[file]()).default);
    }),
    needsRareParts(text, needed) &&
      import('./lower/rare-parts.ts').then(({ RARE_PARTS }) => {
        setRareParts(RARE_PARTS);
      }),
  ]);
}

/** Words of memory that comes and goes, of RCU and of per-CPU variables, macros that declare, and files of the prelude that
 *  say some. */
const RARE_WORDS =
  /\bk\w*(?:alloc|free)|rcu_|(?:this|raw|per)_cpu_|_entry\b|container_of|\b(?:DEFINE|DECLARE)_|LIST_HEAD/;
const RARE_FILES: readonly PreludeFile[] = ['rcu', 'slab', 'lists', 'refcounts', 'wait', 'delayed-work'];

/** May it need the parts of lowering that few texts need (lower/rare.ts)? */
export function needsRareParts(text: string, needed: readonly PreludeFile[] = neededBy(text)): boolean {
  return RARE_WORDS.test(text) || RARE_FILES.some((file) => needed.includes(file));
}

/** What a text needs of the prelude, once that is loaded. */
export function preludeFor(text: string): Prelude {
  const needed = neededBy(text);
  const key = needed.join();
  const known = preludes.get(key) ?? new Prelude(joined((file) => textOf(file, needed)));
  preludes.set(key, known);
  return known;
}

function textOf(file: PreludeFile, needed: readonly PreludeFile[]): string {
  if (!needed.includes(file)) return ' '.repeat(INDEX[file].length);
  const text = loaded.get(file);
  if (text === undefined) throw new Error(`internal: ${file} of the prelude is not loaded`);
  return text;
}

/** In the prelude's order. */
function neededBy(text: string): readonly PreludeFile[] {
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  const needed = new Set(
    PRELUDE_FILES.filter(
      (file) => !isLate(file) || INDEX[file].names.split(' ').some((name) => words.has(name)),
    ),
  );
  for (const file of needed) for (const other of INDEX[file].needs) needed.add(other);
  return PRELUDE_FILES.filter((file) => needed.has(file));
}

function isLate(file: PreludeFile): file is LateFile {
  return file in LATE;
}
