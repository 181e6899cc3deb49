/**
 * Something fails, and the reader adds barriers until nothing does: by the scenario's options, or anywhere in its code. The
 * search is the referee: each attempt is answered by its shortest counterexample, the last by the fewest barriers that would
 * have done.
 */
import { useEffect, useState } from 'react';
import {
  settingsOf,
  type Addition,
  type Attempt,
  type BarrierOption,
  type CodeMenu,
  type FixTask,
  type Scenario,
  type Settings,
} from '../../state/index.ts';
import { usePage } from '../context.ts';
import { begin } from '../gallery/own-deeds.ts';
import { CodePlaces } from './code-places.tsx';
import { Judged } from './judged.tsx';
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
  const page = usePage();
  const { session } = page;
  const asked = useAsked(task.file);
  const ready = asked === null || typeof asked === 'string' ? null : asked;
  const [options, setOptions] = useState<readonly BarrierOption[] | null>(null);
  const [menu, setMenu] = useState<CodeMenu | null>(null);
  const [placed, setPlaced] = useState<readonly Addition[]>([]);
  const [chosen, setChosen] = useState<Settings>(task.settings);
  const [tries, setTries] = useState<readonly Attempt[]>([]);
  const [fewest, setFewest] = useState<number | null | undefined>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const { file, settings, model } = task;
    const title = 'from the start, to be mended';
    void session.open(file, { view: { settings, model, keys: [], step: 0, title } });
    // A text that was only tried does not outlive the round.
    return () => {
      if (session.store.getState().file?.passing)
        void session.open(file, { view: { settings, model, keys: [], step: 0, title } });
    };
  }, [session, task]);
  useEffect(() => {
    if (!ready) return undefined;
    let isAsked = true;
    // What may be changed where options are named is those; else the code may.
    const inCode = task.options ? null : ready.desk.menuOf(task, ready.scenario);
    Promise.all([ready.desk.barriers(task, ready.scenario), inCode]).then(
      ([found, code]) => {
        if (!isAsked) return;
        setMenu(code);
        setOptions(found);
      },
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
  const places = menu?.places ?? [];
  if (options.length === 0 && places.length === 0)
    return <p className="quiet">Nothing of this scenario can be strengthened: mend it in the code (e).</p>;
  const tryIt = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const attempt = await desk.attempt(task, chosen, placed);
      setTries([...tries, attempt]);
      if (attempt.result.verdict !== 'holds') return;
      setBusy(false);
      setFewest(undefined);
      const least = await desk.fewest(task, options, menu);
      setFewest(least);
      onEnd?.({ added: attempt.added, fewest: least, attempts: tries.length + 1 });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const last = tries.at(-1);
  const isOwn = last !== undefined && last.text !== task.file.text;
  const show = async (attempt: Attempt) => {
    const { settings, text, result } = attempt;
    const { witness } = result;
    if (!witness) return;
    const other = text === task.file.text ? null : await desk.shownIn(task, attempt);
    onShow?.();
    if (other) {
      session.rewrite(other);
      return;
    }
    void session.open(task.file, {
      view: { settings, model: task.model, keys: witness, step: witness.length, title: 'how it still fails' },
    });
  };
  return (
    <div className="round">
      <p className="ask-word">
        {task.options || menu?.failsInOrder ? 'Change as little as you can' : 'Add the fewest barriers'}, so
        that nothing fails
      </p>
      {menu?.failsInOrder && (
        <p className="quiet">
          It fails under sc too, where nothing is reordered, so what only orders accesses does not help. What
          else may be changed stands at each line.
        </p>
      )}
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
      {places.length > 0 && (
        <CodePlaces places={places} placed={placed} onPlace={setPlaced} folded={options.length > 0} />
      )}
      <button type="button" className="main" aria-disabled={busy} onClick={() => !busy && void tryIt()}>
        Try it
      </button>
      <div className="told" role="status">
        {busy && <p className="quiet">Searching every interleaving …</p>}
        {failed !== null && <p>{failed}</p>}
        {!busy && last && (
          <Judged
            task={task}
            moves={menu?.failsInOrder ?? false}
            attempt={last}
            fewest={fewest}
            scenario={scenario}
          />
        )}
      </div>
      {!busy && last?.result.witness && (
        <button type="button" onClick={() => void show(last)}>
          Show how it fails
        </button>
      )}
      {!busy && isOwn && last.result.verdict === 'holds' && (
        <button
          type="button"
          onClick={() => void begin(page, `${scenario.title}, mended`, last.text, { ...task, ...last })}
        >
          Make it mine
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
