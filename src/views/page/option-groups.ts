/** In which order options stand: what the thread is about, what else the program says, the machine's own. */
import type { Scenario } from '../../state/index.ts';

type Option = Scenario['options'][number];

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

/** The thread's question is what its variants change. Groups without an option are left out. */
export function optionGroups({
  options,
  variants,
}: Pick<Scenario, 'options' | 'variants'>): readonly OptionGroup[] {
  const isAsked = ({ name, initial }: Option) =>
    variants.some(({ settings }) => (settings[name] ?? initial) !== initial);
  const program = options.filter(({ kind }) => kind === 'program');
  return [
    { title: 'The question', options: program.filter(isAsked) },
    { title: 'Around it', options: program.filter((option) => !isAsked(option)) },
    { title: 'Hardware', options: options.filter(({ kind }) => kind === 'hardware') },
  ].filter((group) => group.options.length > 0);
}
