/**
 * The names of a scenario: its own and those of the prelude. What the scenario declares under a name of the prelude
 * replaces it, so a scenario can state its own `task_isolation_kernel_enter()` or make a prelude option its reader's.
 */
import { binaryOn, byWord, unaryOn } from '../../base/index.ts';
import { Diagnostics } from '../diagnostic.ts';
import { hasValue, wideConstant } from '../lower/fold.ts';
import type { TypeNames } from '../types/types.ts';
import type {
  Declaration,
  DeclarationOf,
  Declarator,
  Expression,
  FileSyntax,
  FunctionSyntax,
  TypeSyntax,
  VersionSyntax,
  Word,
} from '../syntax/syntax.ts';
import { lateParts } from '../lower/late.ts';
import { addressedIn, localsSeen } from './names-seen.ts';
import { Over } from './over.ts';
import { operands } from './walk.ts';
import { literalType, unaryOperatorOn } from '../lower/width.ts';
import { onNumbers } from '../lower/arithmetic.ts';

/** 0: the scenario itself, 1: the prelude. */
export type FileIndex = 0 | 1;

export type GlobalSymbol =
  | { readonly k: 'option'; readonly file: FileIndex; readonly decl: DeclarationOf<'option'> }
  | {
      readonly k: 'constant';
      readonly file: FileIndex;
      readonly name: Word;
      readonly enumeration: DeclarationOf<'enum'> | null;
      readonly value: number;
    }
  | {
      readonly k: 'variable';
      readonly file: FileIndex;
      readonly ghost: boolean;
      readonly perCpu: boolean;
      readonly type: TypeSyntax;
      readonly declarator: Declarator;
    }
  | { readonly k: 'define'; readonly file: FileIndex; readonly name: Word; readonly value: Expression }
  | { readonly k: 'text'; readonly file: FileIndex; readonly decl: DeclarationOf<'text'> }
  | { readonly k: 'page'; readonly file: FileIndex; readonly decl: DeclarationOf<'page'> }
  | { readonly k: 'frame'; readonly file: FileIndex; readonly version: VersionSyntax; readonly page: string }
  | { readonly k: 'lock'; readonly file: FileIndex; readonly decl: DeclarationOf<'lock'> };

export interface FunctionSymbol {
  readonly file: FileIndex;
  readonly decl: FunctionSyntax;
}

export interface HandlerSymbol {
  readonly file: FileIndex;
  readonly decl: DeclarationOf<'handler'>;
}

export interface Symbols extends TypeNames {
  readonly globals: ReadonlyMap<string, GlobalSymbol>;
  /** The names of the scenario's own among them. */
  readonly ownGlobals: readonly string[];
  readonly functions: ReadonlyMap<string, FunctionSymbol>;
  /** Whether a name that is not called is a function's: a variable of the scenario hides one of the prelude. */
  isFunction(name: string): boolean;
  /** Handlers of interrupts by name; a scenario's replace the prelude's of that name. */
  readonly handlers: readonly HandlerSymbol[];
  readonly enums: ReadonlyMap<string, readonly { readonly name: string; readonly value: number }[]>;
  readonly cpus: readonly DeclarationOf<'cpu'>[];
  readonly agents: readonly DeclarationOf<'agent'>[];
  /** Functions that are named without being called: pointers to them exist. */
  readonly addressed: ReadonlySet<string>;
  /** Whether a word of the scenario's text ends so, and whether it says something like this. */
  readonly words: { has(ending: string): boolean; matches(pattern: RegExp): boolean };
  /** Names of local variables that a `final` or `observe` looks at, as `r` in `cpu1.r`. */
  readonly locals: ReadonlySet<string>;
}

