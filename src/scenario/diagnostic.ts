/**
 * Diagnostics: the user's mistakes as values, and how a terminal shows them.
 */
import { safeLine } from '../base/index.ts';
import type { Diagnostic } from './api.ts';

/** How many diagnostics one compile reports at most; garbage would otherwise give thousands. */
const DIAGNOSTIC_LIMIT = 50;

/** More are not kept: of garbage the first thousand say enough. */
const KEPT_LIMIT = 1000;
/** How many letters all suggestions of one compile may compare. */
const LETTERS = 400_000;

/** Collects the diagnostics of one compile, in any order. */
export class Diagnostics {
  private readonly found: Diagnostic[] = [];
  private letters = LETTERS;

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
    if (this.letters <= 0) return null;
    const { name, letters } = closestOf(word, names, this.letters);
    this.letters -= letters;
    return name;
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

/** The name among a few that was probably meant, or null. */
export function closest(word: string, names: Iterable<string>): string | null {
  return closestOf(word, names, LETTERS).name;
}

/** Longer words are no near misses. */
const WORD_LIMIT = 60;

function closestOf(
  word: string,
  names: Iterable<string>,
  most: number,
): { readonly name: string | null; readonly letters: number } {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let letters = 0;
  for (const name of names) {
    letters++;
    if (word.length > WORD_LIMIT || letters > most) break;
    if (Math.abs(name.length - word.length) >= bestDistance) continue;
    letters += word.length * name.length;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return { name: best, letters };
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  let before = previous;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const exchanged =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : replaced;
      current.push(Math.min(replaced, exchanged, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
