/**
 * Which dependencies a scenario needs under the Linux-kernel memory model: nothing is made of the values that their loads
 * read, as far as order goes. Where one shows nothing, sets are tried of it and of the orderings that can each go as well.
 */
import type { Ordering, TextEdit } from '../scenario/index.ts';
import type { LedBy } from './dependency-needs.ts';
import type { Judged } from './judgement.ts';
import type { Loose } from './kernel-versions.ts';
import { changeOf, type Needed, type NeededTogether } from './needs.ts';
import { smallestSets } from './smallest-sets.ts';

/** Versions that are asked for what is needed together. */
const TRIALS = 60;

export type JudgeLoose = (edits: readonly TextEdit[], loose: readonly Loose[]) => Promise<Judged>;

interface Element {
  readonly ordering: Ordering;
  readonly edits: readonly TextEdit[];
  readonly loose: readonly Loose[];
}

/** `spare`: orderings of the text that can each go. */
export async function kernelDependencies(
  dependencies: readonly LedBy[],
  spare: readonly Ordering[],
  judge: JudgeLoose,
): Promise<{
  readonly needs: readonly Needed<'lkmm'>[];
  readonly together: readonly NeededTogether<'lkmm'>[];
}> {
  const base = await judge([], []);
  if (base.k !== 'judged' || base.verdict === 'bounded') return { needs: [], together: [] };
  const changed = async (elements: readonly Element[]) => {
    const version = await judge(
      elements.flatMap(({ edits }) => edits),
      elements.flatMap(({ loose }) => loose),
    );
    return version.k === 'judged' ? changeOf(base, version) : null;
  };
  const needs: Needed<'lkmm'>[] = [];
  const elements: Element[] = [];
  for (const { ordering, leads } of dependencies) {
    const element = { ordering, edits: [], loose: [{ from: ordering.from, leads }] };
    const change = await changed([element]);
    if (!change) elements.push(element);
    const found = change ?? { need: 'no effect' as const, because: [] };
    needs.push({ ordering, model: 'lkmm', enough: null, witness: null, reason: null, ...found });
  }
  if (elements.length === 0) return { needs, together: [] };
  const isDependency = ({ loose }: Element) => loose.length > 0;
  elements.push(...spare.map((ordering) => ({ ordering, edits: ordering.forms[0]?.edits ?? [], loose: [] })));
  const of = (members: readonly number[]) => members.flatMap((one) => elements[one] ?? []);
  const asking = smallestSets(elements.length, TRIALS);
  let asked = asking.next();
  while (!asked.done) asked = asking.next((await changed(of(asked.value))) !== null);
  const together: NeededTogether<'lkmm'>[] = [];
  for (const members of asked.value.map(of)) {
    const change = members.some(isDependency) ? await changed(members) : null;
    if (change)
      together.push({ orderings: members.map(({ ordering }) => ordering), model: 'lkmm', ...change });
  }
  return { needs, together };
}
