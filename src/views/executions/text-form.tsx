/** The same execution without a drawing: its events CPU by CPU, its arrows, the cycle with what each part is composed of. */
import { axiomWords, relationWords, type Execution, type ExecutionEdge } from '../../axiomatic/index.ts';
import { arrowsOf, arrowWords, eventWords, nameOf } from './graph.ts';

export function TextForm({ execution }: { readonly execution: Execution }) {
  const { events, forbidden } = execution;
  return (
    <details className="execution-text">
      <summary>In words</summary>
      {forbidden && (
        <>
          <h4>The cycle</h4>
          <p>{axiomWords[forbidden.axiom]}</p>
          <EdgeList execution={execution} edges={forbidden.cycle} />
        </>
      )}
      <h4>Events</h4>
      <ol>
        {events.map(({ id }) => (
          <li key={id}>{eventWords(execution, id)}</li>
        ))}
      </ol>
      <h4>Arrows</h4>
      <ul>
        {arrowsOf(execution).map((arrow, nth) => (
          <li key={nth}>{arrowWords(execution, arrow)}</li>
        ))}
      </ul>
    </details>
  );
}

function EdgeList({
  execution,
  edges,
}: {
  readonly execution: Execution;
  readonly edges: readonly ExecutionEdge[];
}) {
  return (
    <ol>
      {edges.map(({ name, from, to, via }, nth) => (
        <li key={nth}>
          {nameOf(execution, from)} –{name}→ {nameOf(execution, to)}. {relationWords[name]}
          {via.length > 0 && <EdgeList execution={execution} edges={via} />}
        </li>
      ))}
    </ol>
  );
}
