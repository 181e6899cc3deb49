/** A C test that the machines do not run may still be one for the kernel's memory model: plain accesses race, RCU waits. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { kernelModelOf } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { ExecutionsView } from './executions-view.tsx';

/** Nothing where the model is not for it either. */
export function KernelsAnswer({ text }: { readonly text: string }) {
  const kernel = kernelModelOf(usePage().client);
  const state = useStore(kernel.store);
  useEffect(() => kernel.want(text), [kernel, text]);
  if (state.text !== text || state.verdict?.k !== 'judged') return null;
  return (
    <section className="kernels-answer" aria-label="Executions">
      <h2>The machines do not run it; the Linux-kernel memory model knows it</h2>
      <ExecutionsView node={null} condition="" />
    </section>
  );
}
