import { expect, test } from 'vitest';
import { allows } from '../words/notation.ts';

/** Shape, the questioned outcome, and under which models it can happen: the textbook's table, one line a row. */
const MP = '1:r0=1 1:r1=0';
const SB = '0:r0=0 1:r0=0';
const LB = '0:r0=1 1:r0=1';
const IRIW = '1:r0=1 1:r1=0 3:r0=1 3:r1=0';
const ROWS: readonly (readonly [verdict: string, outcome: string, ...threads: string[]])[] = [
  // message passing
  ['arm', MP, 'W x 1; W y 1', 'R y; R x'],
  ['arm', MP, 'W x 1; mb; W y 1', 'R y; R x'],
  ['arm', MP, 'W x 1; W y 1', 'R y; mb; R x'],
  ['none', MP, 'W x 1; mb; W y 1', 'R y; mb; R x'],
  ['none', MP, 'W x 1; wmb; W y 1', 'R y; rmb; R x'],
  ['arm', MP, 'W x 1; rmb; W y 1', 'R y; rmb; R x'],
  ['arm', MP, 'W x 1; wmb; W y 1', 'R y; wmb; R x'],
  ['none', MP, 'W x 1; wmb; W y 1', 'R y; R x @r0'],
  ['arm', MP, 'W x 1; wmb; W y 1', 'R y; ctrl r0; R x'],
  ['none', MP, 'W x 1; wmb; W y 1', 'R y; ctrl r0; isb; R x'],
  ['arm', MP, 'W x 1; wmb; W y 1', 'R y; isb; R x'],
  ['none', MP, 'W x 1; W.rel y 1', 'R.acq y; R x'],
  ['none', MP, 'W x 1; W.rel y 1', 'R.acqpc y; R x'],
  ['arm', MP, 'W.rel x 1; W y 1', 'R.acq y; R x'],
  ['none', MP, 'W x 1; X.full y 1', 'R.acq y; R x'],
  ['arm', MP, 'W x 1; X y 1', 'R.acq y; R x'],
  // store buffering
  ['tso arm', SB, 'W x 1; R y', 'W y 1; R x'],
  ['tso arm', SB, 'W x 1; mb; R y', 'W y 1; R x'],
  ['none', SB, 'W x 1; mb; R y', 'W y 1; mb; R x'],
  ['none', SB, 'W x 1; dsb; R y', 'W y 1; mb; R x'],
  ['none', SB, 'W.rel x 1; R.acq y', 'W.rel y 1; R.acq x'],
  ['tso arm', SB, 'W x 1; wmb; R y', 'W y 1; wmb; R x'],
  ['tso arm', SB, 'W.rel x 1; R.acqpc y', 'W.rel y 1; R.acqpc x'],
  ['none', '0:r1=0 1:r1=0', 'X.full x 1; R y', 'X.full y 1; R x'],
  ['arm', '0:r1=0 1:r1=0', 'X x 1; R y', 'X y 1; R x'],
  // load buffering
  ['arm', LB, 'R x; W y 1', 'R y; W x 1'],
  ['none', LB, 'R x; mb; W y 1', 'R y; mb; W x 1'],
  ['none', LB, 'R x; rmb; W y 1', 'R y; rmb; W x 1'],
  ['arm', LB, 'R x; wmb; W y 1', 'R y; wmb; W x 1'],
  ['none', LB, 'R x; W y =r0', 'R y; W x =r0'],
  ['none', LB, 'R x; W y 1 @r0', 'R y; W x 1 @r0'],
  ['none', LB, 'R x; ctrl r0; W y 1', 'R y; ctrl r0; W x 1'],
  ['none', LB, 'R.acq x; W y 1', 'R.acq y; W x 1'],
  ['none', LB, 'R x; W.rel y 1', 'R y; W.rel x 1'],
  // coherence
  ['none', MP, 'W x 1', 'R x; R x'],
  ['none', '0:r0=1', 'R x; W x 1'],
  ['none', '0:r0=0', 'W x 1; R x'],
  ['none', 'x=1', 'W x 1; W x 2'],
  ['none', '0:r0=2 x=2', 'R x; W x 1', 'W x 2'],
  // write-write shapes
  ['arm', 'x=1 y=1', 'W x 1; W y 2', 'W y 1; W x 2'],
  ['none', 'x=1 y=1', 'W x 1; wmb; W y 2', 'W y 1; wmb; W x 2'],
  ['none', 'x=1 y=1', 'W x 1; W.rel y 2', 'W y 1; W.rel x 2'],
  ['arm', 'x=1 y=1', 'W x 1; rmb; W y 2', 'W y 1; rmb; W x 2'],
  // R: a store against a store and a load
  ['tso arm', 'y=2 1:r0=0', 'W x 1; W y 1', 'W y 2; R x'],
  ['tso arm', 'y=2 1:r0=0', 'W x 1; mb; W y 1', 'W y 2; R x'],
  ['none', 'y=2 1:r0=0', 'W x 1; mb; W y 1', 'W y 2; mb; R x'],
  // S: a store read, and overwritten
  ['arm', '1:r0=1 x=2', 'W x 2; W y 1', 'R y; W x 1'],
  ['none', '1:r0=1 x=2', 'W x 2; wmb; W y 1', 'R y; W x 1 @r0'],
  ['none', '1:r0=1 x=2', 'W x 2; wmb; W y 1', 'R y; ctrl r0; W x 1'],
  ['none', '1:r0=1 x=2', 'W x 2; W.rel y 1', 'R.acq y; W x 1'],
  // three and four CPUs: other-multi-copy atomicity
  ['arm', '1:r0=1 2:r0=1 2:r1=0', 'W x 1', 'R x; W y 1', 'R y; R x'],
  ['none', '1:r0=1 2:r0=1 2:r1=0', 'W x 1', 'R x; W y =r0', 'R y; R x @r0'],
  ['none', '1:r0=1 2:r0=1 2:r1=0', 'W x 1; wmb; W y 1', 'R y; W z =r0', 'R z; R x @r0'],
  ['arm', IRIW, 'W x 1', 'R x; R y', 'W y 1', 'R y; R x'],
  ['none', IRIW, 'W x 1', 'R x; R y @r0', 'W y 1', 'R y; R x @r0'],
  ['none', IRIW, 'W x 1', 'R x; rmb; R y', 'W y 1', 'R y; rmb; R x'],
  ['none', IRIW, 'W x 1', 'R.acq x; R y', 'W y 1', 'R.acq y; R x'],
  // atomicity
  ['none', '0:r0=0 1:r0=0', 'X x 1', 'X x 2'],
  ['none', 'x=1', 'A x 1', 'A x 1'],
  ['none', '0:r0=0 1:r0=0', 'C x 0 1', 'C x 0 2'],
  ['none', '0:r0=0 1:r0=0', 'C.full x 0 1', 'C.full x 0 2'],
];

test.each(
  ROWS.map(([verdict, outcome, ...threads]) => ({ verdict, outcome, threads, name: threads.join(' | ') })),
)('$name : $outcome is possible under $verdict', ({ verdict, outcome, threads }) => {
  const possible = (['sc', 'tso', 'arm'] as const).filter((model) => allows(model, outcome, ...threads));
  expect(possible.join(' ') || 'none').toBe(verdict);
});
