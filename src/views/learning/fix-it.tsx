/**
 * Something fails, and the reader adds barriers until nothing does. The search is the referee: each attempt is answered by
 * its shortest counterexample, the last by the fewest barriers that would have done.
 */
import { useEffect, useState } from 'react';
import {
  settingsOf,
  type Attempt,
  type BarrierOption,
  type FixTask,
  type Scenario,
  type Settings,
} from '../../state/index.ts';
import { usePage } from '../context.ts';
import { useAsked } from './learning-desk.ts';
import './learning.css';

export interface RepairEnd {
  /** Barriers more than the failing instance had. */
  readonly added: number;
  /** Null where it is not known. */
  readonly fewest: number | null;
  readonly attempts: number;
}

interface FixItProps {
  readonly task: FixTask;
  /** Told when nothing fails any more. */
  readonly onEnd?: (end: RepairEnd) => void;
  /** Before a counterexample is shown. */
  readonly onShow?: () => void;
}

/** Give it a `key` of its own for each task. */
export function FixIt({ task, onEnd, onShow }: FixItProps) {
  const { session } = usePage();
  const asked = useAsked(task.file);
  const ready = asked === null || typeof asked === 'string' ? null : asked;
  const [options, setOptions] = useState<readonly BarrierOption[] | null>(null);
  const [chosen, setChosen] = useState<Settings>(task.settings);
  const [tries, setTries] = useState<readonly Attempt[]>([]);
  const [fewest, setFewest] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const { file, settings, model } = task;
    const title = 'from the start, to be mended';
    void session.open(file, { view: { settings, model, keys: [], step: 0, title } });
  }, [session, task]);
  useEffect(() => {
    if (!ready) return undefined;
    let isAsked = true;
    ready.desk.barriers(task, ready.scenario).then(
      (found) => isAsked && setOptions(found),
      (error: unknown) => isAsked && setFailed(String(error)),
    );
    return () => {
      isAsked = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one task, one list
  }, [ready?.desk, ready?.scenario, task]);
  if (!ready || options === null)
    return (
      <p className="quiet" aria-busy={failed === null && typeof asked !== 'string'}>
        {failed ?? (typeof asked === 'string' ? asked : 'Opening …')}
      </p>
    );
  const { desk, scenario } = ready;
  if (options.length === 0)
    return (
      <p className="quiet">
        No option of this scenario is a barrier: what fails here is mended in the code (e).
      </p>
    );
  const tryIt = async () => {
    setBusy(true);
    try {
      const attempt = await desk.attempt(task, chosen);
      setTries([...tries, attempt]);
      if (attempt.result.verdict !== 'holds') return;
      const least = await desk.fewest(task, options);
      setFewest(least);
      onEnd?.({ added: attempt.added, fewest: least, attempts: tries.length + 1 });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const last = tries.at(-1);
  const show = ({ settings, result: { witness } }: Attempt) => {
    if (!witness) return;
    onShow?.();
    void session.open(task.file, {
      view: { settings, model: task.model, keys: witness, step: witness.length, title: 'how it still fails' },
    });
  };
  return (
    <div className="round">
      <p className="ask-word">
        {task.options ? 'Change as little as you can' : 'Add the fewest barriers'}, so that nothing fails
      </p>
      <div className="repairs">
        {options.map((option) => (
          <Repair
            key={option.name}
            option={option}
            scenario={scenario}
            value={settingsOf(scenario, chosen)[option.name] ?? ''}
            onChange={(value) => setChosen({ ...chosen, [option.name]: value })}
          />
        ))}
      </div>
      <button type="button" className="main" aria-disabled={busy} onClick={() => !busy && void tryIt()}>
        Try it
      </button>
      <div className="told" role="status">
        {busy && <p className="quiet">Searching every interleaving …</p>}
        {failed !== null && <p>{failed}</p>}
        {!busy && last && <Judged task={task} attempt={last} fewest={fewest} scenario={scenario} />}
      </div>
      {!busy && last?.result.witness && (
        <button type="button" onClick={() => show(last)}>
          Show how it fails
        </button>
      )}
    </div>
  );
}

interface RepairProps {
  readonly option: BarrierOption;
  readonly scenario: Scenario;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Repair({ option, scenario, value, onChange }: RepairProps) {
  const { name, values } = option;
  const declared = scenario.options.find((one) => one.name === name);
  return (
    <fieldset className="repair">
      <legend>{declared?.text ?? name}</legend>
      {values.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={`repair-${name}`}
            value={one}
            checked={one === value}
            onChange={() => onChange(one)}
          />
          <code>{declared?.valueTexts[one] ?? one}</code>
        </label>
      ))}
    </fieldset>
  );
}

function Judged({
  task,
  attempt: { added, result },
  fewest,
  scenario,
}: {
  readonly task: FixTask;
  readonly attempt: Attempt;
  readonly fewest: number | null;
  readonly scenario: Scenario;
}) {
  const { verdict, properties, witness, states } = result;
  if (verdict === 'holds')
    return (
      <p>
        <b className="good">Nothing fails any more</b>, in {new Intl.NumberFormat('en').format(states)}{' '}
        states, with {effort(task, added)}
        {fewest === null ? '.' : fewest >= added ? ': the fewest that help.' : `; ${fewest} would do.`}
      </p>
    );
  if (verdict === 'bounded') return <p>The search stopped before it was sure.</p>;
  const text = [...scenario.properties, ...(scenario.rules ?? [])].find(
    ({ slug }) => slug === properties[0],
  )?.text;
  return (
    <p>
      <b className="bad">It still fails</b>, with {effort(task, added)}, in {witness?.length ?? 0} steps:{' '}
      {text ?? verdict}
    </p>
  );
}

/** What an attempt took: barriers, or changes where anything may be changed. */
function effort({ options }: FixTask, count: number): string {
  const end = count === 1 ? '' : 's';
  return options ? `${count} change${end}` : `${count} barrier${end} more`;
}
