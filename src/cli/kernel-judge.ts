/** Versions of a scenario under the Linux-kernel memory model, for those who give advice. */
import {
  finish,
  judgedByKernel,
  judgedOnce,
  KernelVersions,
  type Judge,
  type kernelDependencies,
} from '../advice/index.ts';
import type { Asked } from './needs.ts';

const LIMITS = { ms: 20_000 };

/** Each version once. */
export function judgeByKernel(asked: Pick<Asked, 'file' | 'settings'>): Judge<'lkmm'> {
  const judge = judgeLoose(asked);
  return judgedOnce((edits) => judge(edits, []));
}

/** Of reads too of which nothing depends. */
export function judgeLoose({
  file,
  settings,
}: Pick<Asked, 'file' | 'settings'>): Parameters<typeof kernelDependencies>[2] {
  const versions = new KernelVersions(file.text, settings);
  return (edits, loose) => Promise.resolve(judgedByKernel(finish(versions.judge(edits, LIMITS, loose))));
}
