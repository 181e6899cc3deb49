/**
 * Declarations that compile and mean nothing, or something else than they say. What can only be a mistake is an error;
 * what is merely without effect is a warning, and the scenario runs.
 */
import { BUILTIN_RULES, LANGUAGE_RULES } from '../check/properties.ts';
import { AMBIENT, BREAKPOINT, type Symbols } from '../check/symbols.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { LOCK_KINDS } from '../lower/layout.ts';
import type { DeclarationOf, Declaration, FileSyntax, Word } from '../syntax/syntax.ts';
import type { Uses } from './uses.ts';

const ONCE: readonly string[] = ['scenario', 'about', 'thread', 'arch', 'model'];
const MODES: readonly string[] = ['user', 'kernel', 'idle', 'guest'];
/** What is said of plain accesses (lower/compiler.ts). */
const COMPILERS = ['faithful', 'lkmm'];

const SWITCHES: readonly string[] = ['0', '1', 'on', 'off', 'yes', 'no', 'true', 'false'];

export function lintDeclarations(
  file: FileSyntax,
  symbols: Symbols,
  prelude: FileSyntax,
  uses: Uses,
  diagnostics: Diagnostics,
): void {
  const lint = new DeclarationLint(file, symbols, prelude, uses, diagnostics);
  for (const decl of file.declarations) lint.look(decl);
}

class DeclarationLint {
  private readonly seen = new Set<string>();
  private readonly file: FileSyntax;
  private readonly symbols: Symbols;
  private readonly prelude: FileSyntax;
  private readonly uses: Uses;
  private readonly diagnostics: Diagnostics;

  constructor(file: FileSyntax, symbols: Symbols, prelude: FileSyntax, uses: Uses, diagnostics: Diagnostics) {
    this.file = file;
    this.symbols = symbols;
    this.prelude = prelude;
    this.uses = uses;
    this.diagnostics = diagnostics;
  }

  look(decl: Declaration): void {
    if (ONCE.includes(decl.k))
      this.once(decl.k, decl, `\`${decl.k}\` stands once in a scenario; only the first counts.`);
    switch (decl.k) {
      case 'option':
        this.option(decl);
        return;
      case 'property':
        this.property(decl);
        return;
      case 'variable':
        for (const { name } of decl.declarators) {
          this.reserved(name);
          if (!decl.ghost) continue;
          if (!this.uses.set.has(name.text) && this.uses.names.has(name.text))
            this.warn(
              'never-set',
              name,
              `Nothing ever sets the ghost \`${name.text}\`, so what is said with it is said of its first value only.`,
            );
          if (!this.uses.names.has(name.text))
            this.warn(
              'unused-ghost',
              name,
              `No property looks at the ghost \`${name.text}\`; it changes nothing.`,
            );
        }
        return;
      case 'text':
        this.reserved(decl.name);
        this.versions(decl);
        return;
      case 'page':
        this.reserved(decl.name);
        for (const { name, value } of decl.versions)
          if (value !== null && (name.text === 'none' || this.frameValue(name.text, value)))
            this.error(
              'frame-value',
              name,
              name.text === 'none'
                ? '`none` is no frame and holds nothing; leave the number out.'
                : `The frame \`${name.text}\` is given two contents; say it once.`,
            );
        return;
      case 'lock':
        if (decl.option) this.valuesOf(decl.option, [...LOCK_KINDS, 'none'], (value) => value);
        return;
      case 'function':
        if (!this.uses.functions.has(decl.name.text) && !this.symbols.addressed.has(decl.name.text))
          this.warn(
            'unused-function',
            decl.name,
            `Nobody calls \`${decl.name.text}\`, so nothing of it runs.`,
          );
        return;
      case 'cpu': {
        const modes = decl.states.filter((state) => state.k === 'in');
        if (modes.length > 1)
          this.error(
            'duplicate-state',
            decl.states[1] ?? decl,
            'A CPU begins in one place; only the first `in` counts.',
          );
        for (const state of modes)
          if (!MODES.includes(state.mode.text))
            this.valuesOf(state.mode, MODES, (value) => value.split('_')[0] ?? '');
        return;
      }
      case 'handler':
        if (decl.name && !this.uses.raised.has(decl.name.text))
          this.warn(
            'never-raised',
            decl.name,
            `Nobody raises \`${decl.name.text}\`, so this handler never runs.`,
          );
        return;
      case 'agent':
        this.once(
          `agent ${decl.name.text}`,
          decl.name,
          `There are two agents \`${decl.name.text}\`; rows of an interleaving could not tell them apart.`,
        );
        return;
      case 'variant': {
        const names = decl.settings.map(({ name }) => name.text);
        const again = decl.settings.find(({ name }, i) => names.indexOf(name.text) < i);
        if (again) this.error('duplicate-name', again.name, `\`${again.name.text}\` is set twice here.`);
        return;
      }
      case 'interleaving': {
        const rows = decl.rows.filter((row) => row.k === 'row');
        const ends = decl.rows.filter((row) => row.k === 'ends');
        if (ends[1])
          this.error('duplicate-end', ends[1], 'An interleaving ends in one way; only one `ends` counts.');
        if (ends[0] && rows.some((row) => row.impossible))
          this.error(
            'end-after-impossible',
            ends[0],
            'Nothing is played after a row that the machine refuses; `impossible` is the end already.',
          );
        const refused = rows.findIndex((row) => row.impossible);
        const after = refused < 0 ? undefined : rows[refused + 1];
        if (after)
          this.error(
            'row-after-impossible',
            after,
            'The row above is one that the machine refuses, so nothing is played after it; let it be the last.',
          );
        if (rows.length === 0)
          this.warn('no-rows', decl.id, 'This interleaving has no row, so it says nothing.');
        return;
      }
      default:
    }
  }