/** Value that INT3 (x86) or BRK (arm64) has in a text site. */
export const BREAKPOINT = 0xcc;

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['INT3', BREAKPOINT],
  ['BRK', BREAKPOINT],
  ['NULL', 0],
  // Said in messages, and texts.
  ...'__func__ __LINE__ __FILE__ THIS_MODULE _RET_IP_ _THIS_IP_'.split(' ').map((name) => [name, 1] as const),
  // How an allocation may wait: who may sleep for it (__GFP_DIRECT_RECLAIM) must be allowed to.
  ['GFP_KERNEL', 0x400],
  ['GFP_ATOMIC', 0],
  ['GFP_NOWAIT', 0],
  // When a timer is to expire. It may at any time here.
  ['jiffies', 0],
  ['HZ', 100],
  ['INT_MAX', 0x7fff_ffff],
  ['INT_MIN', -0x8000_0000],
  ['REFCOUNT_MAX', 0x7fff_ffff],
  ['REFCOUNT_SATURATED', -0x4000_0000],
  // `fault_kind()`, as the machine numbers them.
  ['TRANSLATION_FAULT', 0],
  ['ACCESS_FLAG_FAULT', 1],
  ['PERMISSION_FAULT', 2],
]);

/** Names that depend on the CPU or the number of CPUs. */
export const AMBIENT: readonly string[] = [
  'NR_CPUS',
  'NR_TASKS',
  'this_cpu',
  'this_task',
  'cpu_online_mask',
  'arch',
];

interface Tables {
  globals: Map<string, GlobalSymbol>;
  functions: Map<string, FunctionSymbol>;
  handlers: HandlerSymbol[];
  enums: Map<string, { name: string; value: number }[]>;
  structs: Map<string, TypeSyntax>;
  typedefs: Map<string, { type: TypeSyntax; stars: number; callable: boolean }>;
}

/** Names of one file; repeated names go to `diagnostics`. */
function collectFile(syntax: FileSyntax, file: FileIndex, diagnostics: Diagnostics): Tables {
  const tables: Tables = {
    globals: new Map(),
    functions: new Map(),
    handlers: [],
    enums: new Map(),
    structs: new Map(),
    typedefs: new Map(),
  };
  const declared = new Map<string, Word>();
  const claim = (name: Word) => {
    if (declared.has(name.text))
      diagnostics.error(
        'duplicate-name',
        name,
        `\`${name.text}\` is declared twice; give one of them another name.`,
      );
    declared.set(name.text, name);
  };
  const add = (name: Word, symbol: GlobalSymbol) => {
    claim(name);
    tables.globals.set(name.text, symbol);
  };
  const addVersion = (version: VersionSyntax, symbol: GlobalSymbol, value: number) => {
    const existing = tables.globals.get(version.name.text);
    if (existing?.k === 'constant' && existing.enumeration === null && existing.value === value) return;
    add(version.name, symbol);
  };
  const definedBy = (name: string) => {
    const symbol = tables.globals.get(name);
    return symbol?.k === 'define' ? namesIn(symbol.value) : [];
  };
  for (const decl of syntax.declarations) {
    switch (decl.k) {
      case 'option':
        if (!decl.hardware) add(decl.name, { k: 'option', file, decl });
        else if (tables.globals.get(decl.name.text)?.k === 'option') claim(decl.name);
        else tables.globals.set(decl.name.text, { k: 'option', file, decl });
        break;
      case 'enum':
        addEnum(decl, file, tables, add, diagnostics);
        break;
      case 'variable': {
        const { ghost, perCpu, type } = decl;
        addStructs(type, tables, diagnostics);
        for (const declarator of decl.declarators)
          add(declarator.name, { k: 'variable', file, ghost, perCpu, type, declarator });
        break;
      }
      case 'struct':
        addStructs(decl.type, tables, diagnostics);
        break;
      case 'typedef':
        addStructs(decl.type, tables, diagnostics);
        if (
          !isCircle(
            decl.name,
            [decl.type.name],
            (name) => [tables.typedefs.get(name)?.type.name ?? ''],
            diagnostics,
          )
        )
          tables.typedefs.set(decl.name.text, decl);
        break;
      case 'define':
        add(decl.name, {
          k: 'define',
          file,
          name: decl.name,
          value: isCircle(decl.name, namesIn(decl.value), definedBy, diagnostics)
            ? { k: 'number', value: 0, from: decl.from, to: decl.to }
            : decl.value,
        });
        break;
      case 'text':
        add(decl.name, { k: 'text', file, decl });
        decl.versions.forEach((version, i) => {
          const value = version.value ?? i;
          addVersion(version, { k: 'constant', file, name: version.name, enumeration: null, value }, value);
        });
        break;
      case 'page':
        add(decl.name, { k: 'page', file, decl });
        for (const version of decl.versions) {
          if (version.name.text === 'none') continue;
          if (tables.globals.get(version.name.text)?.k !== 'frame')
            add(version.name, { k: 'frame', file, version, page: decl.name.text });
        }
        break;
      case 'lock':
        add(decl.name, { k: 'lock', file, decl });
        break;
      case 'function':
        if (tables.functions.has(decl.name.text))
          diagnostics.error(
            'duplicate-name',
            decl.name,
            `The function \`${decl.name.text}\` is defined twice.`,
          );
        tables.functions.set(decl.name.text, { file, decl });
        break;
      case 'handler':
        tables.handlers.push({ file, decl });
        break;
      default:
        break;
    }
  }
  return tables;
}

