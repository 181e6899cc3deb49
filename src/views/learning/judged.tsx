/** How an attempt to mend came out: nothing fails any more and how few would have done, or what still fails. */
import type { Attempt, FixTask, Scenario } from '../../state/index.ts';

export function Judged({
  task,
  attempt: { added, result },
  moves,
  fewest,
  scenario,
}: {
  readonly task: FixTask;
  readonly attempt: Attempt;
  /** Something else than barriers may have been added. */
  readonly moves: boolean;
  /** Undefined while it is looked for. */
  readonly fewest: number | null | undefined;
  readonly scenario: Scenario;
}) {
  const { verdict, properties, witness, states } = result;
  if (verdict === 'holds')
    return (
      <p>
        <b className="good">Nothing fails any more</b>, in {new Intl.NumberFormat('en').format(states)}{' '}
        states, with {effort(task, moves, added)}
        {fewest === undefined
          ? '. How few would do is being searched …'
          : fewest === null
            ? '.'
            : fewest >= added
              ? ': the fewest that help.'
              : `; ${fewest} would do.`}
      </p>
    );
  if (verdict === 'bounded') return <p>The search stopped before it was sure.</p>;
  const text = [...scenario.properties, ...(scenario.rules ?? [])].find(
    ({ slug }) => slug === properties[0],
  )?.text;
  return (
    <p>
      <b className="bad">It still fails</b>, with {effort(task, moves, added)}, in {witness?.length ?? 0}{' '}
      steps: {text ?? verdict}
    </p>
  );
}

/** What an attempt took: barriers, or changes where anything may be changed. */
function effort({ options }: FixTask, moves: boolean, count: number): string {
  const end = count === 1 ? '' : 's';
  return options || moves ? `${count} change${end}` : `${count} barrier${end} more`;
}
