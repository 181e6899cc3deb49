/** The names of a C litmus test: as they are written; what only assembly has is refused. */
import type { Layout } from '../layout.ts';
import { unsupported } from '../refusal.ts';
import { TestNames } from '../test-names.ts';
import { quote } from '../tokens.ts';

export function namesOf(layout: Layout): TestNames {
  return new TestNames(layout, {
    canonical: (name) => name,
    labelAddress: (_cpu, name, span) =>
      unsupported('label-value', `the label ${quote(name)} as a value is not supported`, span),
    instructionWord: (text, span) =>
      unsupported('instruction-word', `${quote(text)} is not supported as a word`, span),
  });
}