  private error(code: string, at: { readonly from: number; readonly to: number }, message: string): void {
    this.diagnostics.error(code, at, message);
  }

  private warn(code: string, at: { readonly from: number; readonly to: number }, message: string): void {
    this.diagnostics.warning(code, at, message);
  }

  private once(key: string, at: { readonly from: number; readonly to: number }, message: string): void {
    if (this.seen.has(key)) this.error('duplicate-declaration', at, message);
    this.seen.add(key);
  }

  private reserved(name: Word): void {
    if (AMBIENT.includes(name.text))
      this.error(
        'reserved-name',
        name,
        `\`${name.text}\` is a constant of the language, which would hide this; give it another name.`,
      );
  }

  private property(decl: DeclarationOf<'property'>): void {
    const slug = decl.slug.text;
    if (decl.rule)
      this.once(
        `rule ${decl.rule.text}`,
        decl.rule,
        `The rule \`${decl.rule.text}\` has a name already; only the first counts.`,
      );
    if (decl.rule || this.uses.properties.has(slug) || slug in BUILTIN_RULES || slug in LANGUAGE_RULES)
      return;
    this.warn(
      'never-asserted',
      decl.slug,
      `Nothing asserts \`${slug}\`, so it always holds. Say it: \`assert(…, ${slug})\`, \`invariant(…, ${slug})\` or \`final(…, ${slug})\`.`,
    );
  }

  private option(decl: DeclarationOf<'option'>): void {
    const { name } = decl;
    const known = decl.hardware
      ? name.text === 'fetch'
        ? ['strict', 'line']
        : SWITCHES
      : name.text === 'compiler'
        ? COMPILERS
        : null;
    if (known) {
      for (const value of decl.values)
        if (!known.includes(value.name.text))
          this.error(
            'unknown-value',
            value,
            `Found \`${value.name.text}\`; ${decl.hardware ? 'the hardware’s ' : ''}\`${name.text}\` can be ${known.join(', ')}.`,
          );
      return;
    }
    this.reserved(name);
    if (!this.uses.names.has(name.text) && !this.uses.asked.has(name.text))
      this.warn(
        'unused-option',
        name,
        `Nothing asks for the option \`${name.text}\`; its values make no difference.`,
      );
    const lent = this.prelude.declarations.find((own) => own.k === 'option' && own.name.text === name.text);
    if (lent?.k !== 'option' || !this.uses.lent.has(name.text)) return;
    const offered = lent.values.map((value) => value.name.text);
    for (const value of decl.values)
      if (!offered.includes(value.name.text))
        this.error(
          'unknown-value',
          value,
          `Found \`${value.name.text}\`; the prelude's code that asks for \`${name.text}\` knows: ${offered.join(', ')}. Or define the functions that ask for it yourself.`,
        );
  }

  /** An option that stands for something has values that can stand for it. */
  private valuesOf(option: Word, known: readonly string[], reading: (value: string) => string): void {
    const decl = this.file.declarations.find((own) => own.k === 'option' && own.name.text === option.text);
    for (const value of decl?.k === 'option' ? decl.values : [])
      if (!known.includes(reading(value.name.text)))
        this.error(
          'unknown-value',
          value,
          `Found \`${value.name.text}\`; \`${option.text}\` says one of: ${known.join(', ')}.`,
        );
  }

  private versions({ versions }: DeclarationOf<'text'>): void {
    const values = versions.map(({ value }, i) => value ?? i);
    versions.forEach(({ name }, i) => {
      const value = values[i] ?? 0;
      if (name.text === 'INT3' || name.text === 'BRK')
        this.error(
          'reserved-name',
          name,
          `\`${name.text}\` is the breakpoint; a version needs another name.`,
        );
      else if (value === BREAKPOINT)
        this.error(
          'version-value',
          name,
          `${String(BREAKPOINT)} is the breakpoint's value: \`${name.text}\` would trap. Give it another.`,
        );
      else if (values.indexOf(value) < i)
        this.error(
          'version-value',
          name,
          `\`${name.text}\` has the value of another version, so they cannot be told apart.`,
        );
    });
  }

  /** Has the frame other contents where it was named first? */
  private frameValue(name: string, value: number): boolean {
    const symbol = this.symbols.globals.get(name);
    return symbol?.k === 'frame' && (symbol.version.value ?? 0) !== value;
  }
}
