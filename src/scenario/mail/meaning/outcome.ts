/**
 * What the table claims to happen, as something that the machine can be asked: values that are found together, a rule
 * that is broken, an assertion that fires, a deadlock.
 */
import type { FoundTable } from '../found.ts';
import { asksList, isChangedElsewhere, isOnTheWay, type Access } from './accesses.ts';
import type { Missing } from './claim-parts.ts';
import { claimedValues } from './claimed-values.ts';
import {
  asLed,
  bitSeen,
  givesNew,
  hasValue,
  isBitTest,
  isCrossing,
  isLocalName,
  seenFrom,
  seenOf,
  tellable,
  unsaidValues,
  valueNode,
} from './crossing.ts';
import { valueOf } from './counts.ts';
import { heldAtStart, playDrawn } from './drawn-values.ts';
import type { Node } from './column-tree.ts';
import { harmsIn, saidOf } from './harms.ts';
import { isUntold, untold } from './missed-notice.ts';
import { everyNode, hasWord } from './node-walk.ts';
import {
  isSaidToHang,
  mayWait,
  SLEEPS,
  sleepsByState,
  sleepsForEver,
  spinsForEver,
  WAKES,
  waitsHolding,
  wakesIf,
} from './stuck.ts';
import { surpriseIn } from './surprise.ts';
import type { Things } from './things.ts';
import { vagueAssertion } from './vague-assertions.ts';
import { OTHER, ZERO, type Seen } from './value-words.ts';
import { SEQUENCE, type Ways } from './ways.ts';
import { asExpression, visit } from './walk-expression.ts';

/** One value that a column finds; `of` a node whose value gets a local where it has none. */
export interface Constraint {
  readonly column: number;
  readonly node: Node;
  readonly seen: Seen;
  /** The place that is read, where it is one. */
  readonly path: string | null;
  /** The author says so; else it follows from how the table is drawn. */
  readonly isSaid: boolean;
}

/** What is true when the run is over, as C over `cpu0.r` and shared variables. */
export type Outcome =
  | { readonly k: 'values'; readonly constraints: readonly Constraint[]; readonly finals: readonly string[] }
  | { readonly k: 'rule'; readonly rule: string }
  | { readonly k: 'deadlock' }
  /** `missing`: what the claim speaks of and no row that is understood gives. */
  | { readonly k: 'nothing'; readonly missing?: Missing };

/** What the table claims. Words of the author come first, then what the drawing itself leads to. `isProgram`: the columns
 *  stand one behind the other, and no run is drawn. `onlyValues`: what its rows find, whatever else it may claim. */
