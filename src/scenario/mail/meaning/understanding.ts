/** From nested cells to the scenario's text: one try, with some rows left out because they did not compile. */
import type { FoundTable } from '../found.ts';
import { accessesIn, type Access } from './accesses.ts';
import { beginningsOf, equationsIn, type Beginning } from './beginnings.ts';
import { beginOf as beginning, claimed, claimInference, ruleAsked } from './changeable.ts';
import { withCalledAgain } from './called-again.ts';
import { ColumnCode } from './column-code.ts';
import type { Handler } from './written.ts';
import type { Line, Node } from './column-tree.ts';
import { deferredBeginnings, IDLE, withDeferred } from './deferred.ts';
import { Declarations } from './declarations.ts';
import { isRun } from './drawn-values.ts';
import { resolveCalls } from './resolved-calls.ts';
import { harmsIn, saidOf } from './harms.ts';
import { eitherObject } from './either-object.ts';
import { heading, NOBODY, quoted } from './heading.ts';
import { toldEnd } from './lock-insides.ts';
import type { PageTable } from './page-rows.ts';
import { passedBy, withMissing, withoutWords } from './not-executed.ts';
import { peerOf } from './peer.ts';
import { namedOnly, undrawnIn } from './undrawn-work.ts';
import { Options, rowsLeftOut } from './options.ts';
import { outcomeOf, type Constraint, type Outcome } from './outcome.ts';
import { inferencesOf, movedInferences, unmetInferences } from './inferences.ts';
import { readCell } from './read-cells.ts';
import { vagueInferences } from './vague-assertions.ts';
import { LOST_WAKE_UP, nothingAsked, propertyWords } from './property-words.ts';
import type { Asked, Edits, Inference, Reading } from './reading.ts';
import { takenNames } from './roles.ts';
import { withStates } from './sleep-states.ts';
import { SourceLines } from './source-lines.ts';
import { findsSleeper, missesSleeper } from './stuck.ts';
import { Things } from './things.ts';
import type { Seen } from './value-words.ts';
import { undrawnWaits } from './waiting-rows.ts';
import { waysOf, type Ways } from './ways.ts';

export interface Understood {
  readonly reading: Reading;
  /** The row that a place in the scenario's text comes from, null where it comes from none. */
  readonly lineAt: (offset: number) => Line | null;
}

/** A table whose cells have been read. */
export interface Lines {
  readonly table: FoundTable;
  readonly lines: readonly Line[];
  /** Lines that stand in their column's program elsewhere than they are drawn. */
  readonly moved: readonly Line[];
  /** What it is about where it is about a page. */
  readonly page: PageTable;
  /** What its columns were taken as. */
  readonly inferences: readonly Inference[];
}

