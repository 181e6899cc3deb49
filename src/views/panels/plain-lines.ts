/** Which lines of the code make a plain access: one that C makes by itself, without READ_ONCE(), WRITE_ONCE() or another word. */
import type { Program } from '../../state/index.ts';
import type { CodeLine } from './code-lines.ts';

/** Whether a statement that begins on the line loads or stores plainly. */
export function plainLines({ code }: Program): (line: Pick<CodeLine, 'file' | 'from' | 'to'>) => boolean {
  const places = code.flatMap(({ plain, at }) => (plain ? [at] : []));
  return ({ file, from, to }) => places.some((at) => at.file === file && from <= at.from && at.from <= to);
}
