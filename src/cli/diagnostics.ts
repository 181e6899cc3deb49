/** Diagnostics as compilers print them: `FILE:LINE:COL CODE message`, the line, a caret. */
import type { Diagnostic } from '../scenario/index.ts';

export function formatDiagnostic(
  file: string,
  text: string,
  { from, to, code, message, severity }: Diagnostic,
): string {
  const start = Math.min(from, text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start);
  const source = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const line = text.slice(0, lineStart).split('\n').length;
  const column = start - lineStart + 1;
  const width = Math.max(1, Math.min(to, lineStart + source.length) - start);
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const label = severity === 'warning' ? `warning ${code}` : code;
  return `${file}:${line}:${column} ${label} ${message}\n${source}\n${indent}${'^'.repeat(width)}`;
}
