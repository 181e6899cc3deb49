/**
 * A program as a self-contained model for Spin, under `sc` or `tso`. As it is, Spin's verifier stops at the first
 * violated property or deadlock; with -DREPORT it goes on and prints every violated property, deadlock and outcome once:
 *
 *   spin -a model.pml && cc -O2 -o pan pan.c && ./pan                       (add -m1000000 for long runs)
 *   spin -a -DREPORT model.pml && cc -O2 -DNOREDUCE … -o pan pan.c && ./pan    `violated <slug>`, `outcome x=1 y=0`
 */
import { err, ok, type Result } from '../base/index.ts';
import type { Model, Observed, Program } from '../machine/index.ts';
import { CpuWriter, violation } from './promela-cpu.ts';
import { promelaExpr } from './promela-expr.ts';
import { promelaRefusals } from './promela-refusal.ts';

const NAMES = { reg: () => '0', final: (cpu: number, r: number) => `r${cpu}_t[${r}]`, old: '0' };

/** The model's text, or why the program cannot be said in Promela. */
export function promela(program: Program, model: Model): Result<string, readonly string[]> {
  const refusals = promelaRefusals(program, model);
  if (refusals.length > 0) return err(refusals);
  const check = program.invariants
    .map(({ cond, property }) => violation(promelaExpr(cond, NAMES), property))
    .join(' ');
  const cpus = program.cpus.map((spec, cpu) =>
    new CpuWriter(program, cpu, spec, model === 'tso').write(check),
  );
  const finals = program.finals.map(({ cond, property }) => violation(promelaExpr(cond, NAMES), property));
  const inits = program.cells.flatMap(({ init }, cell) =>
    init === 0 ? [] : [`mem[${cell}] = ${init < 0 ? `(0-${-init})` : init};`],
  );
  const text = [
    `/* ${program.name.replace(/\*\//g, '* /')}: every interleaving under ${model}.`,
    ...program.cells.map(({ name }, cell) => ` * mem[${cell}]  ${name}`),
    ' */',
    reporting(program),
    `int mem[${Math.max(1, program.cells.length)}];`,
    'byte ended = 0;',
    'hidden int tmp;',
    ...cpus.map(({ globals }) => globals),
    '',
    ...cpus.map(({ process }) => `${process}\n`),
    `proctype ending() {`,
    `  timeout;`,
    `  atomic {`,
    `    if`,
    `    :: ended`,
    `    :: !ended && ${cpus.map(({ finished }) => `(${finished})`).join(' && ')} -> ${finals.join(' ')} if :: ended :: else -> OUTCOME fi`,
    `    :: else -> STUCK`,
    `    fi`,
    `  }`,
    `}`,
    '',
    `init { atomic { ${inits.join(' ')} ${cpus.map(({ start }) => start).join(' ')} ${check} ${cpus.map((_, cpu) => `run cpu${cpu}();`).join(' ')} run ending() } }`,
    '',
  ];
  return ok(text.join('\n'));
}

/** The macros by which a run ends. */
function reporting({ properties, observed }: Program): string {
  const format = observed.map(({ name }) => `${name.replace(/[%"\\]/g, '')}=%d`).join(' ');
  const values = observed.map((one) => `, ${valueOf(one)}`).join('');
  return [
    '#ifdef REPORT',
    'c_code {',
    '\\#include <stdio.h>',
    '\\#include <stdlib.h>',
    '\\#include <string.h>',
    'static char **told; static unsigned long told_size, told_count;',
    'static void tell(const char *s) {',
    '  unsigned long h = 5381, i; const char *c;',
    '  if (2 * (told_count + 1) > told_size) {',
    '    unsigned long old = told_size; char **was = told;',
    '    told_size = old ? 2 * old : 64; told = calloc(told_size, sizeof *told); told_count = 0;',
    '    for (i = 0; i < old; i++) if (was[i]) {',
    '      for (h = 5381, c = was[i]; *c; c++) h = h * 33 + *c;',
    '      for (h %= told_size; told[h]; h = (h + 1) % told_size); told[h] = was[i]; told_count++;',
    '    }',
    '    free(was); h = 5381;',
    '  }',
    '  for (c = s; *c; c++) h = h * 33 + *c;',
    '  for (h %= told_size; told[h]; h = (h + 1) % told_size) if (!strcmp(told[h], s)) return;',
    '  told[h] = strdup(s); told_count++; puts(s);',
    '}',
    ...properties.map(({ slug }, nth) => `static void violated_${nth}(void) { tell("violated ${slug}"); }`),
    '}',
    ...properties.map((_, nth) => `#define VIOLATED_${nth} c_code { violated_${nth}(); }`),
    '#define VIOLATED(p) ended = 1; VIOLATED_##p',
    '#define STUCK c_code { tell("deadlock"); }',
    `#define OUTCOME c_code { char line[4096]; snprintf(line, sizeof line, "outcome ${format}"${values}); tell(line); }`,
    '#else',
    '#define VIOLATED(p) ended = 1; assert(false)',
    '#define STUCK assert(false)',
    '#define OUTCOME skip',
    '#endif',
  ].join('\n');
}

function valueOf(one: Observed): string {
  switch (one.k) {
    case 'cell':
      return `now.mem[${one.cell}]`;
    case 'reg':
      return `now.r${one.cpu}_t[${one.r}]`;
    case 'fault':
      return '0';
  }
}
