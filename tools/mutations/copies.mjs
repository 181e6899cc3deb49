// F1–F8 and V1–V16: text and translations, and their protocols.

const rules = 'src/machine/cpu/queue-rules.ts';
const text = 'src/machine/memory/text.ts';
const walks = 'src/machine/cpu/translation.ts';
const classes = 'src/machine/cpu/issue-class.ts';
const copies = ['src/machine/memory/copies.test.ts'];
const patcher = ['src/machine/memory/text-patcher.test.ts'];
const pages = ['src/explore/page-rules.test.ts', 'src/machine/memory/pages.test.ts'];

/** @type {import('./mutation.mjs').Rows} */
export const copiesOfTextAndPages = [
  [
    'F2 a pipeline may hold what was fetched before',
    text,
    'for (let v = unit.lo[cpu] ?? 0; v < unit.versions.length; v++)',
    'for (let v = unit.versions.length - 1; v < unit.versions.length; v++)',
    copies,
  ],
  [
    'F2 executing a version lifts what is older',
    text,
    'Math.max(0, ...stamps.map((s) => s[i] ?? 0))',
    '0',
    copies,
  ],
  [
    'F2 executing waits for an incomplete ISB',
    classes,
    "return q.some((e, i) => (e.fence === 'isb' || e.fence === 'serialize') && barrierHolds(q, i, false))\n        ? NONE\n        : STEP;",
    'return STEP;',
    copies,
  ],
  [
    'F3 a context synchronization drops what is older than can be delivered',
    text,
    'lo: unit.lo.map((lo, c) => (c === cpu ? Math.max(lo, unit.lb) : lo)),',
    'lo: unit.lo,',
    copies,
  ],
  [
    'F3 an ISB waits for an older DSB',
    rules,
    "if (e.kind === 'barrier' && isDsb(e) && (barrierHolds(q, k, true) || barrierHolds(q, k, false)))\n          return true;",
    '',
    copies,
  ],
  ['F4 DC sets the point of unification', text, '{ ...unit, pou: unit.versions.length - 1 }', 'unit', copies],
  [
    'F4 DC waits for an older store to its line',
    rules,
    'if (isAccess(e) && sameAddress(e, entry.addr) && undone(e, false)) return false;',
    '',
    copies,
  ],
  ['F5 IC delivers what was cleaned', text, 'lb: Math.max(unit.lb, unit.pou)', 'lb: unit.lb', copies],
  [
    'F5 IC delivers no more than was cleaned',
    text,
    'lb: Math.max(unit.lb, unit.pou)',
    'lb: unit.versions.length - 1',
    copies,
  ],
  [
    'F5 a DMB does not order an IC',
    rules,
    "entry.kind === 'dc' &&\n        (e.fence === 'dmb.sy'",
    "(e.fence === 'dmb.sy'",
    copies,
  ],
  [
    'F6 DSB waits for an IC',
    rules,
    "return kind === 'dc' || kind === 'ic' || kind === 'tlbi' || kind === 'update';",
    "return kind === 'dc' || kind === 'tlbi' || kind === 'update';",
    copies,
  ],
  [
    'F7 with IDC the point of unification follows memory',
    text,
    'pou: idc || dic ? newest : unit.pou',
    'pou: dic ? newest : unit.pou',
    copies,
  ],
  ['F7 with DIC what is delivered follows too', text, 'lb: dic ? newest : unit.lb', 'lb: unit.lb', copies],
  [
    'text protocol: leaving it is reported',
    'src/machine/step/operations.ts',
    'if (change.unpredictable) machine.report(machine.program.builtin.unpredictable);',
    '',
    patcher,
  ],
  [
    'text protocol: no part of the state where nobody asks',
    text,
    'this.program.textProtocol === true ? this.program.sites.map(() => PATCHER_START) : []',
    'this.program.sites.map(() => PATCHER_START)',
    patcher,
  ],
  [
    'text protocol: synced when every CPU is',
    text,
    '(this.isSynced(text, site) ? synced(state) : state)',
    'synced(state)',
    patcher,
  ],
  [
    'text protocol: the rest of a live instruction is not written',
    'src/machine/charts/text-patcher.machine.ts',
    "        'write.trap': 'trapped',\n        'write.tail': 'unpredictable',\n        'write.first': 'unpredictable',\n        'write.single'",
    "        'write.trap': 'trapped',\n        'write.tail': 'tail',\n        'write.first': 'unpredictable',\n        'write.single'",
    patcher,
  ],
  ['V3 an access may fault', walks, 'e.kinds |= fault < 0 ? 0 : 1 << fault;', 'e.kinds |= 0;', copies],
  [
    'V4 a walk waits for an older ISB',
    walks,
    "if ((o.fence === 'isb' || o.fence === 'serialize') && barrierHolds(q, j, false)) return false;",
    '',
    copies,
  ],
  [
    'V4 an entry that becomes visible is a candidate',
    walks,
    "if (e.begun && e.page === page && (e.kind === 'walk' || e.kind === 'fault')) observe(run, e, pte);",
    'void [e, page, pte];',
    ['src/machine/memory/pages.test.ts', ...copies],
  ],
  [
    'V7 a TLBI waits for an older DSB',
    walks,
    'return barrierHolds(q, j, true) || barrierHolds(q, j, false);\n  });\n}',
    'return false;\n  });\n}',
    ['src/machine/memory/pages.test.ts', ...copies],
  ],
  [
    'V7 a TLBI waits for older branches',
    walks,
    'e.done || !isClean(e.addr) || branchOpen(q, i)) return false;',
    'e.done || !isClean(e.addr)) return false;',
    copies,
  ],
  [
    'V8 it does not reach a CPU whose access still uses the translation',
    'src/machine/step/race-machine.ts',
    "(action.kind === 'arrive' && this.mustWait(src, at, cpu, action))",
    'false',
    ['src/machine/memory/pages.test.ts', ...copies],
  ],
  [
    'V8 a walk in progress starts over',
    walks,
    'e.candidates = [];\n    e.kinds = 0;',
    '',
    ['src/machine/memory/pages.test.ts', ...copies],
  ],
  [
    'V8 accesses of one page translate in order',
    walks,
    'if (e.begun) run.squashed = true;',
    'if (e.begun) void 0;',
    copies,
  ],
  [
    'V9 DSB waits for every arrival',
    rules,
    "return kind === 'dc' || kind === 'ic' || kind === 'tlbi' || kind === 'update';",
    "return kind === 'dc' || kind === 'ic' || kind === 'update';",
    copies,
  ],
  [
    'V10 with ETS2 a walk waits for an older DSB',
    walks,
    'if (ets2 && isDsb(o) && (barrierHolds(q, j, true) || barrierHolds(q, j, false))) return false;',
    '',
    ['src/machine/memory/pages.test.ts', ...copies],
  ],
  [
    'V10 with ETS2 a fault comes after older accesses',
    walks,
    "if (ets2 && e.kind === 'fault' && isAccess(o) && !(o.kind === 'load' && o.done)) return false;",
    '',
    copies,
  ],
  [
    'V14 x86: a walk sees the CPU’s own stores',
    walks,
    "if (program.arch !== 'x86' || cell === undefined) return [];",
    'return [];',
    pages,
  ],
  [
    'V15 x86: INVLPG waits for all that is older',
    classes,
    'return q.every(isOver) ? INVALIDATION : NONE;',
    'return INVALIDATION;',
    pages,
  ],
];
