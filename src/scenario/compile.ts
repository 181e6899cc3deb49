/**
 * Text → scenario → program: the two phases of compiling. Both are pure; what a text parses to is remembered, because
 * the editor, the matrix and the search ask for the same text again and again. Checks and prelude are handed in: all
 * of both for any text (`checked.ts`), less for one that is known to be right (`trusted.ts`).
 */
import type { Program } from '../machine/index.ts';
import type {
  Claim,
  Compiled,
  Diagnostic,
  Interleaving,
  MistakenInterleaving,
  OptionDecl,
  Scenario,
  Settings,
  Variant,
  Verdict,
} from './api.ts';
import { Budget, withinBudget } from './budget.ts';
import { declaredSettings, resolveSettings } from './check/settings.ts';
import { collectSymbols, type Symbols } from './check/symbols.ts';
import { Diagnostics } from './diagnostic.ts';
import { Assembly } from './lower/assemble.ts';
import { Instance } from './lower/instance.ts';
import { lateParts } from './lower/late.ts';
import { SourceText } from './lower/source-text.ts';
import type { Prelude } from './prelude/prelude-text.ts';
import { resolveRows } from './schedule.ts';
import { parseFile } from './syntax/parse.ts';
import type { DeclarationOf, FileSyntax } from './syntax/syntax.ts';

interface Read {
  readonly file: FileSyntax;
  readonly text: SourceText;
  readonly symbols: Symbols;
  readonly diagnostics: Diagnostics;
  readonly prelude: Prelude;
  isChecked: boolean;
}

/** Finds what is wrong with a text that could be read. */
export type Check = (file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics) => void;

/** What compiling a text takes: the prelude, or as much of it as the text needs, and checks unless the text is known to
 *  be right. */
export interface Means {
  readonly prelude: Prelude;
  readonly check: Check | null;
}

/** What looking at one instruction for one row counts in the budget. */
const ROW_COST = 0.1;

const REMEMBERED = 12;
const read = new Map<string, Read>();

/** Parses and checks a text, or remembers it. */
export function readText(text: string, { prelude, check }: Means): Read {
  const last = read.get(text);
  const known = last?.prelude === prelude ? last : parse(text, prelude);
  if (check && !known.isChecked) {
    check(known.file, known.symbols, known.diagnostics);
    known.isChecked = true;
  }
  return known;
}

function parse(text: string, prelude: Prelude): Read {
  const diagnostics = new Diagnostics();
  const file = parseFile(text, diagnostics);
  const broken = diagnostics.hasErrors();
  // What a syntax error spoiled would be reported again as missing.
  const symbols = collectSymbols(file, prelude.syntax, broken ? new Diagnostics() : diagnostics);
  const result = { file, text: new SourceText(file.text), symbols, diagnostics, prelude, isChecked: broken };
  read.set(text, result);
  const oldest = read.keys().next().value;
  if (read.size > REMEMBERED && oldest !== undefined) read.delete(oldest);
  return result;
}

interface Assembled {
  readonly program: Program;
  /** The CPU that each instruction belongs to. */
  readonly owners: readonly number[];
  readonly instance: Instance;
  /** Who does what is called later. */
  readonly workers: readonly string[];
}

/** What was told where there was too much to go on is kept. */
function tellingOf<T>(told: Diagnostics, diagnostics: Diagnostics, work: () => T): T {
  try {
    return work();
  } catch (reason) {
    diagnostics.addAll(told.list());
    throw reason;
  }
}

function assemble(
  { file, text, symbols, prelude }: Read,
  name: string,
  settings: ReadonlyMap<string, string>,
  diagnostics: Diagnostics,
  budget: Budget,
  expected: readonly string[] = [],
): Assembled {
  const properties = file.declarations.filter(
    (decl): decl is DeclarationOf<'property'> => decl.k === 'property',
  );
  // How many do what is called later is known when all is lowered, and readers and tasks are counted before.
  for (let workers = expected; ;) {
    const told = new Diagnostics();
    const instance = new Instance(symbols, settings, told, properties, budget, workers);
    const assembly = new Assembly(instance, [text, prelude.source], file, name);
    const program = tellingOf(told, diagnostics, () => assembly.assemble());
    if (assembly.workers.join() === workers.join()) {
      diagnostics.addAll(told.list());
      return { program, owners: assembly.owners, instance, workers };
    }
    workers = assembly.workers;
  }
}

