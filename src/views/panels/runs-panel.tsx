/** The runs taken so far as a tree: a choice forks, nothing is lost. */
import { stratify } from 'd3-hierarchy';
import type { RunNode, RunTree } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { Panel } from './panel.tsx';

const STEP = 12;
const ROW = 24;

export function RunsPanel() {
  const { session } = usePage();
  const tree = useSession((state) => state.tree);
  if (tree.nodes.length < 2) return null;
  const branches = layout(tree);
  const width = STEP * (1 + Math.max(...branches.map((branch) => branch.depth)));
  return (
    <Panel name="runs" title="Runs" summary={`${tree.nodes.length} taken`}>
      <div className="runs">
        <svg width={width} height={ROW * branches.length} aria-hidden="true">
          {branches.map(({ node, depth, parent }, row) => (
            <g key={node.id} className={node.id === tree.current ? 'current' : ''}>
              {parent !== null && (
                <path
                  d={`M${STEP * (depth - 0.5)} ${ROW * (parent + 0.5)}V${ROW * (row + 0.5)}H${STEP * (depth + 0.5)}`}
                />
              )}
              <circle
                cx={STEP * (depth + 0.5)}
                cy={ROW * (row + 0.5)}
                r={node.id === tree.current ? 4 : 2.5}
              />
            </g>
          ))}
        </svg>
        <ul>
          {branches.map(({ node }) => (
            <li key={node.id}>
              <button
                type="button"
                aria-current={node.id === tree.current ? 'true' : undefined}
                title={`${node.source.title}, ${describe(node)}`}
                onClick={() => session.visit(node.id)}
              >
                {node.source.title} <span className="quiet">{describe(node)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

interface Branch {
  readonly node: RunNode;
  readonly depth: number;
  /** Row of the run it left. */
  readonly parent: number | null;
}

/** A fork below the run it left; the trunks in the order in which they were opened. */
function layout(tree: RunTree): readonly Branch[] {
  const root = stratify<RunNode | null>()
    .id((node) => (node === null ? 'root' : String(node.id)))
    .parentId((node) => (node === null ? null : String(node.parent ?? 'root')))([null, ...tree.nodes]);
  const rows = new Map<number, number>();
  const branches: Branch[] = [];
  root.eachBefore(({ data, depth }) => {
    if (data === null) return;
    rows.set(data.id, branches.length);
    branches.push({
      node: data,
      depth: depth - 1,
      parent: data.parent === null ? null : (rows.get(data.parent) ?? null),
    });
  });
  return branches;
}

function describe(node: RunNode): string {
  const fork = node.fork > 0 ? `from step ${node.fork}, ` : '';
  return `${fork}${node.run.steps.length} steps, ${node.model}, ${node.run.end}`;
}
