/** What names mean where code is lowered: locals, parameters and what stands for them, from the innermost block outwards. */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import type { Activation } from './context.ts';

export type Binding = (
  | { readonly k: 'register'; readonly r: number }
  | { readonly k: 'value'; readonly value: Expr }
  /** It has an address: a struct, an array, or a variable whose address is taken. */
  | { readonly k: 'place'; readonly cell: number }
  /** What stands in a call of a macro: evaluated where the call stands, each time that its name is (argument.ts). */
  | { readonly k: 'argument'; readonly e: Expression; readonly names: Names; readonly activation: Activation }
  /** Saved interrupt flags: the mask's state is known statically. */
  | { readonly k: 'irq-flags'; readonly off: boolean }
) & { readonly type?: CType };

export class Names {
  private readonly bindings = new Map<string, Binding>();
  private readonly outer: Names | null;

  constructor(outer: Names | null) {
    this.outer = outer;
  }

  find(name: string): Binding | null {
    return this.bindings.get(name) ?? this.outer?.find(name) ?? null;
  }

  bind(name: string, binding: Binding): void {
    this.bindings.set(name, binding);
  }

  /** Replaces a binding where it was made. */
  rebind(name: string, binding: Binding): void {
    if (this.bindings.has(name) || !this.outer) this.bindings.set(name, binding);
    else this.outer.rebind(name, binding);
  }
}
