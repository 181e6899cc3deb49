/**
 * An IPI that is sent for nothing but the barrier that it makes its target execute, as membarrier() does: the target is
 * interrupted wherever it is, and the sender goes on when that is done.
 *
 *     a: smp_mb()
 *     b: send IPI            IPI-induced mb
 *     c: smp_mb()
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';
import type { Inference } from './reading.ts';

const SENDS = /^(?:\w+[:.)] *)?(?:sends?|broadcasts?|raises?) (?:an? |the )?IPIs?\b[^=;]*$/i;
const INDUCED =
  /^(?:\w+[:.)] *)?IPI(?:[- ]induced|[- ]triggered|:| handler:?)? *(?:smp_)?(?:mb(?:\(\))?|(?:full |memory )*barrier)$/i;

export interface WithIpis {
  readonly lines: readonly Line[];
  /** The function that the targets call, null where there is none. */
  readonly declarations: string | null;
  readonly inferences: readonly Inference[];
}

/** The lines, such IPIs as calls that their sender waits for. */
export function withIpiBarriers(lines: readonly Line[]): WithIpis {
  const induced = lines.filter(({ cell, text }) => cell.column !== null && INDUCED.test(text.code));
  const [first] = induced;
  const sender = lines.find(
    ({ cell, text }) =>
      cell.column !== null &&
      SENDS.test(text.code) &&
      induced.every((one) => one.cell.column !== cell.column),
  );
  if (!first || !sender) return { lines, declarations: null, inferences: [] };
  const targets = [...new Set(induced.map(({ cell }) => cell.column))];
  const call = (line: Line, target: number | null): Line => ({
    ...line,
    code: readCode(`smp_call_function_single(${String(target)}, ipi_mb, NULL, 1)`),
    as: 'statement',
  });
  return {
    lines: lines.flatMap((line) => {
      if (induced.includes(line)) return [{ ...line, code: null, as: 'note' as const }];
      return line === sender ? targets.map((target) => call(line, target)) : [line];
    }),
    declarations: 'static void ipi_mb(void *info)\n{\n    smp_mb();\n}',
    inferences: [
      {
        key: 'ipi',
        text: 'the IPI interrupts its target wherever that is; the sender waits until the barrier there is done',
        taken: 'ipi_mb',
        choices: [],
        line: first.cell.place.line,
      },
    ],
  };
}
