/**
 * The prelude: composite kernel primitives, written in the scenario language itself so that a reader can open them
 * and step into them. The files are one text to the rest of the program (`Origin.file` 1).
 */
import arch from './prelude/arch.smp?raw';
import bbm from './prelude/bbm.smp?raw';
import bits from './prelude/bits.smp?raw';
import isolation from './prelude/isolation.smp?raw';
import lazyMmu from './prelude/lazy-mmu.smp?raw';
import locks from './prelude/locks.smp?raw';
import pages from './prelude/pages.smp?raw';
import refcounts from './prelude/refcounts.smp?raw';
import smp from './prelude/smp.smp?raw';
import textPoke from './prelude/text-poke.smp?raw';
import { Diagnostics } from './diagnostic.ts';
import { parseFile } from './syntax/parse.ts';
import type { FileSyntax } from './syntax/syntax.ts';

/** The whole prelude, as offsets in `Origin.file` 1 count. */
export const preludeText: string = [
  arch,
  smp,
  locks,
  isolation,
  lazyMmu,
  bbm,
  pages,
  textPoke,
  bits,
  refcounts,
].join('\n');

let parsed: FileSyntax | null = null;

/** The prelude's syntax tree, read once. A mistake in it is ours and throws. */
export function preludeSyntax(): FileSyntax {
  if (parsed) return parsed;
  const diagnostics = new Diagnostics();
  const file = parseFile(preludeText, diagnostics);
  const mistake = diagnostics.list()[0];
  if (mistake) throw new Error(`internal: prelude: ${mistake.message}`);
  parsed = file;
  return file;
}
