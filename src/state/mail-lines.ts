/** Which line of a mail a step of its scenario comes from, and which step a line becomes. */
import type { ReadCell } from './mail-desk.ts';
import type { RunNode } from './run-tree.ts';

export interface MailLines {
  /** Lines of the mail by step, from 1; null where a step comes from none. */
  readonly ofStep: (step: number) => number | null;
  /** The position behind the first step that a line of the mail becomes; null where the run has none. */
  readonly position: (line: number) => number | null;
}

/** For a run of the scenario `text`, whose rows are `cells`. */
export function mailLines({ program, run }: RunNode, text: string, cells: readonly ReadCell[]): MailLines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const mailLine = new Map(
    cells.flatMap(({ sourceLine, line }) => (sourceLine === null ? [] : [[sourceLine, line] as const])),
  );
  const ofSteps = run.steps.map(({ trace: { info } }) => {
    const at = info.pc === null ? undefined : program.code[info.pc]?.at;
    if (!at) return null;
    // Of what a call of the prelude does the place is the call's.
    const scope = at.scope.map((index) => program.scopes[index]).find((one) => one?.file === 0);
    const from = at.file === 0 ? at.from : scope?.from;
    return from === undefined ? null : (mailLine.get(lineAt(from)) ?? null);
  });
  return {
    ofStep: (step) => ofSteps[step - 1] ?? null,
    position: (line) => {
      const index = ofSteps.indexOf(line);
      return index < 0 ? null : index + 1;
    },
  };
}
