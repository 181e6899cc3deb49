import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { LATE_PARTS } from '../lower/late-parts.ts';
import { setLateParts } from '../lower/late.ts';
import { preludeText } from '../prelude.ts';
import { parseFile } from '../syntax/parse.ts';
import type { FileSyntax } from '../syntax/syntax.ts';
import { printFile } from './print.ts';

/** The prelude may be larger than a scenario. */
function parse(text: string): FileSyntax {
  const diagnostics = new Diagnostics();
  const file = parseFile(text, diagnostics, Infinity);
  expect(diagnostics.list()).toEqual([]);
  return file;
}

/** The tree without offsets. */
function shape(file: FileSyntax): unknown {
  const offsets = new Set(['from', 'to']);
  return JSON.parse(
    JSON.stringify(file.declarations, (key, value: unknown) => (offsets.has(key) ? undefined : value)),
  );
}

function expectSame(text: string): void {
  const file = parse(text);
  const printed = printFile(file);
  expect(shape(parse(printed)), printed).toEqual(shape(file));
}

const name = fc.constantFrom('a', 'b', 'flag', 'x1');
const atom = fc.oneof(name, fc.nat(300).map(String), fc.constantFrom('true', 'false', '-1', '0x10'));
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'e' },
    atom,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(
          '*',
          '/',
          '%',
          '+',
          '-',
          '<<',
          '>>',
          '<',
          '<=',
          '==',
          '!=',
          '&',
          '^',
          '|',
          '&&',
          '||',
        ),
        tie('expression'),
      )
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(fc.constantFrom('-', '~', '!', '&', '*'), tie('expression')).map(([op, a]) => `${op}(${a})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
    fc
      .tuple(name, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([f, args]) => `${f}(${args.join(', ')})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a})[${b}]`),
    fc.tuple(name, name).map(([a, b]) => `${a}.${b}`),
  ),
}));
const effects = fc.constantFrom('', ' @ kicked = true', ' @ n += 1, assert(a != b, some-slug)');
const { statement } = fc.letrec<{ statement: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: 's' },
    fc.tuple(expression, effects).map(([e, at]) => `${e}${at};`),
    fc
      .tuple(name, fc.constantFrom('=', '+=', '|=', '>>='), expression, effects)
      .map(([a, op, e, at]) => `${a} ${op} ${e}${at};`),
    fc.tuple(name, expression, effects).map(([a, e, at]) => `int *${a} = ${e}, b${at};`),
    fc.constantFrom(
      'return;',
      'break;',
      ';',
      'a++;',
      'goto out;',
      'assert(a == 1, some-slug);',
      'unsigned long flags;',
    ),
    fc.tuple(expression, tie('statement')).map(([c, s]) => `if (${c}) ${s}`),
    fc
      .tuple(expression, tie('statement'), tie('statement'))
      .map(([c, s, t]) => `if (${c}) { ${s} } else ${t}`),
    fc.tuple(expression, tie('statement')).map(([c, s]) => `while (${c}) ${s}`),
    fc.tuple(expression, tie('statement')).map(([c, s]) => `do ${s} while (${c});`),
    fc.tuple(expression, tie('statement')).map(([c, s]) => `for (int i = 0; ${c}; i++) ${s}`),
    fc.tuple(expression, tie('statement')).map(([m, s]) => `for_each_cpu (cpu, ${m}) ${s}`),
    fc.tuple(tie('statement'), tie('statement')).map(([a, b]) => `either "first" { ${a} } or { ${b} }`),
    fc.array(tie('statement'), { maxLength: 3 }).map((all) => `{ ${all.join(' ')} }`),
    tie('statement').map((s) => `out: ${s}`),
  ),
}));

describe('printing', () => {
  test('what is printed parses to the same tree', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), (body) => {
        expectSame(`cpu 0 { ${body.join('\n')} }`);
      }),
      { numRuns: 300 },
    );
  });

  test('every declaration', () => {
    expectSame(`
      scenario "a \\"quoted\\" title" about "two" "parts" thread 001 source "file": "who"
      arch arm64 | x86 model tso
      option o "text" = on: "why" | off
      hardware eos = 1 | 0
      property a-b "sentence" property c-d "other" rule torn
      enum e { A, B = 4, C };
      enum e x[2] = { A, B }; int *p = &x, y; ghost bool g = false;
      text site { b0, tail } = { old -> new: 7 };
      page va = { f1: 1 -> f2 -> none };
      lock l fair; lock m by o;
      void f(int a, int *b) { }
      int g2(void) { return 1; }
      cpu 0 "zero" in user irqs off eqs rests { }
      on irq kick cpu 0, 1 { } on nmi stop { } on bp { } on fault { }
      agent hv "hypervisor" { } environment { } on softirq RX { }
      at start { cpu 1 holds s.l; cpu 0 holds r[1] shared; cpu 1 sleeps in TASK_PARKED; cpu 0 sleeps in TASK_IDLE on d.wq; irq kick pending on cpu 0; softirq RX pending on cpu 1; tlb of cpu 1 holds va -> f1 ro old; }
      invariant(a == 1, a-b); final(cpu0.r == 1, a-b); observe x, cpu0.r;
      variant 1.a "t" { o = off, eos = 0 } model arm expect violated a-b, c-d because "why"
      variant 1.b "t" { } model sc expect holds
      claim 1-1 by "who": "what" is partly shown by 1.a, 1.b
      claim 1-2 by "who": "what"
      interleaving 1.i.x "t" by "w" of 1.a {
        about "words"
        0: a = 1 visible; note "n"; hv: f(1); impossible 0: irq kick; 0: irq "timer d.t"; 0: any fetch = old; 0: f value = "&x"; 0: "while (a)"; 0: "either" predict = 1;
      }
      interleaving 1.i.y "t" by "w" of 1.a drawn ends violated a-b {
        0: f(1) value = -1; ...; 1: …; 0: "if (a)" not taken; 0: "if (a)" taken; 0: a value = X; …
      }
      interleaving 1.i.z "t" by "w" of 1.a effects { 0: a = 1; ends doomed; }`);
  });

  test('macros, as what their calls became', () => {
    setLateParts(LATE_PARTS);
    expectSame(`#define N 3
#define ADD(a, ...) ((a) + N)
#define SET(p, member) do { (p)->member = ADD(1); if (p) x = 1; } while (0)
#define INC(a) a += 1
#define each(i) for (int i = 0; i < 2; i++)
struct s { int a; int b; } s; int x;
cpu 0 { SET(&s, b); INC(x); each(k) { x = ADD(k, 2, 3); } }`);
  });

  test('the prelude and every bundled scenario', () => {
    const root = fileURLToPath(new URL('../../../scenarios', import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.smp'),
    );
    expect(files.length).toBeGreaterThan(0);
    expectSame(preludeText());
    for (const file of files) expectSame(readFileSync(join(root, file), 'utf8'));
  });
});
