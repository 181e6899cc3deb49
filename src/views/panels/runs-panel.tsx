/** The runs taken so far as a tree: a choice forks, nothing is lost. */
import type { RunNode, RunTree } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { Panel } from './panel.tsx';

export function RunsPanel() {
  const { session } = usePage();
  const tree = useSession((state) => state.tree);
  if (tree.nodes.length < 2) return null;
  return (
    <Panel name="runs" title="Runs" summary={`${tree.nodes.length} taken`}>
      <ul className="runs">
        {tree.nodes.map((node) => (
          <li key={node.id} style={{ paddingLeft: 12 * Math.min(6, depthOf(tree, node)) }}>
            <button
              type="button"
              aria-current={node.id === tree.current ? 'true' : undefined}
              onClick={() => session.visit(node.id)}
            >
              {node.source.title} <span className="quiet">{describe(node)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function depthOf(tree: RunTree, node: RunNode): number {
  const parent = node.parent === null ? undefined : tree.nodes[node.parent];
  return parent ? 1 + depthOf(tree, parent) : 0;
}

function describe(node: RunNode): string {
  const fork = node.fork > 0 ? `from step ${node.fork}, ` : '';
  return `${fork}${node.run.steps.length} steps, ${node.model}, ${node.run.end}`;
}
