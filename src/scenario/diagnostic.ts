/**
 * Diagnostics: the user's mistakes as values, and how a terminal shows them.
 */
import { safeLine } from '../base/index.ts';
import type { Diagnostic } from './api.ts';
import { lateParts } from './lower/late.ts';

/** How many diagnostics one compile reports at most; garbage would otherwise give thousands. */
const DIAGNOSTIC_LIMIT = 50;

/** More are not kept: of garbage the first thousand say enough. */
const KEPT_LIMIT = 1000;

/** Collects the diagnostics of one compile, in any order. */
export class Diagnostics {
  private readonly found: Diagnostic[] = [];
  /** How many letters all suggestions of one compile may compare. */
  private letters = 400_000;

  error(
    code: string,
    at: { readonly from: number; readonly to: number },
    message: string,
    fix?: Diagnostic['fix'],
  ): void {
    this.add({ severity: 'error', code, message, from: at.from, to: at.to, ...(fix ? { fix } : {}) });
  }

  warning(code: string, at: { readonly from: number; readonly to: number }, message: string): void {
    this.add({ severity: 'warning', code, message, from: at.from, to: at.to });
  }

  /** Takes over what another compile of the same text found. */
  addAll(found: readonly Diagnostic[]): void {
    for (const diagnostic of found) this.add(diagnostic);
  }

  private add(diagnostic: Diagnostic): void {
    const isFirstError = diagnostic.severity === 'error' && !this.hasErrors();
    if (this.found.length < KEPT_LIMIT || isFirstError) this.found.push(diagnostic);
  }

  /** The name among `names` that was probably meant, or null; after a thousand misspelt words no more is sought. */
  suggest(word: string, names: Iterable<string>): string | null {
    const found = this.letters > 0 ? lateParts()?.closest(word, names, this.letters) : null;
    if (!found) return null;
    this.letters -= found.letters;
    return found.name;
  }

  hasErrors(): boolean {
    return this.found.some((diagnostic) => diagnostic.severity === 'error');
  }

  /** In the order of the text, without repetitions, at most DIAGNOSTIC_LIMIT. */
  list(): readonly Diagnostic[] {
    const seen = new Set<string>();
    return this.found
      .filter((diagnostic) => {
        const key = `${String(diagnostic.from)} ${diagnostic.code} ${diagnostic.message}`;
        return !seen.has(key) && seen.add(key);
      })
      .sort((a, b) => a.from - b.from || a.to - b.to)
      .slice(0, DIAGNOSTIC_LIMIT);
  }
}

/** Line and column (both from 1) of an offset. */
export function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - start + 1 };
}

/**
 * A diagnostic as a terminal shows it: `FILE:LINE:COL CODE message`, the source line, a caret line below it.
 * No newline at the end.
 */
export function formatDiagnostic(file: string, text: string, diagnostic: Diagnostic): string {
  const offset = Math.min(diagnostic.from, text.length);
  const { line, column } = position(text, offset);
  const start = offset - (column - 1);
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline;
  const width = Math.max(1, Math.min(diagnostic.to, end) - offset);
  const shown = window(text.slice(start, end), column - 1, width);
  const head = `${file}:${String(line)}:${String(column)} ${diagnostic.code} ${diagnostic.message}`;
  return `${head}\n    ${shown.line}\n    ${' '.repeat(shown.at)}${'^'.repeat(shown.width)}`;
}

/** The part of a line that fits a terminal, with control characters made harmless. */
function window(
  line: string,
  at: number,
  width: number,
): { readonly line: string; readonly at: number; readonly width: number } {
  const limit = 160;
  const from = line.length > limit ? Math.max(0, at - 60) : 0;
  const cut = safeLine(line.slice(from, from + limit));
  return { line: cut, at: at - from, width: Math.min(width, Math.max(1, cut.length - (at - from))) };
}
