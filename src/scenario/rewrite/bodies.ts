/** What can be rewritten of a scenario: the bodies of its own code, and of what it reaches in the prelude. */
import { callsOf } from '../check/walk.ts';
import { nested } from '../lower/ordinals.ts';
import type { Declaration, FileSyntax, Statement } from '../syntax/syntax.ts';
import { preludeCode } from './edit.ts';
import { PRELUDE_FILES, type PreludeFile } from '../prelude/files.ts';
import { INDEX } from '../prelude/index.generated.ts';

export interface Body {
  readonly file: 0 | 1;
  /** `CPU 0`, `writer()`, `irq kick`. */
  readonly title: string;
  readonly body: Statement;
}

/**
 * Files of the prelude whose code is what the threads argue about. The others are primitives of the kernel: who writes a
 * driver does not choose the barriers in `wake_up_process()`.
 */
const ARGUED: readonly PreludeFile[] = ['smp', 'isolation', 'lazy-mmu', 'bbm', 'text-poke'];

/** The scenario's own bodies first; then those of the prelude that are reached from them, by calls and interrupts sent. */
export function bodiesOf(file: FileSyntax): readonly Body[] {
  const own = file.declarations.flatMap((decl) => bodyOf(decl, 0));
  const titles = new Set(own.map(({ title }) => title));
  const known = new Map(
    preludeCode()
      .flatMap((decl) => bodyOf(decl, 1))
      .map((body) => [body.title, body]),
  );
  const reached: Body[] = [];
  const follow = (body: Statement) => {
    for (const title of callsOf(body).flatMap(reachedBy)) {
      const next = known.get(title);
      if (!next || titles.has(title)) continue;
      titles.add(title);
      reached.push(next);
      follow(next.body);
    }
  };
  for (const { body } of own) follow(body);
  return [...own, ...reached.filter(({ body }) => isArgued(partAt(body.from)))];
}

/** Statements between two braces, wherever in a body. */
export function blocksOf(s: Statement): readonly (readonly Statement[])[] {
  const own = s.k === 'block' ? [s.body] : s.k === 'switch' ? s.cases.map(({ body }) => body) : [];
  return [...own, ...nested(s).flatMap(blocksOf)];
}

function bodyOf(decl: Declaration, file: 0 | 1): readonly Body[] {
  switch (decl.k) {
    case 'cpu':
      return [{ file, title: `CPU ${String(decl.index)}`, body: decl.body }];
    case 'agent':
      return [{ file, title: decl.name.text, body: decl.body }];
    case 'handler':
      return [{ file, title: `${decl.trigger} ${decl.name?.text ?? ''}`.trim(), body: decl.body }];
    case 'function':
      return [{ file, title: `${decl.name.text}()`, body: decl.body }];
    default:
      return [];
  }
}

function reachedBy({ callee, args }: ReturnType<typeof callsOf>[number]): readonly string[] {
  const called = `${callee.text}()`;
  const [sent] = args;
  return callee.text === 'raise' && sent?.k === 'name' ? [called, `irq ${sent.name}`] : [called];
}

/** Null for the further files, which stand behind these: of them nothing is argued about. */
function partAt(offset: number): PreludeFile | null {
  let begin = 0;
  for (const part of PRELUDE_FILES) {
    begin += INDEX[part].length + 1;
    if (offset < begin) return part;
  }
  return null;
}

function isArgued(part: PreludeFile | null): boolean {
  return part !== null && ARGUED.includes(part);
}
