/**
 * Rows about code that is patched while others run it: who writes it and tells the caches, who is interrupted so that it
 * fetches anew, who synchronizes by itself and too early, who executes what was there before. The words are data.
 *
 *     CPU0                          CPU1
 *     ISB
 *                                   patch_text()
 *                                   kick_all_cpus_sync()
 *     leaves idle
 *     runs the old instruction
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Inference } from './reading.ts';

export type TextDeed = 'patch' | 'caches' | 'kick' | 'sync' | 'watch' | 'execute';

const TEXT = '(?:kernel |patched |old |new |stale |modified |some |the |this |that )*';
const OF_TEXT = '(?:text|code|insns?|instructions?|opcodes?|branch(?:es)?|nops?|jump label)\\b';

/** In this order: the first that fits speaks. */
const WORDS: readonly (readonly [TextDeed, RegExp])[] = [
  [
    'execute',
    new RegExp(
      `\\b(?:execut|fetch|run|call|us)(?:es?|s|ing|e_of)?[ _]${TEXT.replaceAll(' ', '[ _]')}${OF_TEXT}`,
      'i',
    ),
  ],
  [
    'caches',
    /\b(?:[di][- ]?cache|icache|cache) (?:maintenance|invalidat\w*|clean\w*|flush\w*)|\bflush_icache\w*|\bcaches_clean\w*|\b(?:ic|dc) (?:ivau|ialluis?|cvau)\b/i,
  ],
  [
    'patch',
    new RegExp(
      `\\b(?:patch|modif|updat|chang|replac|rewrit|writ)\\w*[ _]${TEXT.replaceAll(' ', '[ _]')}${OF_TEXT}|\\b\\w*(?:insn|text)_(?:patch|write|poke)\\w*|\\bpatch_\\w*(?:text|insn|code)\\w*`,
      'i',
    ),
  ],
  [
    'kick',
    /\bkick_all\w*sync\w*|^(?:sends? )?(?:an? )?(?:sync )?IPIs?(?: (?:to )?(?:all|every|other|the) .*)?$|\bon_each_cpu\(.*(?:sync|isb)|\bsmp_call_function\w*\(.*(?:sync|isb)/i,
  ],
  [
    'watch',
    /\bct_user_exit\b|\buser_exit\b|\brcu_(?:eqs|idle|user)_exit\b|\b(?:leaves?|exits?) (?:idle|eqs|user ?space|the extended)|\bregisters? (?:again )?for IPIs?|\b(?:re-?)?enables? IPIs?/i,
  ],
  ['sync', /^(?:isb\b|(?:enters?|takes?) (?:an? |the )?exception|context[- ]synchroni[sz]\w+|eret\b)/i],
];

/** How the scenario calls what is patched, and what tells that it was. */
const DECLARATIONS = [
  'text text_site = { old_insn -> new_insn };',
  'static int text_patched;',
  'static int text_watching;',
].join('\n');

export interface TextTable {
  readonly lines: readonly Line[];
  /** Declarations for what is patched, null where the table is about something else. */
  readonly declarations: string | null;
  readonly inferences: readonly Inference[];
}

function deedOf({ cell, text }: Line): TextDeed | null {
  if (cell.column === null || text.code.length > 80) return null;
  return WORDS.find(([, words]) => words.test(text.code.replace(/;$/, '')))?.[0] ?? null;
}

/** The lines, those about code that is patched as code for it; as they are where the table is about something else. */
export function withText(lines: readonly Line[]): TextTable {
  const deeds = new Map<Line, TextDeed>();
  for (const line of lines) {
    const deed = deedOf(line);
    if (deed) deeds.set(line, deed);
  }
  const of = (deed: TextDeed) => [...deeds].filter(([, one]) => one === deed).map(([line]) => line);
  const patch = of('patch')[0];
  const run = of('execute').findLast((line) => line.cell.column !== patch?.cell.column);
  if (!patch || !run || run.row < patch.row) return { lines, declarations: null, inferences: [] };
  const told = of('caches').filter((line) => line.cell.column === patch.cell.column);
  const kicks = of('kick').filter((line) => line.cell.column === patch.cell.column);
  const watches = of('watch').filter((line) => line.cell.column === run.cell.column);
  const last = [patch, ...told, ...kicks].toSorted((a, b) => a.row - b.row).at(-1);
  return {
    lines: lines.flatMap((line): readonly Line[] => {
      const done = line === last ? [coded(line, 'WRITE_ONCE(text_patched, 1)')] : [];
      if (line === patch) {
        // Of a function that patches it is known that it tells the caches.
        const isWhole = told.length === 0 && /\(/.test(line.text.code);
        const caches = isWhole ? [coded(line, 'caches_clean_inval_pou(&text_site)')] : [];
        return [coded(line, 'WRITE_ONCE(text_site, new_insn)'), ...caches, ...done];
      }
      if (told.includes(line))
        return [
          ...(line === told.at(-1) ? [coded(line, 'caches_clean_inval_pou(&text_site)')] : [noted(line)]),
          ...done,
        ];
      if (kicks.includes(line)) {
        const kick = 'kick_all_cpus_sync()';
        // Who does not watch is not interrupted.
        return watches.length > 0
          ? [coded(line, 'if (READ_ONCE(text_watching))'), coded(line, kick, 1), ...done]
          : [coded(line, kick), ...done];
      }
      if (watches.includes(line)) return [coded(line, 'WRITE_ONCE(text_watching, 1)')];
      if (deeds.get(line) === 'sync' && line.cell.column === run.cell.column) return [coded(line, 'isb()')];
      if (line === run)
        return [
          coded(line, 'while (!READ_ONCE(text_patched))'),
          { ...coded(line, 'execute(text_site)'), seen: { k: 'equal', text: 'old_insn' } },
        ];
      return [line];
    }),
    declarations: DECLARATIONS,
    inferences: [
      {
        key: 'text',
        text: 'one instruction stands for what is patched; it is executed once the patch is said to be over',
        taken: 'text_site',
        choices: [],
        line: run.cell.place.line,
      },
    ],
  };
}

function noted(line: Line): Line {
  return { ...line, code: null, as: 'note' };
}

function coded(line: Line, code: string, deeper = 0): Line {
  const cell = deeper === 0 ? line.cell : { ...line.cell, indent: line.cell.indent + deeper };
  return { ...line, cell, code: readCode(code), as: 'statement' };
}
