/** A C test that the machines do not run may still be one for the kernel's memory model: plain accesses race, RCU waits. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { kernelModelOf, linkToText } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { useLinkedExecution } from './execution-address.ts';
import { ExecutionsView } from './executions-view.tsx';

/** Nothing where the model is not for it either. */
export function KernelsAnswer({ text }: { readonly text: string }) {
  const kernel = kernelModelOf(usePage().client);
  const id = useSession(({ file }) => file?.id ?? null);
  const state = useStore(kernel.store);
  // What the address asks for is read first.
  useLinkedExecution(text, false);
  useEffect(() => kernel.want(text), [kernel, text]);
  const isJudged = state.text === text && state.verdict?.k === 'judged';
  useEffect(() => {
    if (!isJudged) return;
    let isHere = true;
    // The address follows runs, of which there are none: the text is put there once.
    linkToText(text).then(
      (fragment) => {
        if (isHere && fragment !== null) window.history.replaceState(id, '', `#${fragment}`);
      },
      // Nothing is lost but the link.
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [isJudged, text, id]);
  if (!isJudged) return null;
  return (
    <section className="kernels-answer" aria-label="Executions">
      <h2>The machines do not run it; the Linux-kernel memory model knows it</h2>
      <ExecutionsView node={null} condition="" />
    </section>
  );
}
