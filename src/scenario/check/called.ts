/** Which function a call means. */
import type { FunctionSymbol, Symbols } from './symbols.ts';

/** What a call calls. The kernel's function of a name that has more arguments here than there is called by their number. */
export function calledBy(
  { functions }: Pick<Symbols, 'functions'>,
  name: string,
  count: number,
): FunctionSymbol | undefined {
  const named = functions.get(name);
  if (!named || named.file === 0 || named.decl.parameters.length === count) return named;
  return functions.get(`${name}_of_${String(count)}`) ?? named;
}
