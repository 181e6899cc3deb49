/** Of a cell of the matrix that the kernel's model violates: an execution that does, as a graph and in words. */
import { useEffect, useRef } from 'react';
import type { KernelAnswer, Settings } from '../../state/index.ts';
import { useCellAddress } from './cell-address.ts';
import { Drawn } from './executions-view.tsx';

interface CellExecutionProps {
  readonly answer: Extract<KernelAnswer, { readonly k: 'scenario' }>;
  /** Those of the matrix, and what they are in the cell. */
  readonly options: readonly string[];
  readonly settings: Settings;
}

export function CellExecution({ answer, options, settings }: CellExecutionProps) {
  useCellAddress(options, settings);
  const { verdict, properties, execution } = answer;
  const section = useRef<HTMLElement>(null);
  // It stands below the grid whose cell was opened.
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [answer]);
  return (
    <section ref={section} className="cell-execution" aria-label="Execution under lkmm">
      {execution === null ? (
        <p>
          {verdict === 'holds'
            ? 'No execution that LKMM allows violates anything.'
            : 'No execution to show was found in the time that there is.'}
        </p>
      ) : (
        <Drawn
          node={null}
          under="lkmm"
          title={`LKMM allows ${properties.join(', ')}`}
          execution={execution}
          words={null}
          isAllowed
        />
      )}
    </section>
  );
}
