/** Statements of Promela as lines. */
import type { Effect } from '../machine/index.ts';
import { promelaExpr, type Names } from './promela-expr.ts';

export function indent(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => `${by}${line}`);
}

/** `if` with one arm; nothing happens otherwise. */
export function when(cond: string, lines: readonly string[]): string[] {
  const [only] = lines;
  if (lines.length === 0) return [];
  if (lines.length === 1) return [`if :: ${cond} -> ${only ?? ''} :: else fi;`];
  return ['if', `:: ${cond} ->`, ...indent(lines), ':: else', 'fi;'];
}

export function choice(cond: string, yes: readonly string[], no: readonly string[]): string[] {
  if (yes.length + no.length === 2)
    return [`if :: ${cond} -> ${yes.join(' ')} :: else -> ${no.join(' ')} fi;`];
  return [
    'if',
    `:: ${cond} ->`,
    ...indent(yes),
    ':: else ->',
    ...indent(no.length > 0 ? no : ['skip;']),
    'fi;',
  ];
}

/** A check: the first one of a step to fail ends the run. */
export function check(cond: string, property: number): string {
  return `CHECK(${property + 1}, ${cond})`;
}

export function effectLines(effects: readonly Effect[] | undefined, names: Names): string[] {
  return (effects ?? []).map((effect) => {
    if (effect.k === 'assert') return check(promelaExpr(effect.cond, names), effect.property);
    const cell = effect.index
      ? `mem[${effect.cell} + ${promelaExpr(effect.index, names)}]`
      : names.cell(effect.cell);
    return `${cell} = ${promelaExpr(effect.value, names)};`;
  });
}
