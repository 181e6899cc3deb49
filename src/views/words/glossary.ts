/**
 * The words that a reader meets here, each in two sentences with where it comes from. One list, loaded when a word is first
 * looked for; what the machine does with it stands in the rooms' READMEs.
 */
export interface Term {
  readonly name: string;
  /** Other forms under which it occurs. */
  readonly also: readonly string[];
  readonly text: string;
  readonly source: string;
}

const ARM = (section: string) => `Arm ARM (DDI 0487), ${section}`;
const SDM = (section: string) => `Intel SDM vol. 3A, ${section}`;
const KERNEL = (file: string) => `Linux, ${file}`;
const HERE = 'smpscope';

export const GLOSSARY: readonly Term[] = [
  {
    name: 'acquire',
    also: ['smp_load_acquire', 'load-acquire', 'LDAR'],
    text: 'An acquire load is done before every access behind it in its program. Paired with the release store that it reads from, it sees all that was done before that store.',
    source: KERNEL('Documentation/memory-barriers.txt'),
  },
  {
    name: 'address dependency',
    also: ['address dependencies'],
    text: 'An access whose address comes from what a load gave is not done before that load. The CPU cannot know earlier where to look.',
    source: KERNEL('tools/memory-model/Documentation/explanation.txt, “Dependency relations”'),
  },
  {
    name: 'barrier',
    also: ['barriers', 'full barrier', 'memory barrier', 'smp_mb', 'smp_rmb', 'smp_wmb', 'fence'],
    text: 'A barrier keeps accesses before it from changing places with accesses behind it. It orders only its own CPU’s accesses: the other side needs one as well.',
    source: KERNEL('Documentation/memory-barriers.txt'),
  },
  {
    name: 'break-before-make',
    also: ['BBM'],
    text: 'Before a live translation is replaced by a different one it is made invalid and dropped from every TLB. Otherwise a CPU may hold both at once and use either, or a mixture.',
    source: ARM('D8, “Using break-before-make when updating translation table entries”'),
  },
  {
    name: 'clear',
    also: ['no continuation fails'],
    text: 'A state is clear where no continuation of it can fail any more. Beside the score it is a double line.',
    source: HERE,
  },
  {
    name: 'coherence',
    also: [],
    text: 'All CPUs see the stores to one variable in one order. Who has seen a later one of them never sees an earlier one again.',
    source: KERNEL('tools/memory-model/Documentation/explanation.txt, “Cache coherence”'),
  },
  {
    name: 'context synchronization event',
    also: ['context synchronization', 'CSE'],
    text: 'An ISB, an exception entry or an exception return: what a CPU has fetched ahead is dropped, and translations are looked up anew. It says nothing about when other CPUs see this one’s stores.',
    source: ARM('glossary, “Context synchronization event”'),
  },
  {
    name: 'control dependency',
    also: ['control dependencies'],
    text: 'A store behind a branch that a load decides cannot be visible before that load is done. A load behind such a branch may well be taken early.',
    source: KERNEL('Documentation/memory-barriers.txt, “Control dependencies”'),
  },
  {
    name: 'deadlock',
    also: [],
    text: 'Some CPU waits, and nothing that can still happen lets it go on. The search tells it from a wait that merely takes long.',
    source: HERE,
  },
  {
    name: 'DMB',
    also: ['dmb ish', 'DMB ISH'],
    text: 'Arm’s data memory barrier orders accesses before it with accesses behind it. It does not wait until they are complete, as a DSB does.',
    source: ARM('B2.3, “Data Memory Barrier”'),
  },
  {
    name: 'doomed',
    also: ['every continuation fails'],
    text: 'A state is doomed where every continuation of it fails. The step that leads there is the point of no return.',
    source: HERE,
  },
  {
    name: 'DSB',
    also: ['dsb ish', 'DSB ISH'],
    text: 'Arm’s data synchronization barrier waits until all before it is complete, TLB and cache maintenance included. Nothing behind it begins before.',
    source: ARM('B2.3, “Data Synchronization Barrier”'),
  },
  {
    name: 'forwarding',
    also: ['forwarded', 'store forwarding'],
    text: 'A load takes its value from a store of its own CPU that waits in the store buffer. Its CPU sees the store before any other does.',
    source: SDM('“Intra-Processor Forwarding Is Allowed”'),
  },
  {
    name: 'grace period',
    also: ['grace periods', 'synchronize_rcu'],
    text: 'A grace period ends when every CPU has passed a quiescent state since it began. Whoever read the old data before is done with it then, so it may be freed.',
    source: KERNEL('Documentation/RCU/whatisRCU.rst'),
  },
  {
    name: 'in flight',
    also: ['issued'],
    text: 'An access is issued when its CPU has reached it, and in flight until it is done: a load has its value, a store is visible. What is in flight may be overtaken unless something orders it.',
    source: ARM('B2.3, “Memory ordering”'),
  },
  {
    name: 'interleaving',
    also: ['interleavings'],
    text: 'One order in which the steps of all CPUs and of their hardware happen. A property holds only where it holds in every one of them.',
    source: 'Lamport, “How to Make a Multiprocessor Computer”, 1979',
  },
  {
    name: 'IPI',
    also: ['IPIs', 'interprocessor interrupt', 'smp_call_function'],
    text: 'One CPU interrupts another, which takes it when its interrupts are open, and acknowledges. On arm64 taking it is a context synchronization event, and no barrier.',
    source: KERNEL('kernel/smp.c'),
  },
  {
    name: 'ISB',
    also: ['isb'],
    text: 'Arm’s instruction synchronization barrier drops what was fetched ahead, so that what follows is fetched anew. It orders no accesses to memory with each other.',
    source: ARM('B2.3, “Instruction Synchronization Barrier”'),
  },
  {
    name: 'livelock',
    also: [],
    text: 'A run goes round for ever although CPUs still move. Nobody gets anywhere.',
    source: HERE,
  },
  {
    name: 'memory model',
    also: ['memory models'],
    text: 'The rules by which a machine may reorder accesses: sc none, tso only a store behind a later load, arm all that barriers and dependencies do not forbid. What one permits another may exclude.',
    source: 'Sewell et al., “x86-TSO”, 2010; Pulte et al., “Simplifying ARM Concurrency”, 2018',
  },
  {
    name: 'multicopy atomicity',
    also: ['multicopy atomic', 'other-multi-copy atomic'],
    text: 'A store that one other CPU sees is seen by all others at that moment. Its own CPU may read it earlier, out of the store buffer.',
    source: ARM('B2.3, “Definition of the Armv8 memory model”'),
  },
  {
    name: 'NMI',
    also: ['NMIs', 'pseudo-NMI'],
    text: 'An interrupt that comes also where interrupts are masked. Whatever it needs must not be held by what it interrupts.',
    source: KERNEL('Documentation/core-api/entry.rst'),
  },
  {
    name: 'plain access',
    also: ['plain accesses', 'plain'],
    text: 'An access that C makes by itself, x = 1, without READ_ONCE(), WRITE_ONCE() or another word. A compiler may tear, repeat, fuse or leave it out, so it means something only where a lock or an order keeps others away.',
    source: KERNEL('tools/memory-model/Documentation/access-marking.txt'),
  },
  {
    name: 'point of no return',
    also: ['no return'],
    text: 'The step behind which every continuation fails. Before it the run could still have ended well.',
    source: HERE,
  },
  {
    name: 'point of unification',
    also: ['PoU'],
    text: 'Where a CPU’s instruction fetches, data accesses and table walks come to see the same copy of memory. New code has to be cleaned to there before old copies of it are invalidated.',
    source: ARM('glossary, “Point of Unification”'),
  },
  {
    name: 'quiescent state',
    also: ['quiescent states', 'extended quiescent state', 'EQS'],
    text: 'A CPU in a quiescent state holds no reference that RCU protects. In an extended one (idle, user mode) it stays so and need not be asked, but its exit must be ordered like an entry into the kernel.',
    source: KERNEL('Documentation/RCU/Design/Requirements/Requirements.rst'),
  },
  {
    name: 'read-side section',
    also: ['read-side sections', 'read-side critical section'],
    text: 'What a reader does between rcu_read_lock() and rcu_read_unlock(). A grace period waits until every section that began before it is over.',
    source: KERNEL('Documentation/RCU/whatisRCU.rst'),
  },
  {
    name: 'release',
    also: ['smp_store_release', 'store-release', 'STLR'],
    text: 'A release store becomes visible after every access before it in its program. Whoever reads it with an acquire load sees all of them.',
    source: KERNEL('Documentation/memory-barriers.txt'),
  },
  {
    name: 'serializing instruction',
    also: ['serializes', 'IRET', 'sync_core'],
    text: 'On x86 it waits until all before it is done, and what follows is fetched anew. IRET, CPUID and SERIALIZE are such; patched code relies on them.',
    source: SDM('“Serializing Instructions”'),
  },
  {
    name: 'stale',
    also: ['stale value'],
    text: 'A value is stale where a newer one was issued, or is in memory, and this CPU does not see it yet. It may be in a store buffer, a pipeline or a TLB.',
    source: HERE,
  },
  {
    name: 'store buffer',
    also: ['store buffers', 'store queue'],
    text: 'Stores wait here until they reach memory; until then only their own CPU sees them. A later load need not wait for them, so it may be done first.',
    source: SDM('“Store Buffer”'),
  },
  {
    name: 'speculation',
    also: ['speculative', 'speculatively', 'predicts', 'guess', 'guesses', 'squash'],
    text: 'A CPU goes on behind a branch before it knows which way it goes. What was guessed wrong is squashed, and only what nobody else could see was done meanwhile.',
    source: ARM('B2.3, “Speculative execution”'),
  },
  {
    name: 'text poke',
    also: ['text_poke', 'INT3', 'cross-modifying code'],
    text: 'Instructions are changed while other CPUs may execute them. First a breakpoint is written over the first byte, then the rest, then the first byte, and every CPU serializes between.',
    source: KERNEL('arch/x86/kernel/alternative.c') + '; ' + SDM('“Handling Self- and Cross-Modifying Code”'),
  },
  {
    name: 'TLB',
    also: ['TLBs', 'TLB entry'],
    text: 'It keeps translations from virtual to physical addresses, so that the page table need not be walked each time. A changed entry stays in use until it is invalidated.',
    source: ARM('D8, “Translation Lookaside Buffers”'),
  },
  {
    name: 'TLBI',
    also: ['TLBIs'],
    text: 'Arm’s instruction that drops translations, in its broadcast form on every CPU. It is complete only when a DSB behind it is.',
    source: ARM('D8, “TLB maintenance”'),
  },
  {
    name: 'visible',
    also: ['becomes visible', 'visibility'],
    text: 'A store is visible when it is in memory, where every other CPU reads it. Here it becomes so for all others at once.',
    source: ARM('B2.3, “Multi-copy atomicity”'),
  },
  {
    name: 'walk',
    also: ['page walk', 'walker'],
    text: 'Hardware reads the page table to translate an address. It may do so early and keep what it found.',
    source: ARM('D8, “Translation process”'),
  },
  {
    name: 'witness',
    also: ['counterexample', 'shortest witness'],
    text: 'A run that shows that something can happen. The search gives the shortest.',
    source: HERE,
  },
];
