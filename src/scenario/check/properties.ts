/**
 * Properties that need no declaration: the machine's own rules and the language's, with a sentence for people.
 */

/** What C itself and the kernel's own checks forbid. A program has it among its properties only where it can happen. */
export const LANGUAGE_RULES: Readonly<Record<string, string>> = {
  undefined:
    'An expression has no value in C (a division by zero, a shift beyond the width, an index outside its array, a local that nothing was stored to), or too many digits for 64 bits here.',
  'warn-on': 'The condition of a `WARN_ON()` is true.',
  'bug-on': 'The condition of a `BUG_ON()` is true.',
  'use-after-free': 'An object is read or written after it was freed.',
  'double-free': 'An object is freed twice.',
  'bad-free': 'What is freed is no object: a pointer into one, or to nothing that can be freed.',
  'cache-in-use': 'A cache is destroyed while objects of it are there.',
  leak: 'An object is allocated, is not freed, and no pointer leads to it at the end.',
  'device-owns-buffer': 'A CPU reads or writes a buffer that is mapped for a device, which has it.',
  'dma-not-mapped':
    'A device reads or writes a buffer that is not mapped, or writes one that is mapped for reading only.',
  'unlock-not-held': 'A lock is given back by who does not hold it.',
  'self-deadlock': 'A lock is taken by who holds it already, and so never gets it.',
  'sleeping-in-atomic':
    'Something that may sleep is called in an interrupt, with interrupts off, or with a spinlock held.',
  'lockdep-assert': 'A `lockdep_assert_…()` does not hold.',
  'refcount-saturated':
    'A reference count is raised from 0 or beyond its limit, or lowered below 0: the object is used after its last put, or leaks.',
};

export const BUILTIN_RULES: Readonly<Record<string, string>> = {
  'unhandled-int3': 'A CPU traps on a breakpoint that nobody handles.',
  'fault-in-window': 'A CPU faults on a page while its translation is taken away.',
  'spurious-fault': 'A CPU reports a fault although the translation is valid by now.',
  'tlb-conflict': 'A TLB may hold two different translations of one page.',
  'stale-translation': 'A CPU reaches memory through a translation that is gone from the page table.',
  unpredictable: 'The change left its protocol: break-before-make, or that of changing text.',
  torn: 'A CPU executes a mix of old and new bytes.',
  'wild-access': 'A CPU jumps or reaches through a value that is no address.',
  'null-access': 'A CPU reaches through a null pointer.',
};
