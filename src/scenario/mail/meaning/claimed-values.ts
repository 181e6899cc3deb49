/**
 * What the lines about a table say that is found in the end: `r == 0`, `0:r1 = 1 /\\ x = 2`, "Can r1 be 0?", "it may see
 * X == 1 && Y == 4". A register is what its column has in it when all is over; of a place that is said to be seen it is
 * the one load that looks at it.
 */
import type { FoundCell, FoundTable } from '../found.ts';
import type { Access } from './accesses.ts';
import { equationsIn } from './beginnings.ts';
import { conditionIn, isCondition } from './claim-conditions.ts';
import { readExpression } from './c-code.ts';
import { partUnread, truthsIn, type Missing } from './claim-parts.ts';
import type { Constraint } from './outcome.ts';
import type { Things } from './things.ts';
import { isVagueText } from './vague-assertions.ts';
import { unlike, ZERO, type Seen } from './value-words.ts';

/** "Can r1 be 0?", "r1 may still be 0". */
const MAY =
  /\b(?:(?:can|could|may|might|will|does)\s+([A-Za-z_]\w*)|([A-Za-z_]\w*)\s+(?:can|could|may|might|will))\s+(?:still\s+|also\s+|then\s+)?(?:be|become|read|see|equal|get|hold|end up (?:as|being|with))\s+(?:the value\s+)?(\d+|NULL)\b/gi;

/** "Both r1 and r2 can be 0", "r1 and r2 may both end up as 0". */
const BOTH =
  /\b(?:both\s+)?([A-Za-z_]\w*) and ([A-Za-z_]\w*)\s+(?:can|could|may|might|will)\s+(?:(?:both|still|then|end up)\s+)*(?:be|become|read|see|equal|get|hold|as|being)\s+(?:the value\s+)?(\d+|NULL|zero)\b/gi;

const ONE = '[A-Za-z_]\\w*\\s*={1,2}\\s*(?:-?\\d+|NULL)';
/** "W2 = 1, W3 = 0 may be observed", where the sentence says that it may be or never is. */
const LISTED = new RegExp(`${ONE}(?:\\s*(?:,|and|&&|/\\\\\\\\|;)\\s*(?:and\\s+)?${ONE})+`, 'g');
const SPEAKS =
  /\b(?:may|can|could|might|possible|impossible|allow\w*|observ\w*|forbid\w*|forbidden|never|happen\w*|ends? up|seen?|result\w*|outcome)\b/i;