/** The tags that a type defines, and those of its members. */
function addStructs(type: TypeSyntax, tables: Tables, diagnostics: Diagnostics): void {
  if (!type.fields) return;
  if (type.tag) {
    const name = `${type.name} ${type.tag.text}`;
    if (tables.structs.has(name))
      diagnostics.error(
        'duplicate-name',
        type.tag,
        `\`${name}\` is declared twice; give one of them another name.`,
      );
    tables.structs.set(name, type);
  }
  for (const field of type.fields) addStructs(field.type, tables, diagnostics);
}

/** Whether what a name stands for leads back to it, which is told. */
function isCircle(
  { text, from, to }: Word,
  first: readonly string[],
  next: (name: string) => readonly string[],
  diagnostics: Diagnostics,
): boolean {
  const seen = new Set(first);
  for (const one of seen) for (const further of next(one)) seen.add(further);
  if (seen.has(text)) diagnostics.error('circle', { from, to }, `\`${text}\` stands for itself.`);
  return seen.has(text);
}

function namesIn(e: Expression): readonly string[] {
  return e.k === 'name' ? [e.name] : operands(e).flatMap(namesIn);
}

function addEnum(
  decl: DeclarationOf<'enum'>,
  file: FileIndex,
  tables: Tables,
  add: (name: Word, symbol: GlobalSymbol) => void,
  diagnostics: Diagnostics,
): void {
  let next = 0;
  const values: { name: string; value: number }[] = [];
  const known = (name: string): number | null => {
    const symbol = tables.globals.get(name);
    if (symbol?.k === 'define') return constantOf(symbol.value, known);
    return symbol?.k === 'constant' ? symbol.value : (CONSTANTS.get(name) ?? null);
  };
  for (const { name, value } of decl.values) {
    const given = value ? constantOf(value, known) : next;
    if (value && given === null)
      diagnostics.error(
        'not-constant',
        value,
        'Expected a constant here: numbers, and names of enums that stand further up.',
      );
    next = given ?? next;
    add(name, { k: 'constant', file, name, enumeration: decl, value: next });
    values.push({ name: name.text, value: next });
    next = (next + 1) | 0;
  }
  if (!decl.name) return;
  if (tables.enums.has(decl.name.text))
    diagnostics.error(
      'duplicate-name',
      decl.name,
      `\`enum ${decl.name.text}\` is declared twice; put all its names into one.`,
    );
  tables.enums.set(decl.name.text, values);
}

