/**
 * What a hand or a broken editor makes of a sound text: pieces deleted, doubled, moved and repeated, the same ones in
 * every run. Each ends in a scenario or in diagnostics; a throw fails the test.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileLitmus, compileScenario } from './index.ts';

const MUTANTS = 30;

const scenarios = ['classics/seqlock', 'task-isolation/kick'].map(
  (id) => [id, readFileSync(new URL(`../../scenarios/${id}.smp`, import.meta.url), 'utf8')] as const,
);

const litmus = [
  [
    'AArch64',
    'AArch64 t\n{ int x = 0; 0:X1=x; 1:X1=x; }\n P0 | P1 ;\n MOV W0,#1 | L: LDR W0,[X1] ;\n STR W0,[X1] | CBZ W0,L ;\nlocations [x;]\nexists (1:X0=1 /\\ ~(x=0))\n',
  ],
  [
    'C',
    'C t\n{ x=0; }\nP0(int *x) { WRITE_ONCE(*x, 1); }\nP1(int *x) { int r0 = READ_ONCE(*x); if (r0 == 1) { smp_mb(); } }\nexists (1:r0=1)\n',
  ],
] as const;

/** Numbers below `limit`, the same from the same seed (Lehmer's generator). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 0x7fffffff;
    return state % limit;
  };
}

function mutantOf(text: string, seed: number): string {
  const below = numbersFrom(seed);
  let mutant = text;
  for (let left = 1 + below(3); left > 0; left--) {
    const from = below(mutant.length + 1);
    const piece = mutant.slice(from, from + 1 + below(20));
    const before = mutant.slice(0, from);
    const behind = mutant.slice(from + piece.length);
    const place = below(behind.length + 1);
    const others = [
      before + behind,
      before + piece + piece + behind,
      before + behind.slice(0, place) + piece + behind.slice(place),
      before + piece.repeat(1 + below(300)) + behind,
      before + '(){}[];:,"/*~=<>\n\u0000\u2028'.charAt(below(20)) + behind,
    ];
    mutant = others[below(others.length)] ?? mutant;
  }
  return mutant;
}

function mutantsOf(text: string): string[] {
  return Array.from({ length: MUTANTS }, (_, nth) => mutantOf(text, 7919 * (nth + 1)));
}

test.each(scenarios)('%s', (_, text) => {
  for (const mutant of mutantsOf(text)) {
    const { scenario, diagnostics } = compileScenario(mutant, 'mutant');
    expect(scenario !== null || diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    for (const { from, to } of diagnostics) {
      expect(from).toBeLessThanOrEqual(to);
      expect(to).toBeLessThanOrEqual(mutant.length);
    }
  }
});

test.each(litmus)('a litmus test: %s', (_, text) => {
  expect(compileLitmus(text, 'arm').kind).toBe('test');
  for (const mutant of mutantsOf(text)) {
    const compiled = compileLitmus(mutant, 'arm');
    if (compiled.kind !== 'test') expect(compiled.diagnostic.message).not.toBe('');
  }
});
