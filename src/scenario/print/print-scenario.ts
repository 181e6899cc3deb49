/** Formatting a scenario's text: parse and print. */
import { Diagnostics } from '../diagnostic.ts';
import { parseFile } from '../syntax/parse.ts';
import { printFile } from './print.ts';

/** The text in canonical form, null when it has syntax errors. Comments are lost. */
export function printScenario(text: string): string | null {
  const diagnostics = new Diagnostics();
  const file = parseFile(text, diagnostics);
  return diagnostics.hasErrors() ? null : printFile(file);
}