export function outcomeOf(
  things: Things,
  accesses: readonly Access[],
  table: FoundTable,
  begins: (path: string) => string,
  ways: Ways,
  isProgram: boolean,
  onlyValues: boolean = false,
): Outcome {
  const prose = `${table.before}\n${table.after}`;
  const drawn = playDrawn(accesses, table.arrows, begins);
  const held = heldAtStart(accesses);
  const remarked = saidValues(things, accesses);
  const implied = impliedValues(things, accesses, ways);
  const { finals, found: claimed, unknown } = claimedValues(things, accesses, table);
  const unseen = NEITHER_SEES.test(`${textOf(table.claims)}\n${table.after}`)
    ? unseenValues(things, accesses, begins)
    : [];
  const said = [
    ...remarked,
    ...[...claimed, ...unseen].filter((one) => !remarked.some(({ node }) => node === one.node)),
  ];
  const broken = onlyValues ? null : ruleIn(things, accesses, table, drawn.waits, said);
  if (broken) return broken;
  const vague = onlyValues ? null : vagueAssertion(things.columns);
  if (vague !== null) return { k: 'nothing', missing: { k: 'condition', text: vague } };
  // With part of the claim only, the answer would be to another question.
  if (unknown !== null && !onlyValues) return { k: 'nothing', missing: unknown };
  if (said.length > 0 || finals.length > 0) {
    const isRest = finals.length === 0 && claimed.length === 0 && unseen.length === 0;
    const rest = isRest ? unsaidValues(said, accesses, things, begins) : [];
    const all = [...said, ...rest];
    const whole = [...all, ...untold(things, accesses, all, prose)];
    return { k: 'values', constraints: isProgram ? whole : [...whole, ...implied], finals };
  }
  const asked = isProgram ? branchesAtStart(things, accesses, begins) : [];
  // Where nobody is woken by a word of the kernel, who sleeps is told by what both sides have found.
  const isCrossed = new Set(asked.map(({ column }) => column)).size > 1 && isLitmus(table, things);
  const isOrder = isCrossed && !things.columns.some((nodes) => hasWord(nodes, WAKES));
  if (!onlyValues && !isOrder && hangs(things, table, drawn.waits)) return { k: 'deadlock' };
  const { crossing: all, followed } = tellable(accesses, things, begins);
  // What is so at the start asks nothing, nor does what a call has made of a word itself.
  const crossing = all.filter(
    (one) => !(isProgram && isEntered(one.node) && begins(one.path) === '1') && !givesNew(one),
  );
  const surprise =
    isProgram || isLitmus(table, things) ? surpriseIn(accesses, [...crossing, ...followed]) : null;
  const told = followed.filter((access) => surprise?.has(access));
  const constraints = [...crossing, ...told].flatMap((access): Constraint[] => {
    const { column, node, kind } = access;
    const { path } = told.includes(access) ? asLed(access, accesses) : access;
    const store = surprise?.get(access);
    if (store !== undefined) {
      const seen = isBitTest(access) ? bitSeen(store, begins(path)) : seenFrom(store, things);
      return seen ? [{ column, node, path, seen, isSaid: false }] : [];
    }
    const value = drawn.values.get(access);
    if (isProgram && kind === 'try')
      return held.has(path) ? [{ column, node, path, seen: ZERO, isSaid: false }] : [];
    if (isProgram && isEntered(node) && !isUntold(node, prose))
      return [{ column, node, path, seen: OTHER, isSaid: false }];
    if (isProgram) {
      const seen = isBitTest(access) ? (begins(path) === '0' ? ZERO : OTHER) : ({ k: 'old' } as const);
      return [{ column, node, path, seen, isSaid: false }];
    }
    if (!value) return [];
    const seen: Seen | null = isBitTest(access)
      ? value.value === '0'
        ? ZERO
        : OTHER
      : value.isFirst && kind !== 'try'
        ? { k: 'old' }
        : value.value === null || isLocalName(value.value, things)
          ? null
          : seenOf(value.value);
    return seen ? [{ column, node, path, seen, isSaid: false }] : [];
  });
  const isTold = ({ node }: Constraint) => ways.get(node.line)?.isCertain === true;
  const found = [...constraints.filter((one) => !isTold(one)), ...implied, ...asked];
  if (found.length > 0) return { k: 'values', constraints: found, finals: [] };
  const both = BOTH.test(`${textOf(table.claims)}\n${table.after}`) ? sameBranches(things) : [];
  return both.length > 0 ? { k: 'values', constraints: both, finals: [] } : { k: 'nothing' };
}

/** "Both CPUs see that it is NULL". */
const BOTH =
  /\bboth (?:(?:cpus?|threads?|tasks?|sides?|callers?|of them) )?(?:(?:will|can|may|could|might) )?(?:see|find|observe|read|think|pass|enter|go|decide)\b/i;

/** Branches of several columns that ask the same: all are taken. */
function sameBranches({ columns }: Things): readonly Constraint[] {
  const all = columns.flatMap((nodes, column) => {
    const own: Constraint[] = [];
    everyNode(nodes, (node) => {
      if (node.k === 'if') own.push({ column, node, seen: OTHER, path: null, isSaid: true });
    });
    return own;
  });
  const textIn = ({ node }: Constraint) => ('code' in node ? node.code.text : '');
  return all.filter((one) =>
    all.some((other) => other.column !== one.column && textIn(other) === textIn(one)),
  );
}

