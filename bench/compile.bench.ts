/**
 * Compiling: a scenario of a usual length, and the texts that ask the most of the compiler for their size. Each is timed
 * a few times in processor time, a blank added so that none is remembered; the fastest counts.
 */
import { compileLitmus, compileScenario } from '../src/scenario/index.ts';
import { bundledScenarios } from './bundled-scenarios.ts';
import type { Row } from './row.ts';

const LINES = 300;
const ROUNDS = 12;
const SIZE = 190_000;

/** Texts that once took seconds, or are the slowest of their kind now. */
const HOSTILE: readonly { readonly name: string; readonly compile: (blanks: string) => unknown }[] = [
  scenario('brackets of all kinds', repeated('([{')),
  scenario('sums, line by line', repeated('x+\n', 'int x; cpu 0 { x = ', '1; }')),
  scenario('sound declarations', repeated('int a;\n')),
  scenario('functions that call each other twice', `int x;\n${times(20, callsTwice)}cpu 0 { f0(); }`),
  scenario(
    'misspelt words',
    `${times(1500, (i) => `int name_number_${i};\n`)}cpu 0 { ${times(900, (i) => `nmae_numbr_${i} = 1; `)} }`,
  ),
  scenario(
    'rows that name no statement',
    rows(150, 1500, (i) => `y = ${i}`),
  ),
  scenario(
    'rows that fit many statements',
    rows(300, 1200, () => 'x = 1'),
  ),
  scenario('cells, variants', manyVariants()),
  litmus('comments before a litmus test', repeated('(**) ')),
  litmus('a deep condition', litmus64('', repeated('(', 'exists '))),
  litmus(
    'a litmus test of long columns',
    litmus64(repeated(' STR W0,[X1] | LDR W0,[X1] ;\n'), 'exists (x=1)'),
  ),
  litmus('many locations', litmus64('', `locations [${times(20_000, (i) => `v${i};`)}] exists (x=1)`)),
  litmus('a comment in C', repeated('/* ', 'C t\n{ }\n')),
];

export function measure(): Promise<readonly Row[]> {
  const usual = bundledScenarios()
    .map(({ id, text }) => ({ id, text, lines: text.split('\n').length }))
    .reduce((a, b) => (Math.abs(b.lines - LINES) < Math.abs(a.lines - LINES) ? b : a));
  const usualMs = fastest((blanks) => compileScenario(usual.text + blanks, usual.id));
  const slowest = HOSTILE.map(({ name, compile }) => ({ name, ms: fastest(compile) })).reduce((a, b) =>
    a.ms > b.ms ? a : b,
  );
  return Promise.resolve([
    {
      what: `compile ${usual.id}, ${usual.lines} lines, all variants and interleavings`,
      budget: '≤ 20 ms',
      figure: `${usualMs.toFixed(1)} ms`,
      within: usualMs <= 20,
    },
    {
      what: `… the slowest of ${HOSTILE.length} hostile texts: ${slowest.name}`,
      budget: '≤ 300 ms',
      figure: `${Math.round(slowest.ms)} ms`,
      within: slowest.ms <= 300,
    },
  ]);
}

function fastest(compile: (blanks: string) => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, (_, nth) => {
    const began = process.cpuUsage();
    compile(' '.repeat(nth));
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
  return Math.min(...rounds);
}

function scenario(name: string, text: string) {
  return { name, compile: (blanks: string) => compileScenario(text + blanks, 'hostile') };
}

function litmus(name: string, text: string) {
  return { name, compile: (blanks: string) => compileLitmus(text + blanks, 'arm') };
}

function times(n: number, part: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => part(i)).join('');
}

/** A text of one part over and over. */
function repeated(part: string, before = '', after = ''): string {
  return before + part.repeat(Math.floor(SIZE / part.length)) + after;
}

function callsTwice(i: number): string {
  return `void f${i}(void) { ${i < 19 ? `f${i + 1}(); f${i + 1}();` : 'x = 1;'} }\n`;
}

function rows(statements: number, most: number, what: (i: number) => string): string {
  const same = what(0) === what(1);
  const code = times(statements, (i) => `x = ${same ? 1 : i};`);
  return `int x; cpu 0 { ${code} }\nvariant v "t" { } model arm expect holds\ninterleaving i "t" by "w" of v { ${times(most, (i) => `0: ${what(i)} visible;`)} }`;
}

function manyVariants(): string {
  const values = times(100, (i) => `${i > 0 ? ' | ' : ''}a${i}`);
  const variants = times(100, (i) => `variant v${i} "t" { o = a${i} } model arm expect holds\n`);
  return `option o = ${values}\n${times(900, (i) => `int c${i};\n`)}cpu 0 { c0 = 1; }\n${variants}`;
}

function litmus64(lines: string, tail: string): string {
  return `AArch64 t\n{ 0:X1=x; 1:X1=x; }\n P0 | P1 ;\n LDR W0,[X1] | LDR W0,[X1] ;\n${lines}${tail}\n`;
}
