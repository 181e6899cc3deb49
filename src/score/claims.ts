/** What a run shows, in sentences: for whoever reads it without the tool. */
import type { Program } from '../machine/index.ts';
import type { Run } from '../explore/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { stuckWords } from './stuck.ts';

/** What must not happen and does, who waits for ever, what the machine refuses. */
export function claimsOf(
  { properties, rules = [] }: Pick<Scenario, 'properties' | 'rules'>,
  program: Program,
  run: Run,
): readonly string[] {
  const numbers = run.steps.flatMap(({ trace: { violated, reports } }) => [violated ?? [], reports].flat());
  const slugs = [...new Set(numbers.map((number) => program.properties[number]?.slug ?? ''))];
  const sentence = (slug: string) => [...properties, ...rules].find((one) => one.slug === slug)?.text ?? '';
  switch (run.end) {
    case 'violated':
      return slugs.map((slug) => `Forbidden (${slug}): ${sentence(slug)}`.trimEnd());
    case 'deadlock':
    case 'livelock':
      return [`Forbidden (${run.end}): ${stuckWords(program, run).join(' ')}`.trimEnd()];
    case 'impossible':
      return [`Impossible: ${run.problem?.message ?? ''}`];
    case 'open':
      return run.problem ? [run.problem.message] : [];
    case 'finished':
      return [];
  }
}