/** "Neither sees the other's store", "both miss the other's write". */
const NEITHER_SEES =
  /\b(?:(?:neither|none)\b[^.;]{0,40}\b(?:sees?|observes?|notices?|finds?|reads?)|(?:both|each)\b[^.;]{0,40}\b(?:miss(?:es)?|(?:do(?:es)? not|don't|doesn't|fails? to) (?:see|observe|notice)))\s+(?:the |an?)?other(?:'s|s'|’s|s)?(?: \w+)? (?:stores?|writes?|updates?|changes?)\b|\bmiss both\b/i;

function textOf(claims: FoundTable['claims']): string {
  return claims.map(({ text }) => text).join(' ');
}

/** Every column finds what was there before the other's store; nothing where only one could. */
function unseenValues(
  things: Things,
  accesses: readonly Access[],
  begins: (path: string) => string,
): readonly Constraint[] {
  const found = accesses
    .filter((access) => isCrossing(access, accesses) && valueNode(access, things))
    .map(({ column, node, path }): Constraint => {
      return { column, node, path, seen: { k: 'old' }, isSaid: true };
    });
  const all = [...found, ...branchesAtStart(things, accesses, begins)];
  return new Set(all.map(({ column }) => column)).size > 1 ? all : [];
}

type Waits = ReturnType<typeof playDrawn>['waits'];

/** A rule that is broken, or a deadlock that the table says or shows; null where there is none. */
function ruleIn(
  things: Things,
  accesses: readonly Access[],
  table: FoundTable,
  waits: Waits,
  said: readonly Constraint[],
): Outcome | null {
  if (assertsIn(things)) return { k: 'rule', rule: assertsIn(things) ?? '' };
  const freed = accesses.filter(({ kind }) => kind === 'free');
  const isUsed = freed.some(({ path, context }) =>
    accesses.some((other) => other.context !== context && other.path.startsWith(path)),
  );
  const isTwice = freed.some((one) =>
    freed.some((other) => other.path === one.path && other.column !== one.column),
  );
  const harms = harmsIn(saidOf(table));
  const followsNull =
    isCleared(accesses, harms.has('null-access')) || said.some((one) => isFollowed(one, things));
  // What the author speaks of comes first.
  if (followsNull && harms.has('null-access') && !harms.has('use-after-free'))
    return { k: 'rule', rule: 'null-access' };
  if (isTwice) return { k: 'rule', rule: 'double-free' };
  if (comesBack(accesses)) return { k: 'rule', rule: 'refcount-saturated' };
  if (isUsed) return { k: 'rule', rule: 'use-after-free' };
  if (sleepsByState(things)) return { k: 'deadlock' };
  if (said.length === 0 && wakesIf(things)) return { k: 'deadlock' };
  // Who takes a lock again breaks a rule at once.
  if (waits.some(({ access, holder }) => access.context === holder))
    return { k: 'rule', rule: 'self-deadlock' };
  // Where a deadlock is spoken of it is looked for, whatever the drawing comes to.
  const isLocked = () =>
    new Set(accesses.filter(({ kind }) => kind === 'lock').map(({ column }) => column)).size > 1;
  const isStuck = () =>
    waits.length > 0 || isLocked() || waitsHolding(accesses, things) || spinsForEver(accesses, things);
  if ((harms.has('deadlock') || isSaidToHang(table)) && isStuck()) return { k: 'deadlock' };
  return followsNull ? { k: 'rule', rule: 'null-access' } : null;
}

