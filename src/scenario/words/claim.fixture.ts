/**
 * What is kept in order across a word by what the table says that it does: by its instructions, or where it tells none, by its
 * line. `LDADDL; DMB ISHLD` and `DMB ISHLD or …` order loads for the last reference alone; a lock is a section, and one section behind
 * another orders all: what releases the first comes before what takes the second (the Arm ARM's RCsc).
 */
import type { Arch } from '../../machine/index.ts';
import { expected } from './ordering.fixture.ts';
import type { Word } from './word.ts';

/** The architecture of which it says something. */
export function archOf({ arm64 }: Word): Arch {
  return arm64.instruction === 'not there' ? 'x86' : 'arm64';
}

const FULL =
  /DMB ISH(?![LS])|DMB OSH(?![LS])|DSB(?! ISHST)|^DMB$|(?:LD\w+|CAS|SWP)AL\b|patching|CPUID|WRMSR|IRET|serializes|full barrier|smp_mb|(?:^|; )a grace period/;
const LOADS = /DMB (?:ISH|OSH)LD|smp_rmb\(\)/;
const STORES = /DMB (?:ISH|OSH)ST|smp_wmb\(\)/;
const TO_THE_INTERRUPT = /DSB ISHST; MSR|the interrupt$/;
const SECTION = /\ba (?:lock|mutex|semaphore)\b/g;
/** What is done for the last reference, which what is measured is not, or is one of two. */
const NOT_HERE = /(?:DMB ISHLD or )?LDADDL;(?: CASL;)? DMB ISHLD|STADD or LDADDAL/;

const SAYS = /\borders?\b|acquire|release|barrier\b|smp_[rwm]+b\(\)/;
const NO_CLAIM = /no barrier|only where somebody|between its barriers|note that/;

/** What the word says of its order; null where it says nothing. */
export function claimOf(word: Word): string | null {
  const { instruction } = word[archOf(word)];
  if (word.arm64.orders !== null || word.x86.orders !== null) return null;
  if (instruction !== '') return instruction;
  return SAYS.test(word.says) && !NO_CLAIM.test(word.says) ? word.says : null;
}

/** Store-store, load-load, load-store, store-load; 1 is ordered, as `measure` tells it. */
export function claimedAcross(claim: string): string {
  const here = claim.replace(NOT_HERE, '');
  if (TO_THE_INTERRUPT.test(here)) return expected('stores-first', { code: '' }, 'arm64').across;
  if (FULL.test(here) || (here.match(SECTION) ?? []).length > 1) return '1111';
  const orders = [LOADS.test(here), STORES.test(here)];
  return `${orders[1] ? '1' : '0'}${orders[0] ? '11' : '00'}0`;
}
