/** Formatting is indentation, spaces within statements, and none at the ends of lines: comments and the author's own lines stay. */
import { litmusHeader } from '../../base/index.ts';
import { indentRange } from '@codemirror/language';
import type { ChangeSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { parserOf } from '../../scenario/index.ts';
import { spacingOf } from './spacing.ts';

export function format(view: EditorView): boolean {
  const { doc } = view.state;
  // Columns are their author's.
  if (litmusHeader(doc.sliceString(0, 200))) return true;
  const { parser } = parserOf(doc.toString());
  const changes = spacingOf(doc.toString(), (text) => parser.parse(text));
  if (changes.length > 0) view.dispatch({ changes: [...changes], userEvent: 'format' });
  view.dispatch({ changes: indentRange(view.state, 0, view.state.doc.length), userEvent: 'format' });
  const trimmed: ChangeSpec[] = [];
  const now = view.state.doc;
  for (let number = 1; number <= now.lines; number++) {
    const { text, to } = now.line(number);
    const extra = text.length - text.trimEnd().length;
    if (extra > 0) trimmed.push({ from: to - extra, to });
  }
  if (trimmed.length > 0) view.dispatch({ changes: trimmed, userEvent: 'format' });
  return true;
}