/** A count is raised below the row that has found it at 0: whoever watches it says so there, before anything is used. */
function comesBack(accesses: readonly Access[]): boolean {
  return accesses.some(
    ({ word, path, line, column }) =>
      /^(?:refcount_(?:inc|add)|kref_get)$/.test(word ?? '') &&
      accesses.some(
        (other) =>
          other.path === path &&
          other.column !== column &&
          other.line.row < line.row &&
          other.line.seen?.k === 'other' &&
          /_and_test$/.test(other.word ?? ''),
      ),
  );
}

/** Nobody can go on behind the last row. */
function hangs(things: Things, table: FoundTable, waits: Waits): boolean {
  // Who holds what another waits for waits as well; two who wait for one that goes on hang nobody.
  const isHeldUp = ({ holder }: Waits[number]) =>
    waits.some(({ access }) => access.context.startsWith(holder));
  if (waits.some(isHeldUp)) return true;
  return (isSaidToHang(table) && mayWait(things)) || sleepsForEver(things);
}

/** A branch of which only what is done where it is taken is drawn. */
function isEntered(node: Node): boolean {
  if (node.k !== 'if' || node.otherwise.length > 0) return false;
  const done = node.body.filter(({ k, line }) => k !== 'note' || line.as === 'statement');
  return done.length > 0 && !done.some(({ k }) => k === 'jump') && !hasWord(node.body, SLEEPS);
}

/** Columns with barriers, some of it line by line beside each other: it is about the order of accesses. One barrier will
 *  do where there is nothing but loads and stores. */
function isLitmus({ rows }: FoundTable, { columns }: Things): boolean {
  const barred = columns.filter((nodes) => hasWord(nodes, BARRIER));
  if (!rows.some(({ cells }) => cells.length >= 2)) return false;
  return barred.length >= 2 || (barred.length === 1 && columns.every(isOnlyAccesses));
}

function isOnlyAccesses(nodes: readonly Node[]): boolean {
  const own = nodes.flatMap((node) => (node.k === 'note' ? [] : [node.k === 'simple' ? node.code.text : '']));
  return own.length >= 2 && own.every((text) => BARRIER.test(text) || PLAIN.test(text));
}

const PLAIN = /^(?:(?:READ|WRITE)_ONCE\(.*\)|\w+ *= *(?:READ_ONCE\(.*\)|\*?&?\w+)|\*\w+ *= *\w+)$/;