/** "(r0 = 0)", "'r1 == 1 && r2 == 0'" in a sentence. */
const ASIDE =
  /[("'`]\s*((?:[A-Za-z_]\w*\s*={1,2}\s*[\w-]+)(?:\s*(?:&&|,|and|\/\\)\s*[A-Za-z_]\w*\s*={1,2}\s*[\w-]+)*)\s*[)"'`]/g;

const SEEING =
  /\b(?:see|sees|seeing|seen|observe[sd]?|observing|reads?|reading|finds?|finding|perceives?)\b/i;

/** What is claimed: of places and registers as C, of loads as what they find. */
export function claimedValues(
  things: Things,
  accesses: readonly Access[],
  given: FoundTable,
): {
  readonly finals: readonly string[];
  readonly found: readonly Constraint[];
  /** What the claim speaks of and the rows that are understood know nothing of: a value that one assigns, or a part. */
  readonly unknown: Missing | null;
} {
  const finals: string[] = [];
  const found: Constraint[] = [];
  const told: string[] = [];
  let unknown: Missing | null = null;
  const apart = new Set<FoundCell>();
  for (const claim of given.claims.filter(isCondition)) {
    const condition = conditionIn(claim, (name) => inTheEnd(name, things));
    if (condition !== null) finals.push(condition);
    else if (claim.text.includes('||'))
      unknown ??= { k: 'condition', text: claim.text.trim().replace(/;$/, '') };
    else continue;
    apart.add(claim);
  }
  const table = {
    ...given,
    claims: given.claims.filter((claim) => !apart.has(claim)),
    // The paragraph below has them, too.
    after: [...apart].reduce((text, claim) => text.replace(claim.text.trim(), ''), given.after),
  };
  for (const text of [...table.claims.map((claim) => claim.text), table.after])
    for (const [whole, who = '', name = '', sign = '', value = ''] of text.matchAll(BY_WHOM)) {
      const one = seenIn(columnOf(who, table), name, { sign, value }, things, accesses);
      if (one && !found.some(({ node }) => node === one.node)) found.push(one);
      if (one) told.push(whole);
    }
  for (const { text } of [...table.claims, ...table.rows.flatMap(({ cells }) => cells)]) {
    const [, value] = BOTH_SEE.exec(text.trim()) ?? [];
    if (value !== undefined && found.length === 0) found.push(...foundByBoth(value, things, accesses));
  }
  for (const claim of table.claims)
    for (const [name, value] of equationsIn([
      { ...claim, text: withoutHoped(told.reduce((text, one) => text.replace(one, ''), claim.text)) },
    ])) {
      const seen = SEEING.test(claim.text) ? seenBy(name, value, things, accesses) : null;
      if (seen) found.push(seen);
      else if (inTheEnd(name, things) === null && isAssigned(name, table)) unknown ??= { k: 'value', name };
      else if (oldIn(name, value, things, accesses))
        found.push(...(oldIn(name, value, things, accesses) ?? []));
      else keep(finals, inTheEnd(name, things), '==', valueOf(value, things));
    }
  for (const text of [...table.claims.map((claim) => claim.text), table.after])
    for (const [, before = '', behind = '', value = ''] of text.matchAll(MAY))
      if (things.roles.localIn(before || behind).length > 0)
        keep(finals, inTheEnd(before || behind, things), '==', value);
  for (const [, first = '', second = '', value = ''] of table.after.matchAll(BOTH))
    for (const name of [first, second])
      if (things.roles.localIn(name).length > 0)
        keep(finals, inTheEnd(name, things), '==', /zero/i.test(value) ? '0' : value);
  const sentences = table.after.split(/(?<=[.;:!?])\s+(?=[A-Z])/).filter((one) => SPEAKS.test(one));
  for (const [list] of sentences.flatMap((one) => [...one.matchAll(LISTED)]))
    for (const [name, value] of equationsIn([asCell(list, table)]))
      if (things.roles.localIn(name).length > 0)
        keep(finals, inTheEnd(name, things), '==', valueOf(value, things));
  for (const [, name = '', value = ''] of table.after.matchAll(GOT))
    if (things.roles.localIn(name).length > 0)
      keep(finals, inTheEnd(name, things), '==', valueOf(value, things));
  const rows = new Set(table.rows.flatMap(({ cells }) => cells.map(({ text }) => text.replace(/;$/, ''))));
  // A row that is quoted claims nothing.
  for (const [, inside = ''] of [...table.after.matchAll(ASIDE)].filter(([, one = '']) => !rows.has(one)))
    for (const [name, value] of equationsIn([asCell(inside, table)]))
      if (things.roles.localIn(name).length > 0)
        keep(finals, inTheEnd(name, things), '==', valueOf(value, things));
  for (const { text } of table.claims)
    for (const [, name = '', value = ''] of text.matchAll(/\b([A-Za-z_]\w*) *!= *(\w+)/g))
      keep(finals, inTheEnd(name, things), '!=', valueOf(value, things));
  for (const [name, truthOf] of table.claims.flatMap(truthsIn)) {
    const left = inTheEnd(name, things);
    if (left !== null && !finals.some((one) => one.includes(left))) finals.push(truthOf(left));
  }
  const part = table.claims
    .map((claim) => partUnread(claim, (name) => inTheEnd(name, things) !== null))
    .find((one) => one !== null);
  if (part !== undefined) unknown ??= { k: 'part', text: part };
  const vague = table.claims.find(({ text }) => !/[=<>]/.test(text) && isVagueText(text.trim()));
  if (vague) unknown ??= { k: 'condition', text: vague.text.trim().replace(/;$/, '') };
  return { finals, found, unknown };
}

/** "so we get r1 = 0": what is told of a register in passing. */
const GOT =
  /\b(?:have|has|get|gets|got|getting|end up with|yields?|gives?)\s+([A-Za-z_]\w*)\s*={1,2}\s*(-?\d+|NULL)\b/gi;

/** "CPU2 sees X==0": who, and what. */
const BY_WHOM =
  /\b((?:v?cpu|thread|task|p|t)[ #]?\w)\s+(?:(?:then|also|still|may|can|could|might|now)\s+){0,2}(?:sees?|observes?|reads?|finds?)\s+(?:that\s+)?([A-Za-z_][\w>.-]*)\s*(==?|!=)\s*(\w+)/gi;

/** "BANG: both see NULL", "both read 0": what the load of either column finds. */
const BOTH_SEE =
  /^\W*(?:(?:BANG|BUG|boom|oops|race)\W+)?both(?: (?:cpus?|threads?|tasks?|sides?|loads?|reads?|of them))? (?:can |may |could |will )?(?:sees?|reads?|finds?|gets?|returns?|observes?) (\d+|NULL|zero)\b/i;

/** In the last load of each column of what another stores to; nothing where not just two columns load. */
function foundByBoth(value: string, things: Things, accesses: readonly Access[]): readonly Constraint[] {
  const loads = things.columns.flatMap((_, column): readonly Constraint[] => {
    const load = accesses.findLast(
      (one) =>
        one.column === column &&
        one.kind === 'load' &&
        one.node.k === 'simple' &&
        accesses.some(({ path, kind, column: by }) => path === one.path && kind === 'store' && by !== column),
    );
    const seen: Seen = /^(?:0|NULL|zero)$/i.test(value) ? ZERO : { k: 'equal', text: value };
    return load ? [{ column, node: load.node, seen, path: load.path, isSaid: true }] : [];
  });
  return loads.length === 2 ? loads : [];
}

/** The column that is called so; -1 where none is. */
function columnOf(who: string, { columns }: FoundTable): number {
  const bare = (text: string) => text.toLowerCase().replace(/[ #]/g, '');
  return columns.findIndex(({ title }) => bare(title) === bare(who));
}

/** What the last load of a place in a column finds; null where there is none that another column stores to. */
function seenIn(
  column: number,
  name: string,
  { sign, value }: { readonly sign: string; readonly value: string },
  things: Things,
  accesses: readonly Access[],
): Constraint | null {
  const e = readExpression(name);
  const path = e && things.pathOf(e, Math.max(0, column));
  const load = accesses.findLast(
    (one) => one.column === column && one.path === path && one.kind === 'load' && one.node.k === 'simple',
  );
  if (!load || !accesses.some((one) => one.column !== column && one.path === path && one.kind !== 'load'))
    return null;
  const isZero = /^(?:0|NULL|false)$/.test(value);
  const seen: Seen = isZero ? ZERO : { k: 'equal', text: value };
  return { column, node: load.node, seen: sign === '!=' ? unlike(seen) : seen, path, isSaid: true };
}

/** `r0 == prev` where nobody stores a `prev`: it is what the load found before. */
function oldIn(
  name: string,
  value: string,
  things: Things,
  accesses: readonly Access[],
): readonly Constraint[] | null {
  const isName = /^[a-z_]\w*$/i.test(value) && !/^(?:NULL|true|false)$/.test(value);
  const isKnown = things.roles.names().includes(value) || valueOf(value, things) !== null;
  if (!isName || isKnown) return null;
  const load = accesses.find(({ node, kind, column }) => {
    if (kind !== 'load' || node.k !== 'simple' || !things.roles.localIn(name).includes(column)) return false;
    const { simple } = node.code;
    return simple.k === 'assign' && simple.target.k === 'name' && simple.target.name === name;
  });
  return load
    ? [{ column: load.column, node: load.node, seen: { k: 'old' }, path: load.path, isSaid: true }]
    : null;
}

/** A row assigns it, understood or not. */
function isAssigned(name: string, { rows }: FoundTable): boolean {
  const assigns = new RegExp(`(?:^|\\s)${name}\\s*=(?!=)`);
  return rows.some(({ cells }) => cells.some(({ text }) => assigns.test(text)));
}

/** "Expected x == 2, got x == 1": only the second is what happens. */
function withoutHoped(text: string): string {
  return text.replace(
    /^.*\b(?:expect(?:ed|s)?|should be)\b[^,;]*[,;]\s*(?=(?:but |and )?(?:got|gets?|is|it|found|instead|in fact)\b)/i,
    '',
  );
}

function asCell(text: string, { place }: FoundTable): FoundCell {
  return { column: null, text, indent: 0, place };
}

function keep(finals: string[], left: string | null, sign: string, right: string | null): void {
  if (left === null || right === null) return;
  const whole = `${left} ${sign} ${right}`;
  // What is said twice of one thing is said of two runs.
  if (!finals.some((one) => one.startsWith(`${left} `))) finals.push(whole);
}

function valueOf(value: string, things: Things): string | null {
  return /^[a-z_]/i.test(value) ? inTheEnd(value, things) : value;
}

/** The one load of a place that another column stores to, whose value nobody keeps. */
function seenBy(name: string, value: string, things: Things, accesses: readonly Access[]): Constraint | null {
  if (things.roles.localIn(name).length > 0) return null;
  const e = readExpression(name);
  const path = e && things.pathOf(e, 0);
  const loads = accesses.filter((access) => access.path === path && access.kind === 'load');
  const [load] = loads;
  if (!load || loads.length > 1) return null;
  const seen: Seen = /^(?:0|NULL|false)$/.test(value) ? ZERO : { k: 'equal', text: value };
  return { column: load.column, node: load.node, seen, path: load.path, isSaid: true };
}

/** What a name is when all is over: a local of one column, a shared variable, a constant. */
function inTheEnd(name: string, things: Things): string | null {
  const e = readExpression(name);
  if (!e) return null;
  const locals = things.roles.localIn(name);
  const [column] = locals;
  if (column !== undefined) return locals.length === 1 ? `cpu${String(column)}.${name}` : null;
  if (e.k === 'name' && ['constant', 'kernel'].includes(things.roles.of(name, 0))) return name;
  const path = things.pathOf(e, 0);
  return path !== null && things.isKnown(path) ? name : null;
}
