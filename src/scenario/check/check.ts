/**
 * Checks that need no settings: every name, call, id and reference of the scenario, in code that an option folds away
 * as well. All mistakes are reported at once.
 */
import type { Diagnostics } from '../diagnostic.ts';
import type { DeclarationOf, FileSyntax, Span, Word } from '../syntax/syntax.ts';
import { BodyCheck } from './body.ts';
import { reachedIn } from './reached.ts';
import { checkRecursion } from './recursion.ts';
import type { Symbols } from './symbols.ts';
import { handlerKey } from './symbols.ts';
import { BUILTIN_RULES, LANGUAGE_RULES } from './properties.ts';
import { declaredSettings, type SettingDecl } from './settings.ts';

const MAX_CPUS = 16;
const RULES: readonly string[] = [...Object.keys(BUILTIN_RULES), ...Object.keys(LANGUAGE_RULES)];
const MODELS: readonly string[] = ['sc', 'tso', 'arm'];
const ARCHES: readonly string[] = ['x86', 'arm64'];
const MODES: readonly string[] = ['user', 'kernel', 'idle', 'guest'];
const TRUTHS: readonly string[] = ['true', 'false', 'partly'];

export function check(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  new FileCheck(file, symbols, diagnostics).run();
}

class FileCheck {
  private readonly slugs: Set<string>;
  private readonly settings: ReadonlyMap<string, SettingDecl>;
  private readonly ids = new Map<string, Word>();

  private readonly file: FileSyntax;
  private readonly symbols: Symbols;
  private readonly diagnostics: Diagnostics;

  constructor(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics) {
    this.file = file;
    this.symbols = symbols;
    this.diagnostics = diagnostics;
    this.slugs = new Set(RULES);
    for (const decl of file.declarations) if (decl.k === 'property') this.slugs.add(decl.slug.text);
    this.settings = declaredSettings(file);
  }

  run(): void {
    this.checkCpus();
    checkRecursion(this.file, this.symbols, this.diagnostics);
    const handlers = new Set<string>();
    const bodies = new BodyCheck(
      this.symbols,
      this.slugs,
      this.diagnostics,
      new Set(this.file.declarations.flatMap((decl) => (decl.k === 'macro' ? decl.names : []))),
    );
    const reached = reachedIn(this.file);
    for (const decl of this.file.declarations) {
      switch (decl.k) {
        case 'arch':
          for (const name of decl.names) this.oneOf(name, ARCHES, 'an architecture');
          break;
        case 'model':
          this.oneOf(decl.name, MODELS, 'a memory model');
          break;
        case 'option':
          this.checkOption(decl);
          break;
        case 'property':
          this.unique(decl.slug);
          if (decl.rule) this.oneOf(decl.rule, RULES, 'a rule of the machine');
          break;
        case 'variable':
          for (const declarator of decl.declarators) bodies.checkGlobal(declarator);
          if (decl.type.name === 'enum' && decl.type.tag && !this.symbols.enums.has(decl.type.tag.text))
            this.error(
              'unknown-name',
              decl.type.tag,
              `Found \`enum ${decl.type.tag.text}\`, which is not declared.`,
            );
          break;
        case 'define':
          bodies.checkDefine(decl.value);
          break;
        case 'macro':
          if (/^(DEFINE|DECLARE)_(?!PER_CPU)/.test(decl.name.text))
            this.error(
              'unknown-macro',
              decl.name,
              `\`${decl.name.text}\` is not known here, or is given something else than a name; declare the variable with its type.`,
            );
          break;
        case 'lock':
          if (decl.option && !this.settings.has(decl.option.text))
            this.error(
              'unknown-option',
              decl.option,
              `Found \`${decl.option.text}\`; expected the name of an option whose values are fair, unfair or sleeping.`,
            );
          break;
        case 'function':
          bodies.checkFunction(decl, reached.has(decl.name.text));
          break;
        case 'cpu':
          for (const state of decl.states)
            if (state.k === 'in' && !this.settings.has(state.mode.text))
              this.oneOf(state.mode, MODES, 'where a CPU can be');
          bodies.checkBody(decl.body);
          break;
        case 'agent':
          bodies.checkBody(decl.body);
          break;
        case 'start':
          for (const clause of decl.clauses) {
            const place = clause.k === 'holds' ? clause.lock : clause.k === 'sleeps' ? clause.queue : null;
            if (place) bodies.checkDefine(place);
          }
          break;
        case 'handler': {
          const key = `${handlerKey(decl)} ${decl.cpus?.join() ?? 'all'}`;
          if (handlers.has(key))
            this.error('duplicate-name', decl.name ?? decl, 'This interrupt has a handler already.');
          handlers.add(key);
          bodies.checkBody(decl.body);
          break;
        }
        case 'invariant':
        case 'final':
          bodies.checkProperty(decl.cond, decl.property, decl.k === 'final');
          break;
        case 'variant':
          this.checkVariant(decl);
          break;
        case 'claim':
          this.unique(decl.id);
          if (decl.truth) this.oneOf(decl.truth, TRUTHS, 'a judgement');
          break;
        case 'interleaving':
          this.unique(decl.id);
          for (const row of decl.rows)
            if (row.k === 'ends' && row.property && !this.slugs.has(row.property.text))
              this.error(
                'unknown-property',
                row.property,
                `Found \`${row.property.text}\`; expected a property of this scenario: ${[...this.slugs].join(', ')}.`,
              );
          break;
        default:
          break;
      }
    }
    this.checkOf();
  }

