/** How a model tells what it finds: by a failing assertion, or with -DREPORT in words, each of them once. */
import { ADDRESS_BASE } from '../base/index.ts';
import type { Observed, Program } from '../machine/index.ts';
import type { Vocabulary } from './promela-names.ts';

const CHECK = '#define CHECK(p, cond) if :: ended != 0 || (cond) :: else -> VIOLATED(p) fi;';
const LONGEST = 4096;

/** `checked`: numbers of the properties that anything checks, from 1; `finished`: true at the end of a run; `graph`: what -DGRAPH adds, empty where every run ends. */
export function reportText(
  words: Vocabulary,
  checked: readonly number[],
  finished: string,
  graph: readonly string[],
): string[] {
  const { program } = words;
  const told = checked.map(
    (nth) => `#define TELL_${nth} c_code { tell("violated ${program.properties[nth - 1]?.slug ?? ''}"); };`,
  );
  return [
    '/* How a run ends. */',
    `#define FINISHED (${finished})`,
    '#ifdef REPORT',
    'c_code {',
    ...TELL,
    ...(graph.length > 0 ? ['#ifdef GRAPH', ...graph, '#endif'] : []),
    '}',
    ...told,
    '#define VIOLATED(p) ended = p; TELL_##p',
    `#define OUTCOME c_code { char line[${LONGEST}]; ${outcome(words, program)} tell(line); };`,
    ...(graph.length > 0
      ? [
          '#ifdef GRAPH',
          '#define STUCK c_code { g_state(); };',
          '#define END c_code { g_ends[g_state()] = 1; };',
          '#define FROM c_code { g_left = g_state(); };',
          '#define TO c_code { g_step(); };',
          '#else',
        ]
      : []),
    '#define STUCK c_code { tell("deadlock"); };',
    '#define END skip;',
    ...(graph.length > 0 ? ['#define FROM', '#define TO', '#endif'] : []),
    '#else',
    '#define VIOLATED(p) ended = p; assert(ended != p);',
    '#define OUTCOME skip;',
    '#define STUCK assert(FINISHED);',
    '#define END skip;',
    ...(graph.length > 0 ? ['#define FROM', '#define TO'] : []),
    '#endif',
    ...(checked.length > 0 ? [CHECK] : []),
    `#define ADDRESS(i) (${ADDRESS_BASE} + (i))`,
    `#define CELL(i) ((i) >= 0 && (i) < ${program.cells.length})`,
  ];
}

function outcome(words: Vocabulary, { observed }: Program): string {
  const format = observed.map(({ name }) => `${name.replace(/[%"\\]/g, '')}=%d`).join(' ');
  const values = observed.map((one) => `, ${valueOf(words, one)}`).join('');
  return `snprintf(line, sizeof line, "outcome ${format}"${values});`;
}

function valueOf(words: Vocabulary, one: Observed): string {
  switch (one.k) {
    case 'cell':
      return `now.mem[${one.cell}]`;
    case 'reg':
      return `now.${words.task(one.cpu, one.r)}`;
    case 'fault':
      return '0';
  }
}

const TELL = `
\\#include <stdio.h>
\\#include <stdlib.h>
\\#include <string.h>
static char **told; static unsigned long told_size, told_count;
static void tell(const char *s) {
  unsigned long h = 5381, i; const char *c;
  if (2 * (told_count + 1) > told_size) {
    unsigned long old = told_size; char **was = told;
    told_size = old ? 2 * old : 64; told = calloc(told_size, sizeof *told); told_count = 0;
    for (i = 0; i < old; i++) if (was[i]) {
      for (h = 5381, c = was[i]; *c; c++) h = h * 33 + *c;
      for (h %= told_size; told[h]; h = (h + 1) % told_size);
      told[h] = was[i]; told_count++;
    }
    free(was); h = 5381;
  }
  for (c = s; *c; c++) h = h * 33 + *c;
  for (h %= told_size; told[h]; h = (h + 1) % told_size) if (!strcmp(told[h], s)) return;
  told[h] = strdup(s); told_count++; puts(s);
}`
  .trim()
  .split('\n');