export function understand(
  { table, lines, moved, page, inferences }: Lines,
  raw: readonly (readonly Node[])[],
  edits: Edits,
  skip: ReadonlySet<Line>,
  isBare = false,
): Understood {
  const prose = `${table.before}\n${table.after}\n${table.claims.map(({ text }) => text).join('\n')}`;
  const titles = table.columns.map(({ title }) => title);
  const tied = withDeferred(
    withCalledAgain(raw, skip).map((nodes) => without(nodes, skip)),
    titles,
    prose,
    edits,
  );
  const harms = harmsIn(saidOf(table));
  const { columns, taken, finding } = resolveCalls(tied, edits, harms);
  const outside = new Set(equationsIn([...table.initial, ...table.claims]).map(([name]) => name));
  const things = new Things(columns, outside);
  const accesses = accessesIn(things);
  const isProgram = !isRun(lines);
  const ways: Ways = waysOf(raw, lines, isProgram);
  const begins = new Map<string, Beginning>(beginningsOf(things, accesses, table, ways));
  for (const path of begins.keys()) {
    const edit = edits[`begin:${path}`];
    if (edit !== undefined) begins.set(path, { value: beginning(edit), why: 'said' });
  }
  for (const [path, value] of deferredBeginnings(columns, things)) begins.set(path, { value, why: 'said' });
  const beginOf = (path: string) => begins.get(path)?.value ?? '0';
  const peer = table.shape === 'single' ? peerOf(things, accesses, 'stale-data') : null;
  for (const [path, value] of peer?.begins ?? []) begins.set(path, { value, why: 'stored' });
  const bare = isBare ? { ...table, claims: [] } : table;
  const drawn = claimed(outcomeOf(things, accesses, bare, beginOf, ways, isProgram), edits, () =>
    outcomeOf(things, accesses, bare, beginOf, ways, isProgram, true),
  );
  const onPage = page.finals.length > 0 && drawn.k === 'nothing' ? NO_VALUES : drawn;
  const end = toldEnd(table, accesses, things);
  const finals = end === null ? page.finals : [...page.finals, end];
  const outcome: Outcome = peer ? { k: 'rule', rule: 'stale-data' } : withFinals(onPage, finals);
  const options = new Options(new Set(things.roles.names()), rowsLeftOut(prose), edits);
  const renames = new Map(
    things.roles
      .names()
      .filter((name) => takenNames().has(name))
      .map((name) => [name, `${name}_`]),
  );
  const constraints = outcome.k === 'values' ? outcome.constraints : [];
  const isTranslated =
    page.finals.length > 0 ||
    constraints.some(({ node }) => 'code' in node && /\baccess\(/.test(node.code.text));
  const words = missesSleeper(things, constraints)
    ? LOST_WAKE_UP
    : propertyWords(prose, findsSleeper(constraints), isTranslated);
  // What is stored to a pointer may be NULL unless it is an address.
  const isNullFollowed = outcome.k === 'rule' && outcome.rule === 'null-access';
  const clearable = new Set(
    isNullFollowed
      ? []
      : [
          ...accesses.flatMap(({ kind, path, value }) =>
            kind === 'store' && value !== null && !value.startsWith('&') ? [path] : [],
          ),
          ...[...begins].flatMap(([path, { value }]) => (value === '0' || value === 'NULL' ? [path] : [])),
        ],
  );
  const given = {
    ...{ things, constraints, options, skip, renames, clearable },
    keepsSleep: outcome.k === 'deadlock',
    asserts: peer?.asserts ?? new Map<Node, string>(),
    functions: { taken: new Set([...takenNames(), ...things.roles.names()]), lines: new SourceLines() },
  };
  const codes = columns.map((_, column) => new ColumnCode(given, column));
  const slept = outcome.k === 'deadlock' ? withStates(columns) : { columns, inferences: [] };
  const bodies = slept.columns.map((nodes, column) => codes[column]?.lines(nodes) ?? new SourceLines());
  const handlers = codes.flatMap((code) => code.handlers);
  const handlerBodies = handlers.map(
    ({ node, column }) => codes[column]?.lines(node.body) ?? new SourceLines(),
  );
  const hasCode = codes.some(({ written }) => written.length > 0);

  const declarations = new Declarations(things, accesses, begins, renames, edits);
  const startOf = (path: string) => begins.get(path)?.value ?? declarations.objectAt(path) ?? '0';
  const told = handlers.map((handler) => toldBy(handler, constraints, codes, things, startOf));
  const condition =
    outcome.k === 'values'
      ? withoutImplied([
          ...new Set([
            ...conditionOf(outcome, codes, things, startOf),
            ...told.flatMap(({ parts }) => parts),
            ...outcome.finals,
          ]),
        ])
      : [];
  const asked = peer
    ? ({ k: 'values', slug: 'stale-data', text: 'One side reads what was in the record before.' } as const)
    : askedFor(outcome, condition, words);
  const out = new SourceLines();
  heading(table, isBare ? NOBODY : table.letter, options, asked, out);
  const { constants, bits } = constantsOf(things, accesses, begins, constraints);
  out.addAll(declarations.lines(constants, bits));
  if (page.declarations !== null) out.add(page.declarations);
  for (const { ghosts } of told) for (const line of ghosts) out.add(line);
  out.add('');
  for (const text of Object.values(IDLE)) {
    const name = /(\w+)\(/.exec(text)?.[1] ?? '';
    if ([...begins.values()].some(({ value }) => value.includes(name))) out.add(text);
  }
  out.addAll(given.functions.lines);
  handlers.forEach(({ node, name, column }, i) => {
    out.add(headOf(node, name, column), node.line);
    const body = handlerBodies[i];
    if (body) out.addAll(body);
    for (const line of told[i]?.lines ?? []) out.add(line);
    out.add('}\n');
    if (node.soft === true)
      out.add(`on irq before_${name} cpu ${String(column)} {\n    raise_softirq(${name});\n}\n`);
  });
  const raised = handlers.filter(({ node }) => node.deferred === undefined);
  if (raised.length > 0) {
    out.add('environment {');
    for (const { node, name, column } of raised)
      out.add(
        `    ${node.nmi ? 'raise_nmi' : 'raise'}(${node.soft === true ? 'before_' : ''}${name}, ${String(column)});`,
        node.line,
      );
    out.add('}\n');
  }
  bodies.forEach((body, column) => {
    out.add(`cpu ${String(column)} "${quoted(table.columns[column]?.title ?? '')}" {`);
    out.addAll(body);
    out.add('}\n');
  });
  if (peer) {
    out.add('agent other_side {');
    out.addAll(peer.lines);
    out.add('}\n');
  }
  if (condition.length > 0 && asked.slug !== null)
    out.add(`final(!(${condition.join(' && ')}), ${asked.slug});`);

  const dropped = new Set(codes.flatMap((code) => [...code.dropped]));
  const written = new Map(codes.flatMap((code) => code.written.map((one) => [one.node.line, one] as const)));
  const values = new Map(constraints.map((one) => [one.node.line, one] as const));
  const taking = new Map(raised.map(({ node, name }) => [node.line, name] as const));
  const cells = lines.map((line) => {
    const cell = readCell(
      line,
      lines,
      written,
      values,
      dropped,
      columns,
      out,
      ways,
      finding,
      outcome.k === 'deadlock',
    );
    const irq = taking.get(line);
    return irq === undefined ? cell : { ...cell, irq };
  });
  const passed: ReadonlySet<Line | undefined> = passedBy(raw, constraints);
  const reading: Reading = {
    columns: table.columns,
    cells,
    without: withoutWords(cells.filter((_, i) => !passed.has(lines[i]))),
    undrawn:
      outcome.k === 'nothing'
        ? null
        : (undrawnIn(columns) ??
          (outcome.k === 'deadlock' ? undrawnWaits(lines) : null) ??
          namedOnly(taken.map(({ call }) => call).filter((call) => call !== 'test()'))),
    inferences: [
      ...inferences,
      ...movedInferences(moved),
      claimInference(asked),
      ...vagueInferences(raw),
      ...slept.inferences,
      ...eitherObject(things, accesses, outcome),
      ...inferencesOf(begins, things, taken, codes, options, handlers, edits),
      ...(words === LOST_WAKE_UP ? [] : unmetInferences(harms, outcome)),
    ],
    asked: withMissing(asked, cells),
    isProgram,
    options: options.all.map(({ name, text, line, isOn }) => ({
      name,
      text,
      line: line.cell.place.line,
      isOn,
    })),
    source: hasCode ? out.text() : null,
  };
  return { reading, lineAt: (offset) => out.lineAt(offset) };
}

/** The head of a handler, or of the function of a work or timer. */
function headOf({ nmi, soft, deferred }: Handler['node'], name: string, column: number): string {
  if (deferred?.kind === 'work') return `static void ${name}(struct work_struct *work) {`;
  if (deferred) return `static void ${name}(struct timer_list *timer) {`;
  return `on ${nmi ? 'nmi' : soft === true ? 'softirq' : 'irq'} ${name} cpu ${String(column)} {`;
}

const NO_VALUES: Outcome = { k: 'values', constraints: [], finals: [] };

function withFinals(outcome: Outcome, finals: readonly string[]): Outcome {
  return outcome.k === 'values' ? { ...outcome, finals: [...outcome.finals, ...finals] } : outcome;
}

/** The rows that do not compile are notes from here on. */
function without(nodes: readonly Node[], skip: ReadonlySet<Line>): readonly Node[] {
  return nodes.flatMap((node): readonly Node[] => {
    const inner = 'body' in node ? without(node.body, skip) : [];
    if (!skip.has(node.line)) {
      if (node.k === 'if') return [{ ...node, body: inner, otherwise: without(node.otherwise, skip) }];
      // Of a call whose inside cannot be executed the call itself can, where the kernel has it.
      if (node.k === 'call' && inner.every(({ k }) => k === 'note'))
        return [{ k: 'simple', line: node.line, code: node.code }, ...inner];
      return ['body' in node ? { ...node, body: inner } : node];
    }
    return [{ k: 'note', line: node.line }, ...inner.filter(({ k }) => k !== 'jump' || node.k !== 'if')];
  });
}

function askedFor(
  outcome: Outcome,
  condition: readonly string[],
  words: { slug: string; text: string },
): Asked {
  if (outcome.k === 'rule') return { k: 'rule', slug: outcome.rule, text: ruleAsked(outcome.rule) };
  if (outcome.k === 'deadlock') return { k: 'deadlock', slug: null, text: 'Nobody can go on.' };
  if (condition.length === 0) return nothingAsked(outcome.k === 'nothing' ? outcome.missing : undefined);
  const found = condition.map((one) => one.replace(/cpu(\d+)\./g, 'CPU $1: ')).join(', ');
  return { k: 'values', slug: words.slug, text: `${words.text} (${found})` };
}

/** The values that are found together, as C. */
function conditionOf(
  outcome: Outcome & { readonly k: 'values' },
  codes: readonly ColumnCode[],
  things: Things,
  begins: (path: string) => string,
): readonly string[] {
  const parts = outcome.constraints.flatMap(({ column, node, seen, path }) => {
    const local = codes[column]?.locals.get(node);
    if (local === undefined || codes[column]?.handlers.some((handler) => isWithin(node, handler))) return [];
    const reached = codes[column]?.conditions.get(node) ?? [];
    return [
      ...reached.map((one) => one.replace(/^(!?)/, `$1cpu${String(column)}.`)),
      valueCondition(`cpu${String(column)}.${local}`, ownLocal(seen, column, things), path, things, begins),
    ];
  });
  return parts;
}

/** `r0` says nothing beside `r0 != 0`, nor `!r0` beside `r0 == 0`. */
function withoutImplied(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => {
    const [, not = '', local] = /^(!?)([\w.]+)$/.exec(part) ?? [];
    if (local === undefined) return true;
    const says = not === '' ? ['!= 0', '!= NULL'] : ['== 0', '== NULL'];
    return !says.some((one) => parts.includes(`${local} ${one}`));
  });
}

/** What an interrupt finds is kept for the end in ghosts: its locals are gone by then. */
function toldBy(
  handler: Handler,
  constraints: readonly Constraint[],
  codes: readonly ColumnCode[],
  things: Things,
  begins: (path: string) => string,
): {
  readonly ghosts: readonly string[];
  readonly lines: readonly string[];
  readonly parts: readonly string[];
} {
  const { name, column } = handler;
  const found = handler.node.deferred ? [] : constraints.filter(({ node }) => isWithin(node, handler));
  const kept = found.flatMap(({ node, seen, path }) => {
    const local = codes[column]?.locals.get(node);
    return local === undefined ? [] : [{ ghost: `${name}_${local}`, local, seen, path }];
  });
  if (kept.length === 0) return { ghosts: [], lines: [], parts: [] };
  return {
    ghosts: [`ghost bool ${name}_came = false;`, ...kept.map(({ ghost }) => `ghost int ${ghost} = 0;`)],
    lines: [...kept.map(({ ghost, local }) => `    ${ghost} = ${local};`), `    ${name}_came = true;`],
    parts: [
      `${name}_came`,
      ...kept.map(({ ghost, seen, path }) => valueCondition(ghost, seen, path, things, begins)),
    ],
  };
}

function isWithin(node: Node, { node: { body } }: Handler): boolean {
  const inside = (nodes: readonly Node[]): boolean =>
    nodes.some((one) => one === node || ('body' in one && inside(one.body)));
  return inside(body);
}

/** `cmpxchg(&x, old, 1) == old`: what the column itself has found before. */
function ownLocal(seen: Seen, column: number, { roles }: Things): Seen {
  const isOwn = (seen.k === 'equal' || seen.k === 'unlike') && roles.localIn(seen.text).includes(column);
  return isOwn ? { ...seen, text: `cpu${String(column)}.${seen.text}` } : seen;
}

function valueCondition(
  local: string,
  seen: Seen,
  path: string | null,
  things: Things,
  begins: (path: string) => string,
): string {
  const shape = path === null ? null : things.shapeOfPath(path);
  const isPointer = shape !== null && things.shapes.isPointer(shape);
  if (seen.k === 'zero') return `${local} == ${isPointer ? 'NULL' : '0'}`;
  if (seen.k === 'other') return `${local} != ${isPointer ? 'NULL' : '0'}`;
  if (seen.k === 'equal') return `${local} == ${seen.text}`;
  if (seen.k === 'unlike') return `${local} != ${seen.text}`;
  const value = path === null ? '0' : begins(path);
  if (isPointer && path !== null)
    return value === '0' ? `${local} == NULL` : `${local} == ${things.objectOf(path)}`;
  return `${local} == ${value}`;
}

function constantsOf(
  things: Things,
  accesses: readonly Access[],
  begins: ReadonlyMap<string, Beginning>,
  constraints: readonly Constraint[],
): { constants: readonly string[]; bits: ReadonlySet<string> } {
  const named = [
    ...[...begins.values()].map(({ value }) => value),
    ...constraints.flatMap(({ seen }) => (seen.k === 'equal' ? [seen.text] : [])),
  ].filter((name) => /^[A-Za-z_]\w*$/.test(name) && things.roles.of(name, 0) === 'constant');
  const bits = new Set(
    accesses.flatMap(({ word, call }) => {
      const [nr] = call?.args ?? [];
      return /(^|_)(bit|cpu)(_|$)/.test(word ?? '') && nr?.k === 'name' ? [nr.name] : [];
    }),
  );
  return { constants: [...new Set([...things.constants(), ...named])], bits };
}