  private error(code: string, at: Span, message: string): void {
    this.diagnostics.error(code, at, message);
  }

  private oneOf(found: Word, known: readonly string[], what: string): void {
    if (!known.includes(found.text))
      this.error('unknown-value', found, `Found \`${found.text}\`; expected ${what}: ${known.join(', ')}.`);
  }

  private unique(id: Word): void {
    if (this.ids.has(id.text))
      this.error(
        'duplicate-id',
        id,
        `The id \`${id.text}\` is used twice; ids are unique over all scenarios.`,
      );
    this.ids.set(id.text, id);
  }

  private checkCpus(): void {
    const { cpus, agents } = this.symbols;
    if (cpus.length === 0) {
      this.error(
        'no-cpu',
        { from: 0, to: 1 },
        'The scenario has no CPU; expected at least one `cpu 0 { … }`.',
      );
    }
    cpus.forEach((cpu, i) => {
      if (cpu.index !== i)
        this.error(
          'cpu-number',
          { from: cpu.from, to: cpu.body.from },
          `Found \`cpu ${String(cpu.index)}\`; CPUs are numbered 0, 1, 2 … and each has one body.`,
        );
    });
    if (cpus.length + agents.length > MAX_CPUS)
      this.error('too-many', { from: 0, to: 1 }, `More than ${String(MAX_CPUS)} CPUs and agents.`);
    for (const { decl, file } of this.symbols.handlers) {
      for (const cpu of file === 0 ? (decl.cpus ?? []) : []) {
        if (cpu >= cpus.length)
          this.error(
            'unknown-cpu',
            { from: decl.from, to: decl.body.from },
            `There is no CPU ${String(cpu)}.`,
          );
      }
    }
  }

  private checkOption(decl: DeclarationOf<'option'>): void {
    const seen = new Set<string>();
    for (const { name } of decl.values) {
      if (seen.has(name.text))
        this.error('duplicate-name', name, `The value \`${name.text}\` is listed twice.`);
      seen.add(name.text);
    }
    if (decl.hardware)
      this.oneOf(
        decl.name,
        ['eos', 'eis', 'ets2', 'idc', 'dic', 'hafdbs', 'fetch'],
        'an option of the hardware',
      );
  }

  private checkVariant(decl: DeclarationOf<'variant'>): void {
    this.unique(decl.id);
    this.oneOf(decl.model, [...MODELS, 'lkmm'], 'a memory model');
    const isKernels = decl.model.text === 'lkmm';
    if (isKernels && decl.expect !== 'holds' && decl.expect !== 'violated')
      this.error(
        'unknown-value',
        decl.model,
        `Found \`expect ${decl.expect}\`; the Linux-kernel memory model has executions and no runs, so that it holds or is violated.`,
      );
    for (const { name, value } of decl.settings) {
      const option = this.settings.get(name.text);
      if (!option) {
        const known = [...this.settings.keys()];
        this.error(
          'unknown-option',
          name,
          `Found \`${name.text}\`; this scenario's options are: ${known.join(', ') || 'none'}.${meant(this.diagnostics, name.text, known)}`,
        );
      } else this.oneOf(value, option.values, `a value of \`${name.text}\``);
    }
    for (const slug of decl.properties) {
      if (!this.slugs.has(slug.text) && !(isKernels && slug.text === 'data-race'))
        this.error(
          'unknown-property',
          slug,
          `Found \`${slug.text}\`; expected a declared property: \`property ${slug.text} "…"\`.`,
        );
    }
  }

  private checkOf(): void {
    const idsOf = (k: 'variant' | 'interleaving') =>
      this.file.declarations.flatMap((decl) => (decl.k === k && 'id' in decl ? [decl.id.text] : []));
    const variants = this.file.declarations.flatMap((decl) =>
      decl.k === 'variant' && decl.model.text !== 'lkmm' ? [decl.id.text] : [],
    );
    const shown = [...idsOf('variant'), ...idsOf('interleaving')];
    // Scenarios of one thread show each other's claims.
    const isAlone = !this.file.declarations.some((decl) => decl.k === 'thread');
    for (const decl of this.file.declarations) {
      if (decl.k === 'interleaving')
        this.known(decl.of, variants, 'unknown-variant', 'a variant that a machine runs');
      if (decl.k === 'claim' && isAlone)
        for (const id of decl.shownBy) this.known(id, shown, 'unknown-id', 'a variant or an interleaving');
    }
  }

  private known(id: Word, ids: readonly string[], code: string, what: string): void {
    if (ids.includes(id.text)) return;
    const message = `Found \`${id.text}\`; expected the id of ${what} of this scenario: ${ids.join(', ') || 'there is none'}.`;
    this.error(code, id, message + meant(this.diagnostics, id.text, ids));
  }
}

function meant(diagnostics: Diagnostics, word: string, known: readonly string[]): string {
  const found = diagnostics.suggest(word, known);
  return found === null ? '' : ` Did you mean \`${found}\`?`;
}
