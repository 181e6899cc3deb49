/**
 * Calls are inlined, so a function may not call itself, directly or through others. Functions that call each other in a
 * circle are found in one walk (Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972).
 */
import type { Diagnostics } from '../diagnostic.ts';
import type { Expression, FileSyntax } from '../syntax/syntax.ts';
import { callsOf } from './walk.ts';
import type { Symbols } from './symbols.ts';

type Call = Expression & { readonly k: 'call' };

export function checkRecursion(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  const circles = new Circles((name) => {
    const callee = symbols.functions.get(name);
    return callee ? callsOf(callee.decl.body) : [];
  });
  for (const decl of file.declarations) {
    if (decl.k !== 'function') continue;
    const name = decl.name.text;
    const call = callsOf(decl.body).find((one) => circles.joins(name, one.callee.text));
    if (!call) continue;
    diagnostics.error(
      'recursion',
      call,
      `\`${name}\` calls itself here${call.callee.text === name ? '' : ` through \`${call.callee.text}\``}; calls are inlined, so recursion is not possible. Use a loop.`,
    );
  }
}

/** Which functions reach each other: those with the same number. */
class Circles {
  private readonly circle = new Map<string, number>();
  private readonly seen = new Map<string, number>();
  private readonly open: string[] = [];
  private readonly callsIn: (name: string) => readonly Call[];

  constructor(callsIn: (name: string) => readonly Call[]) {
    this.callsIn = callsIn;
  }

  /** Does a call of `callee` in `caller` come back to `caller`? */
  joins(caller: string, callee: string): boolean {
    if (caller === callee) return true;
    return this.circleOf(caller) === this.circleOf(callee);
  }

  private circleOf(name: string): number {
    if (!this.seen.has(name)) this.visit(name);
    return this.circle.get(name) ?? -1;
  }

  /** The earliest function still open that `name` reaches. */
  private visit(name: string): number {
    const own = this.seen.size;
    this.seen.set(name, own);
    this.open.push(name);
    let low = own;
    for (const call of this.callsIn(name)) {
      const next = call.callee.text;
      const known = this.seen.get(next);
      if (known === undefined) low = Math.min(low, this.visit(next));
      else if (!this.circle.has(next)) low = Math.min(low, known);
    }
    if (low === own) for (let top = ''; top !== name;) this.circle.set((top = this.open.pop() ?? name), own);
    return low;
  }
}
