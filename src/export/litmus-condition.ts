/** What must hold in the end, as what a litmus test asks for: whether a final state exists in which it does not. */
import type { Expr, Program } from '../machine/index.ts';
import { constantText, type LitmusNames } from './litmus-names.ts';
import { Unsayable } from './litmus-refusal.ts';

/** `exists (…)`; null where nothing must hold. */
export function conditionText(program: Program, names: LitmusNames): string | null {
  const broken = program.finals.map(({ cond }) => proposition(program, names, cond, false));
  return broken.length === 0 ? null : `exists (${joined('\\/', broken)})`;
}

/** Parts of a proposition, and the sign between them; null of a single one. */
interface Said {
  readonly sign: string | null;
  readonly text: string;
}

/** A part in brackets only where the sign in it is another one. */
function joined(sign: string, parts: readonly Said[]): string {
  return parts
    .map((part) =>
      part.sign === null || part.sign === sign || parts.length === 1 ? part.text : `(${part.text})`,
    )
    .join(` ${sign} `);
}

const COMPARED: Readonly<Record<string, boolean>> = { '==': true, '!=': false };

/** The condition, or with `holds` false its opposite. */
function proposition(program: Program, names: LitmusNames, e: Expr, holds: boolean): Said {
  const inner = (part: Expr, yes: boolean) => proposition(program, names, part, yes);
  switch (e.k) {
    case 'un':
      if (e.op === '!') return inner(e.a, !holds);
      break;
    case 'bin': {
      if (e.op === '&&' || e.op === '||') {
        const sign = (e.op === '&&') === holds ? '/\\' : '\\/';
        return { sign, text: joined(sign, [inner(e.a, holds), inner(e.b, holds)]) };
      }
      const isEqual = COMPARED[e.op];
      const [place, value] = e.a.k === 'const' ? [e.b, e.a] : [e.a, e.b];
      const of = placeText(program, names, place);
      if (isEqual === undefined || of === null) break;
      if (value.k !== 'const') break;
      const atom = `${of}=${constantText(program, value.v).replace(/[()]/g, '')}`;
      return { sign: null, text: isEqual === holds ? atom : `~(${atom})` };
    }
    case 'final':
    case 'cell': {
      const of = placeText(program, names, e);
      if (of !== null) return { sign: null, text: holds ? `~(${of}=0)` : `${of}=0` };
      break;
    }
    default:
  }
  throw new Unsayable('what must hold in the end is more than comparisons of variables with numbers');
}

function placeText(program: Program, names: LitmusNames, e: Expr): string | null {
  if (e.k === 'final') return names.register(e.cpu, e.r);
  if (e.k !== 'cell' || e.index || program.cells[e.cell]?.kind !== 'data') return null;
  return names.cell(e.cell);
}