const BARRIER = /\b(?:smp_[rw]?mb|smp_store_release|smp_load_acquire|barrier|smp_mb__\w+)\(/;

/** A pointer that one column makes NULL and another follows where it loads it anew: `if (x->ops)`, then `x->ops->go`.
 *  `isSaid`: the author speaks of it, so that one load may do. */
function isCleared(accesses: readonly Access[], isSaid: boolean): boolean {
  return accesses.some(({ kind, value, path, column, line }) => {
    if (kind !== 'store' || value === null || !/^(NULL|0)$/.test(value)) return false;
    const others = accesses.filter((other) => other.column !== column);
    return others.some(
      (other) =>
        other.path.startsWith(`${path}*`) &&
        (isSaid || (other.line.row > line.row && names(other.node, path))) &&
        (isSaid || others.some((load) => load.path === path && load.line.row < line.row)),
    );
  });
}

/** The row has the pointer itself, not a local that was loaded from it. */
function names(node: Node, path: string): boolean {
  const last = /(\w+)(?:\[\])?$/.exec(path)?.[1] ?? '';
  return 'code' in node && new RegExp(`\\b${last}\\b`).test(node.code.text);
}

/** NULL is found and followed all the same: no branch asks whether it is there. */
function isFollowed({ node, seen, column }: Constraint, things: Things): boolean {
  if (seen.k !== 'zero' || node.k !== 'simple') return false;
  const e = asExpression(node.code.simple);
  if (e.k !== 'assign' || e.target.k !== 'name') return false;
  const { name } = e.target;
  const asked = new Set<string>();
  everyNode(things.columns[column] ?? [], (other) => {
    if (other.k !== 'if' && other.k !== 'while') return;
    visit(other.code.cond, 'value', (part) => {
      if (part.k === 'name') asked.add(part.name);
    });
  });
  return !asked.has(name) && things.isFollowed(name, column);
}

/** Values that remarks speak of, at statements that have a value. */
function saidValues(things: Things, accesses: readonly Access[]): readonly Constraint[] {
  const found: Constraint[] = [];
  things.columns.forEach((nodes, column) => {
    everyNode(nodes, (node) => {
      const seen = node.line.seen;
      if (!seen || !hasValue(node)) return;
      const own = accesses.filter((access) => access.node === node && !isOnTheWay(access, accesses));
      const path = (own.find(({ kind }) => kind !== 'store') ?? own[0])?.path ?? null;
      found.push({ column, node, seen: ofWord(seen, own), path, isSaid: true });
    });
  });
  return found;
}

/** Branches that must have gone as they are drawn, where what they ask is changed by another column. */
function impliedValues(things: Things, accesses: readonly Access[], ways: Ways): readonly Constraint[] {
  const found: Constraint[] = [];
  things.columns.forEach((nodes, column) => {
    everyNode(nodes, (node) => {
      const way = ways.get(node.line);
      if (node.k !== 'if' || !way?.isCertain) return;
      const asked = accesses.find((access) => access.node === node && isChangedElsewhere(access, accesses));
      if (asked || SEQUENCE.test(node.code.text))
        found.push({ column, node, seen: way.seen, path: null, isSaid: false });
    });
  });
  return found;
}

/** Branches of programs side by side, each as it goes where what it asks is still as it began. */
function branchesAtStart(
  things: Things,
  accesses: readonly Access[],
  begins: (path: string) => string,
): readonly Constraint[] {
  return accesses.flatMap((access): Constraint[] => {
    const { node, column, path } = access;
    if (node.k !== 'if' || node.line.seen || valueNode(access, things)) return [];
    const isList = asksList(access);
    if ((access.kind !== 'load' && !isList) || !isChangedElsewhere(access, accesses)) return [];
    // A list that the other column puts something on is empty at first.
    const begin = isList ? 1 : Number(begins(path));
    const value = Number.isNaN(begin)
      ? isItself(node.code.text, begins(path))
      : valueOf(node.code.cond, access, begin, things);
    return value === null
      ? []
      : [{ column, node, path: null, seen: value === 0 ? ZERO : OTHER, isSaid: false }];
  });
}

/** `x == C` while it is C: 1; null for all else that is asked of a name. */
function isItself(text: string, name: string): number | null {
  return new RegExp(`^[\\w.>-]+ *== *${name}$|^${name} *== *[\\w.>-]+$`).test(text) ? 1 : null;
}

/** A `cmpxchg()` that works gives what it was to find, one that fails something else. */
function ofWord(seen: Seen, own: readonly Access[]): Seen {
  const exchange = own.find(({ word }) => /cmpxchg/.test(word ?? '') && !/try_/.test(word ?? ''));
  const old = exchange?.call?.args[1];
  const text = old?.k === 'name' ? old.name : old?.k === 'number' ? String(old.value) : null;
  if (text === null || (seen.k !== 'other' && seen.k !== 'zero')) return seen;
  return seen.k === 'other' ? { k: 'equal', text } : { k: 'unlike', text };
}

/** An assertion in a column that the drawing reaches. */
function assertsIn(things: Things): string | null {
  let rule: string | null = null;
  for (const nodes of things.columns)
    everyNode(nodes, (node) => {
      const text = node.k === 'simple' || node.k === 'if' ? node.code.text : '';
      if (/^BUG(_ON)?\b/.test(text)) rule ??= 'bug-on';
      if (/^(VM_)?WARN(_ON(_ONCE)?)?\b/.test(text)) rule ??= 'warn-on';
    });
  return rule;
}
