/** The copies that CPUs hold of what can change: fetched instructions, cached translations, and how far the change is. */
import { cpuName, formatValue } from '../../score/index.ts';
import type { Program, RunNode, Snapshot } from '../../state/index.ts';
import { cpuHue } from '../hue.ts';
import { Explained } from './explained.tsx';

interface CopiesProps {
  readonly node: RunNode;
  readonly snapshot: Snapshot;
}

export function Copies({ node, snapshot }: CopiesProps) {
  const { program } = node;
  return (
    <>
      {snapshot.sites.map(({ site, fetchable, patcher }) => {
        const spec = program.sites[site];
        if (!spec) return null;
        return (
          <Copy key={spec.name} name={spec.name} what="may still be executed" phase={patcher}>
            {fetchable.map((cells, cpu) =>
              program.cpus[cpu]?.agent ? null : (
                <Holder key={cpu} node={node} kind="site" index={site} cpu={cpu} note="">
                  {cells.map((values, index) => (
                    <Held
                      key={index}
                      program={program}
                      cell={spec.cells[index] ?? 0}
                      values={values}
                      snapshot={snapshot}
                    />
                  ))}
                </Holder>
              ),
            )}
          </Copy>
        );
      })}
      {snapshot.pages.map(({ page, tlb, chart, patcher }) => {
        const spec = program.pages[page];
        if (!spec) return null;
        return (
          <Copy key={spec.name} name={spec.name} what="the TLB may hold" phase={patcher}>
            {tlb.map((values, cpu) =>
              program.cpus[cpu]?.agent ? null : (
                <Holder key={cpu} node={node} kind="page" index={page} cpu={cpu} note={chart[cpu] ?? ''}>
                  <Held program={program} cell={spec.pte} values={values} snapshot={snapshot} />
                </Holder>
              ),
            )}
          </Copy>
        );
      })}
    </>
  );
}

interface CopyProps {
  readonly name: string;
  readonly what: string;
  readonly phase: string;
  readonly children: React.ReactNode;
}

function Copy({ name, what, phase, children }: CopyProps) {
  return (
    <div className="copies">
      <h3>
        <code>{name}</code> <span className="quiet">{what}</span>
        {phase !== '' && <span className={`phase ${phase}`}>{phase}</span>}
      </h3>
      <ul>{children}</ul>
    </div>
  );
}

interface HolderProps {
  readonly node: RunNode;
  readonly kind: 'site' | 'page';
  readonly index: number;
  readonly cpu: number;
  readonly note: string;
  readonly children: React.ReactNode;
}

function Holder({ node, kind, index, cpu, note, children }: HolderProps) {
  return (
    <li className={cpuHue(cpu, false)}>
      <span className="who">{cpuName(node.program, cpu)}</span>{' '}
      <Explained
        node={node}
        className="held"
        words={({ copies }) =>
          copies.find((one) => one.kind === kind && one.index === index && one.cpu === cpu)?.words ?? []
        }
      >
        {children}
      </Explained>{' '}
      <span className="quiet">{note}</span>
    </li>
  );
}

interface HeldProps {
  readonly program: Program;
  readonly cell: number;
  readonly values: readonly number[];
  readonly snapshot: Snapshot;
}

/** Values that differ from memory's are old copies. */
function Held({ program, cell, values, snapshot }: HeldProps) {
  if (values.length === 0) return <span className="quiet">nothing</span>;
  return (
    <span className="cell-values">
      {values.map((value, index) => (
        <code key={index} className={value === snapshot.cells[cell] ? '' : 'old'}>
          {formatValue(program, value, cell)}
        </code>
      ))}
    </span>
  );
}