/**
 * Compiles a scenario's text. `id` is its stable id (`task-isolation/kick`). Never throws for a user's text; the
 * scenario is null when there are errors, but for those in the rows of an interleaving, which cost that one alone. A
 * syntax error (code `syntax`) is not explained: see `explained`.
 */
export function compileText(text: string, id: string, means: Means): Compiled {
  const source = readText(text, means);
  const diagnostics = new Diagnostics();
  diagnostics.addAll(source.diagnostics.list());
  if (source.diagnostics.hasErrors()) return { scenario: null, diagnostics: diagnostics.list() };

  const { file } = source;
  const declared = file.declarations.filter((decl) => decl.k === 'variant');
  const variants = declared.filter((decl) => !isKernels(decl)).map(variant);
  const kernelVariants = declared.filter(isKernels).map(variant);
  const assembled = new Map<string, Assembled>();
  const budget = new Budget();
  let last: Assembled | null = null;
  const under = (settings: Settings): Assembled => {
    // A variant may say what holds anyway.
    const resolved = resolveSettings(file, source.prelude.syntax, settings);
    const key = [...resolved.values()].join('\n');
    const known = assembled.get(key);
    if (known) return known;
    // Under other settings mostly the same workers are needed.
    const made = assemble(source, id, resolved, diagnostics, budget, last?.workers);
    last = made;
    assembled.set(key, made);
    return made;
  };
  withinBudget(diagnostics, () => {
    under({});
    for (const { settings } of [...variants, ...kernelVariants]) under(settings);
  });
  if (diagnostics.hasErrors()) return { scenario: null, diagnostics: diagnostics.list() };
  if (means.check) {
    lateParts()?.warnOfUnwritten(file, [...assembled.values()], diagnostics);
    const lower = (arch: string, told: Diagnostics) =>
      withinBudget(told, () =>
        assemble(source, id, resolveSettings(file, source.prelude.syntax, { arch }), told, budget),
      );
    lateParts()?.warnOfOtherArch(file, under({}).instance, lower, diagnostics);
  }

  const mistaken: MistakenInterleaving[] = [];
  const interleavings = withinBudget(diagnostics, () =>
    file.declarations.flatMap((decl): Interleaving[] => {
      if (decl.k !== 'interleaving') return [];
      const own = under(variants.find((known) => known.id === decl.of.text)?.settings ?? {});
      budget.spend(decl.rows.length * own.program.code.length * ROW_COST, decl.id);
      const told = new Diagnostics();
      const resolved = interleaving(decl, own, source, told);
      diagnostics.addAll(told.list());
      if (!told.hasErrors()) return [resolved];
      mistaken.push({ id: resolved.id, title: resolved.title, diagnostics: told.list() });
      return [];
    }),
  );
  if (!interleavings) return { scenario: null, diagnostics: diagnostics.list() };
  const programs = [...assembled.values()].map(({ program }) => program);
  const scenario = describe(source, id, variants, interleavings, programs);
  return {
    scenario: {
      ...scenario,
      ...(kernelVariants.length > 0 ? { kernelVariants } : {}),
      ...(mistaken.length > 0 ? { mistaken } : {}),
    },
    diagnostics: diagnostics.list(),
  };
}

export interface Instantiated {
  readonly program: Program | null;
  /** Words that left no instruction, which only an axiomatic model asks for. */
  readonly silent?: Instance['silent'];
  readonly diagnostics: readonly Diagnostic[];
}

/** The machine program of a scenario under the reader's settings; settings that do not apply are ignored. */
export function instantiate(scenario: Scenario, settings: Settings, means: Means): Instantiated {
  return programOf(scenario.text, scenario.title, settings, means);
}

/** The same of a text of which nothing else is asked: its other variants and its interleavings are not looked at. */
export function programOf(text: string, name: string, settings: Settings, means: Means): Instantiated {
  const diagnostics = new Diagnostics();
  const source = readText(text, means);
  if (source.diagnostics.hasErrors()) return { program: null, diagnostics: source.diagnostics.list() };
  const resolved = resolveSettings(source.file, source.prelude.syntax, settings);
  const made = withinBudget(diagnostics, () => assemble(source, name, resolved, diagnostics, new Budget()));
  return {
    program: diagnostics.hasErrors() ? null : (made?.program ?? null),
    silent: made?.instance.silent ?? [],
    diagnostics: diagnostics.list(),
  };
}

