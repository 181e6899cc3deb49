/** What the tab, the history and whoever keeps or shares the page calls it: the run and its step, the scenario, its variant. */
import { useEffect, useRef } from 'react';
import { variantOf } from '../../state/index.ts';
import { useNode, useSession } from '../context.ts';

/** While a hand scrubs, the title waits until it rests. */
const REST = 250;

/** `hides`: which scenario it is would tell the reader what they are asked. */
export function HeadWords({ hides }: { readonly hides: boolean }) {
  const node = useNode();
  const scenario = useSession((state) => state.scenario);
  const position = useSession((state) => state.position);
  const first = useRef<{ readonly title: string; readonly description: string } | null>(null);
  const steps = node?.run.steps.length ?? 0;
  const run = node && !hides ? node.source.title : null;
  const title = hides
    ? 'Predict · smpscope'
    : [run && position > 0 ? `${run} at step ${position}` : run, scenario?.title, 'smpscope']
        .filter(Boolean)
        .join(' · ');
  const variant = node && scenario ? variantOf(scenario, node.settings, node.model) : null;
  const description =
    node && scenario && !hides
      ? [
          scenario.about ?? scenario.title,
          `${[`“${node.source.title}”`, variant && `variant ${variant}`, `memory model ${node.model}`]
            .filter(Boolean)
            .join(', ')}, step ${position} of ${steps}.`,
        ].join(' ')
      : null;
  useEffect(() => {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="description"]');
    first.current ??= { title: document.title, description: meta?.content ?? '' };
    const { current } = first;
    const timer = setTimeout(() => {
      document.title = title;
      if (meta) meta.content = description ?? current.description;
    }, REST);
    return () => clearTimeout(timer);
  }, [title, description]);
  return null;
}
