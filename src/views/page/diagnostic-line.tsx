/** A place in a text that the compiler says something about: its line, what is said, and the line itself. */
import { safeLine } from '../../base/index.ts';
import type { Diagnostic } from '../../state/index.ts';

export function DiagnosticLine({
  diagnostic,
  text,
}: {
  readonly diagnostic: Diagnostic;
  readonly text: string;
}) {
  const before = text.slice(0, diagnostic.from).split('\n');
  const line = text.split('\n')[before.length - 1] ?? '';
  return (
    <li>
      <p>
        <b>
          Line {before.length}, column {(before.at(-1)?.length ?? 0) + 1}
        </b>{' '}
        {diagnostic.message}
      </p>
      <code>{safeLine(line.trim())}</code>
    </li>
  );
}
