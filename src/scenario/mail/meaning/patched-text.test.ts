/** Tables about code that is patched while others run it, and about copies of several words. */
import { describe, expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

const EARLY = `CPU 1 comes back from idle and may miss the patch:

    CPU0                      CPU1

                              ISB
    patch_the_text()
    kick_all_cpus_sync()
                              leaves idle
                              runs the old code
`;

describe('code that is patched', () => {
  it('who synchronizes before he is interrupted runs what was there', () => {
    const reading = read(EARLY);
    expect(reading.source).toContain('execute(text_site)');
    expect(reading.inferences.map(({ key }) => key)).toContain('text');
    expect(happens(reading)).toContain('arm');
  });

  it('who does so afterwards does not', () => {
    const late = EARLY.replace('ISB', '   ').replace(
      'leaves idle\n',
      'leaves idle\n                              context synchronization\n',
    );
    expect(happens(read(late.replace('leaves idle\n', '\n')))).toBe('nowhere');
  });

  it('in brackets, with caches and an interrupt of which only words stand there', () => {
    const { cells } = read(`    CPU A                     CPU B
    [ modifies some code ]
                              [ takes an exception ]
    [ I cache maintenance ]
    [ IPI ]                   // not taken
                              [ registers for IPIs ]
                              [ executes stale code ]
`);
    expect(cells.map(({ statement }) => statement)).toEqual([
      'WRITE_ONCE(text_site, new_insn)',
      'isb()',
      'caches_clean_inval_pou(&text_site)',
      'if (READ_ONCE(text_watching))',
      'kick_all_cpus_sync()',
      'WRITE_ONCE(text_patched, 1)',
      null,
      'WRITE_ONCE(text_watching, 1)',
      'while (!READ_ONCE(text_patched))',
      'r0 = execute(text_site)',
    ]);
  });
});

describe('copies of several words', () => {
  it('half of what is copied is new', () => {
    const reading = read(`    Thread 1                      Thread 2
    memcpy(d->addr, new, LEN);
                                  memcpy(buf, d->addr, LEN);
`);
    expect(reading.asked.text).toContain('CPU 1: r0 == 1, CPU 1: r1 == 0');
    expect(happens(reading)).toBe('sc tso arm');
  });

  it('under a lock it is not', () => {
    const reading = read(`    Thread 1                      Thread 2
    spin_lock(&l)                 spin_lock(&l)
    *shared = *mine               *tmp = *shared
    spin_unlock(&l)               spin_unlock(&l)
`);
    expect(happens(reading)).toBe('nowhere');
  });
});