/** The value of an expression over constants, null where it has none. */
function constantOf(e: Expression, known: (name: string) => number | null): number | null {
  switch (e.k) {
    case 'number':
      return e.value;
    case 'bool':
      return Number(e.value);
    case 'name':
      return known(e.name);
    case 'unary': {
      const a = constantOf(e.a, known);
      return a === null ? null : unaryOn(unaryOperatorOn(e.op, literalType(e.a)), a);
    }
    case 'binary': {
      const [a, b] = [constantOf(e.a, known), constantOf(e.b, known)];
      if (a === null || b === null) return null;
      const value = onNumbers(e.op, wideConstant(a), wideConstant(b), literalType(e.a), literalType(e.b));
      return value.k === 'const' ? value.v : null;
    }
    case 'call': {
      const [n, ...more] = e.args;
      const bit = n && more.length === 0 && /^BIT(_ULL)?$/.test(e.callee.text) ? constantOf(n, known) : null;
      if (bit === null || !hasValue('<<l', bit)) return null;
      return bit < 31 ? 1 << bit : binaryOn('<<l', 1, bit);
    }
    default:
      return null;
  }
}

export function handlerKey(decl: Declaration & { k: 'handler' }): string {
  return decl.name ? `${decl.trigger} ${decl.name.text}` : decl.trigger;
}

const lentTables = new WeakMap<FileSyntax, Tables>();

function lentBy(prelude: FileSyntax): Tables {
  const known = lentTables.get(prelude) ?? collectFile(prelude, 1, new Diagnostics());
  lentTables.set(prelude, known);
  return known;
}

/** The names of the scenario's own: those that are lent, too, as the prelude has them, then the others. */
function ownFirst<T>(lent: ReadonlyMap<string, T>, own: ReadonlyMap<string, T>): readonly string[] {
  const names = [...own.keys()];
  const shared = names.filter((name) => lent.has(name));
  if (shared.length < 2) return [...shared, ...names.filter((name) => !lent.has(name))];
  return [...[...lent.keys()].filter((name) => own.has(name)), ...names.filter((name) => !lent.has(name))];
}

/** Asked anew under every choice of settings. */
function wordsOf(text: string): Symbols['words'] {
  const matched = new Map<RegExp, boolean>();
  const matches = (pattern: RegExp) => {
    const known = matched.get(pattern) ?? pattern.test(text);
    matched.set(pattern, known);
    return known;
  };
  return { has: byWord((ending) => new RegExp(`${ending}\\b`).test(text)), matches };
}

export function collectSymbols(scenario: FileSyntax, prelude: FileSyntax, diagnostics: Diagnostics): Symbols {
  const own = collectFile(scenario, 0, diagnostics);
  const lent = lentBy(prelude);
  const isFunction = (name: string) =>
    own.functions.has(name) || (lent.functions.has(name) && !own.globals.has(name));
  const ownHandlers = new Set(own.handlers.map((handler) => handlerKey(handler.decl)));
  return {
    globals: new Over(lent.globals, own.globals),
    ownGlobals: ownFirst(lent.globals, own.globals),
    functions: new Over(lent.functions, own.functions),
    isFunction,
    handlers: [
      ...own.handlers,
      ...lent.handlers.filter((handler) => !ownHandlers.has(handlerKey(handler.decl))),
    ],
    enums: new Over(lent.enums, own.enums),
    structs: new Over(
      lent.structs,
      new Map([...own.structs, ...(lateParts()?.completedStructs(scenario, own, lent) ?? [])]),
    ),
    typedefs: new Over(lent.typedefs, own.typedefs),
    cpus: scenario.declarations
      .filter((decl): decl is DeclarationOf<'cpu'> => decl.k === 'cpu')
      .sort((a, b) => a.index - b.index),
    agents: scenario.declarations.filter((decl): decl is DeclarationOf<'agent'> => decl.k === 'agent'),
    words: wordsOf(scenario.text),
    locals: localsSeen(scenario),
    addressed: addressedIn(scenario, isFunction),
  };
}
