/** Versions of a scenario under the Linux-kernel memory model, for those who give advice. */
import { judgedOnce, type Judge, type Judged } from '../advice/index.ts';
import { compileKernelScenario, rewrite, type TextEdit } from '../scenario/index.ts';
import { compileText } from './scenario-files.ts';
import { judgeKernelScenario } from './kernel-verdict.ts';
import type { Asked } from './needs.ts';
import { UserError } from './user-error.ts';

const LIMITS = { ms: 20_000 };

/** Each version once. */
export function judgeByKernel({ file, settings }: Asked): Judge<'lkmm'> {
  return judgedOnce((edits) => Promise.resolve(judgeVersion(edits)));

  function judgeVersion(edits: readonly TextEdit[]): Judged {
    const compiled = compiledOf(edits);
    if (typeof compiled === 'string') return { k: 'refused', message: compiled };
    const made = compileKernelScenario(compiled, settings);
    if (made.kind === 'beyond') return { k: 'refused', message: made.diagnostic.message };
    const { verdict, properties, outcomes, states } = judgeKernelScenario(made, LIMITS);
    const labels = outcomes.flatMap(({ kind, label }) => (kind === 'finished' ? [label] : []));
    return {
      k: 'judged',
      verdict,
      bad: properties,
      outcomes: labels.sort(),
      states,
      witness: null,
      reorderings: [],
    };
  }

  function compiledOf(edits: readonly TextEdit[]) {
    try {
      return compileText(file.path, file.scenario.id, rewrite(file.text, edits).text).scenario;
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
  }
}
