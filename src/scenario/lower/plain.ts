/** Plain accesses: those that C makes by itself, unmarked or inside `data_race()`. */
import type { Instr } from '../../machine/index.ts';
import type { Context } from './context.ts';

/** The mark of one; the kernel's own functions are taken as they are. */
export function plain({ activation, meant }: Context): Pick<Instr, 'plain'> {
  return activation.file === 0 ? { plain: meant ? 'meant' : 'unmarked' } : {};
}
