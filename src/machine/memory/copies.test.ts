/** Directed tests for stale copies: instruction fetch (F1–F8) and translations (V1–V10) of the design's memory model. */
import { expect, test } from 'vitest';
import { classic, classicOn, outcomesOf } from '../words/notation.ts';
import type { Hardware } from '../program.ts';

const PLAIN: Hardware = { eos: true, eis: true, ets2: false, idc: false, dic: false };

function possible(condition: string, hardware: Hardware, ...threads: string[]): boolean {
  const words = condition.split(' ');
  const program = threads.length === 0 ? classic() : classicOn(hardware, ...threads);
  return outcomesOf(program, 'arm').some((o) => words.every((w) => o.split(' ').includes(w)));
}

/** The full arm64 sequence of the patching CPU. */
const PATCH = 'W t 1; dc t; dsb; ic t; dsb; W f 1';

/** Name, whether it is possible, and the CPUs' programs. */
const TEXT_CASES: readonly (readonly [name: string, expected: boolean, threads: readonly string[]])[] = [
  // what the patched CPU must do
  ['new code, seen through a flag, needs an ISB', true, [PATCH, 'R f; ctrl r0; E t']],
  ['with the ISB it is new', false, [PATCH, 'R f; ctrl r0; isb; E t']],
  ['an ISB that nothing orders after the flag does not help', true, [PATCH, 'R f; isb; E t']],
  ['DSB orders the flag before the ISB', false, [PATCH, 'R f; dsb; isb; E t']],
  ['DMB does not', true, [PATCH, 'R f; mb; isb; E t']],
  ['DSB alone does not stop fetching ahead', true, [PATCH, 'R f; dsb; E t']],
  // what the patching CPU must do
  [
    'without IC the instruction side may keep the old',
    true,
    ['W t 1; dc t; dsb; W f 1', 'R f; dsb; isb; E t'],
  ],
  ['without DC the point of unification may', true, ['W t 1; dsb; ic t; dsb; W f 1', 'R f; dsb; isb; E t']],
  [
    'DC must be complete before IC: DMB does not order them',
    true,
    ['W t 1; dc t; mb; ic t; dsb; W f 1', 'R f; dsb; isb; E t'],
  ],
];

test.each(TEXT_CASES)('text: %s', (_, expected, threads) => {
  expect(possible('1:r0=1 1:r1=0', PLAIN, ...threads)).toBe(expected);
});

test('text: with IDC and DIC no maintenance is needed, the ISB still is', () => {
  const hardware = { ...PLAIN, idc: true, dic: true };
  expect(possible('1:r0=1 1:r1=0', hardware, 'W t 1; mb; W f 1', 'R f; dsb; isb; E t')).toBe(false);
  expect(possible('1:r0=1 1:r1=0', hardware, 'W t 1; mb; W f 1', 'R f; dsb; E t')).toBe(true);
});

test('text: without synchronization execution may even go back from new to old', () => {
  expect(possible('1:r0=1 1:r1=0', PLAIN, 'W t 1; dc t; dsb; ic t', 'E t; E t')).toBe(true);
  expect(possible('1:r0=1 1:r1=0', { ...PLAIN, idc: true, dic: true }, 'W t 1', 'E t; isb; E t')).toBe(false);
});

test('text: who has executed new code executes what was deliverable before it, without an ISB', () => {
  const two = 'W tt 1; dc tt; dsb; ic tt; dsb; W t 1';
  expect(possible('1:r0=1 1:r1=0', PLAIN, two, 'E t; E tt')).toBe(false);
  expect(possible('1:r0=0 1:r1=0', PLAIN, two, 'E t; E tt')).toBe(true);
});

test('text: with IDC an IC is enough, without it the DC is missing', () => {
  const patch = 'W t 1; dsb; ic t; dsb; W f 1';
  expect(possible('1:r0=1 1:r1=0', { ...PLAIN, idc: true }, patch, 'R f; dsb; isb; E t')).toBe(false);
  expect(possible('1:r0=1 1:r1=0', PLAIN, patch, 'R f; dsb; isb; E t')).toBe(true);
});

/** Break-before-make of v, then a flag. */
const BBM = 'clear v; dsb; tlbi v; dsb; map v; dsb; W f 1';

/** Name, whether it is possible, the outcome asked for, and the CPUs' programs. */
const PAGE_CASES: readonly (readonly [
  name: string,
  expected: boolean,
  condition: string,
  threads: readonly string[],
])[] = [
  [
    'after the whole sequence and a synchronization the new frame is read',
    false,
    '1:r0=1 1:r1=0',
    [BBM, 'R f; dsb; isb; R v'],
  ],
  ['a walk may have run ahead of the flag: a fault', true, '1:r0=1 fault1:v=1', [BBM, 'R f; mb; R v']],
  ['ISB after DSB: no fault either', false, '1:r0=1 fault1:v=1', [BBM, 'R f; dsb; isb; R v']],
  [
    'without the TLBI the old frame may still be read',
    true,
    '1:r0=1 1:r1=0',
    ['clear v; dsb; map v; dsb; W f 1', 'R f; dsb; isb; R v'],
  ],
  [
    'DSB ST does not wait for the TLBI',
    true,
    '1:r0=1 1:r1=0',
    ['clear v; dsb; tlbi v; wmb; W f 1', 'R f; dsb; isb; R v'],
  ],
  [
    'two reads of a page never go back to the invalidated frame',
    false,
    '1:r0=1 1:r1=0 fault1:v=0',
    [BBM, 'R v; R v'],
  ],
  ['own accesses: DSB and ISB after the PTE store', false, 'fault0:v=1', ['unmap v; dsb; isb; R v']],
  [
    'own accesses: without them a walk may see the PTE from before',
    true,
    'fault0:v=1',
    ['clear v; dsb; isb; map v; R v'],
  ],
  ['an entry that becomes visible while a walk is under way may be used', true, '1:r0=1', ['map v', 'R v']],
  [
    'a TLBI behind a branch does not execute while the branch is a guess',
    false,
    '0:r0=1 0:r2=0 fault0:v=0',
    ['R x; ctrl r0; R y; tlbi v; dsb; isb; R v', 'clear v; dsb; W x 1'],
  ],
];

test.each(PAGE_CASES)('translations: %s', (_, expected, condition, threads) => {
  expect(possible(condition, PLAIN, ...threads)).toBe(expected);
});

test('translations: what holds an invalidation back is an access of the same page, not any retained load', () => {
  const remote = 'clear v; dsb; tlbi v; dsb; W z 1';
  expect(possible('1:r0=1 fault1:v=0', PLAIN, remote, 'R z; R w @r0; R v')).toBe(true);
});

test('translations: with ETS2 a fault comes from a walk after all earlier accesses', () => {
  const ets2 = { ...PLAIN, ets2: true };
  expect(possible('1:r0=1 fault1:v=1', ets2, BBM, 'R f; mb; R v')).toBe(false);
  expect(possible('1:r0=1 fault1:v=1', ets2, BBM, 'R f; R v')).toBe(false);
});
