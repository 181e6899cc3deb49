/**
 * Expressions over memory in one form: two that differ only in the order or the grouping of operands have the same. All
 * is read in one instant and nothing else happens, so the order says nothing.
 */
import type { Closed } from '../cpu/part.ts';
import type { Expr } from '../program.ts';
import type { Val } from '../cpu/value.ts';

export interface Names {
  /** What a cell and a CPU are called. */
  readonly cell: (cell: number) => number;
  readonly cpu: (cpu: number) => number;
  /** Told of each cell that begins an array, and of each constant. */
  readonly indexed: (cell: number) => void;
  readonly number: (value: number) => void;
}

const GROUPED = new Set(['+', '*', '&', '|', '^', '&&', '||']);
const TURNED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };

export function normalExpr(e: Expr | Closed, names: Names): string {
  switch (e.k) {
    case 'const':
      names.number(e.v);
      return String(e.v);
    case 'val':
      return valueText(e.v, names);
    case 'reg':
      return `r${e.r}`;
    case 'old':
      return 'old';
    case 'final':
      return `r${names.cpu(e.cpu)}.${e.r}`;
    case 'cell': {
      const cell = `m${names.cell(e.cell)}`;
      if (!e.index) return cell;
      names.indexed(e.cell);
      return `${cell}[${normalExpr(e.index, names)}]`;
    }
    case 'un':
      return `${e.op}(${normalExpr(e.a, names)})`;
    case 'cond':
      return `(${normalExpr(e.c, names)}?${normalExpr(e.a, names)}:${normalExpr(e.b, names)})`;
    case 'bin': {
      const turned = TURNED[e.op];
      if (turned !== undefined) return `(${normalExpr(e.b, names)}${turned}${normalExpr(e.a, names)})`;
      const operands = GROUPED.has(e.op) ? operandsOf(e, e.op) : [e.a, e.b];
      const texts = operands.map((operand) => normalExpr(operand, names));
      if (GROUPED.has(e.op) || e.op === '==' || e.op === '!=') texts.sort();
      return `(${texts.join(e.op)})`;
    }
  }
}

function valueText(v: Val, names: Names): string {
  if (typeof v === 'number') names.number(v);
  return typeof v === 'number' ? String(v) : JSON.stringify(v);
}

/** The operands of a chain of one operator, however it is grouped. */
function operandsOf(e: Expr | Closed, op: string): readonly (Expr | Closed)[] {
  return e.k === 'bin' && e.op === op ? [...operandsOf(e.a, op), ...operandsOf(e.b, op)] : [e];
}