function variant(decl: DeclarationOf<'variant'>): Variant {
  return {
    id: decl.id.text,
    title: decl.title.text,
    settings: Object.fromEntries(decl.settings.map(({ name, value }) => [name.text, value.text])),
    model: modelOf(decl.model.text),
    expect: decl.expect as Verdict,
    properties: decl.properties.map((slug) => slug.text),
    because: decl.because?.text ?? null,
  };
}

/** It is for the Linux-kernel memory model, under which nothing runs. */
function isKernels({ model }: DeclarationOf<'variant'>): boolean {
  return model.text === 'lkmm';
}

function modelOf(name: string): 'sc' | 'tso' | 'arm' {
  return name === 'sc' || name === 'tso' ? name : 'arm';
}

function interleaving(
  decl: DeclarationOf<'interleaving'>,
  assembled: Assembled,
  source: Read,
  diagnostics: Diagnostics,
): Interleaving {
  const texts = [source.file.text, source.prelude.text] as const;
  const resolved = resolveRows(decl, assembled, source.symbols, texts, diagnostics);
  return {
    id: decl.id.text,
    title: decl.title.text,
    by: decl.by.text,
    of: decl.of.text,
    reading: decl.reading,
    ...resolved,
  };
}

function claim(decl: DeclarationOf<'claim'>): Claim {
  const truth = decl.truth?.text;
  return {
    id: decl.id.text,
    by: decl.by.text,
    text: decl.text.text,
    truth: truth === 'true' || truth === 'false' || truth === 'partly' ? truth : null,
    shownBy: decl.shownBy.map((id) => id.text),
  };
}

/** Properties that a scenario's programs have and it does not declare: the machine's rules and the language's. */
function rulesOf(programs: readonly Program[], declared: Scenario['properties']): Scenario['properties'] {
  const found = new Map<string, string>();
  for (const { slug, text } of programs.flatMap(({ properties }) => properties))
    // Under some options more may assert a rule than under others; the longer sentence tells of all.
    if (text.length > (found.get(slug)?.length ?? 0)) found.set(slug, text);
  for (const { slug } of declared) found.delete(slug);
  return [...found].map(([slug, text]) => ({ slug, text }));
}

/** What the scenario says besides its code. */
function describe(
  { file, symbols }: Read,
  id: string,
  variants: readonly Variant[],
  interleavings: readonly Interleaving[],
  programs: readonly Program[],
): Scenario {
  const first = <K extends 'scenario' | 'about' | 'thread' | 'arch' | 'model'>(k: K) =>
    file.declarations.find((decl): decl is DeclarationOf<K> => decl.k === k);
  const arch = first('arch')?.names[0]?.text === 'x86' ? 'x86' : 'arm64';
  const model = first('model');
  const options: OptionDecl[] = [...declaredSettings(file).values()].filter(
    (option) => option.values.length > 1,
  );
  const properties = file.declarations.flatMap((decl) =>
    decl.k === 'property' ? [{ slug: decl.slug.text, text: decl.text.text }] : [],
  );
  const place = (body: { readonly from: number; readonly to: number }) => ({ from: body.from, to: body.to });
  return {
    id,
    title: first('scenario')?.text.text ?? id,
    about: first('about')?.text.text ?? null,
    thread: first('thread')?.id.text ?? null,
    sources: file.declarations.flatMap((decl) =>
      decl.k === 'source' ? [{ name: decl.name.text, text: decl.text.text }] : [],
    ),
    arch,
    model: model ? modelOf(model.name.text) : arch === 'x86' ? 'tso' : 'arm',
    options,
    properties,
    rules: rulesOf(programs, properties),
    variants,
    claims: file.declarations.flatMap((decl) => (decl.k === 'claim' ? [claim(decl)] : [])),
    interleavings,
    cpus: [
      ...symbols.cpus.map((cpu) => ({
        index: cpu.index,
        name: cpu.title?.text ?? `CPU ${String(cpu.index)}`,
        agent: false,
        ...place(cpu),
      })),
      ...symbols.agents.map((agent, i) => ({
        index: symbols.cpus.length + i,
        name: agent.title?.text ?? agent.name.text,
        agent: true,
        ...place(agent),
      })),
    ],
    text: file.text,
  };
}
