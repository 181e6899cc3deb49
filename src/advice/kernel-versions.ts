/** Versions of a text under the Linux-kernel memory model, which has executions and no runs: no witness, nothing reordered. */
import { outcomesWork, type LooseRead, type OutcomeLimits, type Pausing } from '../axiomatic/index.ts';
import { valueName } from '../base/index.ts';
import {
  bareText,
  kernelOfInstance,
  kernelProperties,
  kernelSettings,
  programOf,
  rewrite,
  type KernelScenario,
  type Settings,
  type TextEdit,
} from '../scenario/index.ts';
import type { Judged } from './judgement.ts';

type KernelVersion =
  | (Pick<Extract<Judged, { k: 'judged' }>, 'k' | 'bad' | 'outcomes' | 'states'> & {
      readonly verdict: 'holds' | 'violated' | 'bounded';
    })
  | Extract<Judged, { k: 'refused' | 'same' }>;

export type Loose = LooseRead;

export class KernelVersions {
  private readonly code: string;
  private readonly settings: Settings;
  /** What the model makes of the text itself. */
  private own: string | null = null;

  /** Of a text that compiles. */
  constructor(text: string, settings: Settings) {
    this.code = bareText(text);
    this.settings = kernelSettings(settings);
  }

  /** `same` where the edits change nothing of what the model looks at; `refused` where the text does not compile with the edits, or has what the model does not speak of. `loose`: reads of
   *  which nothing depends, by where their statements begin without the edits. */
  *judge(
    edits: readonly TextEdit[],
    limits: OutcomeLimits,
    loose: readonly Loose[] = [],
  ): Pausing<KernelVersion> {
    const { text, pieces } = rewrite(this.code, edits);
    const made = kernelOfInstance(programOf(text, '', this.settings));
    if (made.kind === 'beyond') return { k: 'refused', message: made.diagnostic.message };
    this.own ??= codeOf(kernelOfInstance(programOf(this.code, '', this.settings)));
    if (edits.length > 0 && loose.length === 0 && codeOf(made) === this.own) return { k: 'same' };
    const moved = loose.flatMap(({ from, leads }) => {
      const piece = pieces.find((one) => one.file === 0 && from >= one.from && from <= one.to);
      return piece ? [{ from: piece.now + from - piece.from, leads }] : [];
    });
    const threads = made.kernel.threads.map((thread) => ({ ...thread, loose: moved }));
    const kernel = moved.length > 0 ? { ...made.kernel, threads } : made.kernel;
    const outcomes = yield* outcomesWork(kernel, made.shown, limits);
    const bad = kernelProperties(made, outcomes);
    return {
      k: 'judged',
      verdict: bad.length > 0 ? 'violated' : outcomes.bounded === null ? 'holds' : 'bounded',
      bad,
      outcomes: [...new Set(outcomes.finals.map((values) => labelOf(made, values)))].sort(),
      states: outcomes.candidates,
    };
  }
}

/** As who compares versions takes it. */
export function judgedByKernel(version: KernelVersion): Judged {
  return version.k !== 'judged' ? version : { ...version, witness: null, reorderings: [] };
}

/** All but where it stands in the text. */
function codeOf(made: ReturnType<typeof kernelOfInstance>): string {
  if (made.kind === 'beyond') return '';
  return JSON.stringify([made.kernel, made.program.finals], (key, value: unknown) =>
    key === 'at' ? undefined : value,
  );
}

function labelOf({ program, observed }: KernelScenario, values: readonly number[]): string {
  const told = program.observed.slice(0, observed).map(({ name, ...place }, nth) => {
    const cell = place.k === 'cell' ? place.cell : undefined;
    return `${name}=${valueName(program.cells, values[nth] ?? 0, cell)}`;
  });
  return told.join(' ') || 'finished';
}
