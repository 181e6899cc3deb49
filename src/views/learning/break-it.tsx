/**
 * The reader is the scheduler, the hardware's own moves included, and brings about what must not happen. The search counts
 * along: the fewest steps there are, and from which step on the goal is out of reach.
 */
import { useEffect, useState } from 'react';
import { choiceWords, cpuName } from '../../score/index.ts';
import { choicesAt, type BreakGoal, type ChoiceView, type RunNode } from '../../state/index.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { grouped } from '../grouping.ts';
import { cpuHue } from '../hue.ts';
import { useAsked } from './learning-desk.ts';
import './learning.css';

export interface RoundEnd {
  readonly won: boolean;
  readonly steps: number;
  readonly shortest: number;
  readonly hints: number;
}

interface BreakItProps {
  readonly goal: BreakGoal;
  /** Told when the goal is reached. */
  readonly onEnd?: (end: RoundEnd) => void;
}

interface Known {
  readonly keys: readonly string[];
  readonly left: number | null;
  /** From which position on it is lost. */
  readonly lost: number | null;
}

/** Opens the goal's scenario at its start. Give it a `key` of its own for each goal. */
export function BreakIt({ goal, onEnd }: BreakItProps) {
  const page = usePage();
  const { session } = page;
  const asked = useAsked(goal.file);
  const node = useNode();
  const position = useSession((state) => state.position);
  const [shortest, setShortest] = useState<number | null>(null);
  const [known, setKnown] = useState<Known | null>(null);
  /** By position and key: whether the goal can still be reached after a choice. */
  const [hints, setHints] = useState<ReadonlyMap<string, boolean>>(new Map());
  const desk = asked === null || typeof asked === 'string' ? null : asked.desk;
  useEffect(() => {
    const { file, settings, model } = goal;
    const title = 'from the start, to be broken';
    void session.open(file, { view: { settings, model, keys: [], step: 0, title } });
  }, [session, goal]);
  const isHere = node !== null && node.model === goal.model;
  const keys = isHere ? keysOf(node, position) : [];
  const at = JSON.stringify(keys);
  useEffect(() => {
    if (!desk || !isHere) return undefined;
    let isAsked = true;
    const now = JSON.parse(at) as readonly string[];
    void Promise.all([desk.standing(goal, []), desk.standing(goal, now), desk.lostSince(goal, now)]).then(
      ([start, { left }, lost]) => {
        if (!isAsked) return;
        setShortest(start.left);
        setKnown({ keys: now, left, lost });
        if (left === 0 && start.left !== null)
          onEnd?.({ won: true, steps: now.length, shortest: start.left, hints: hints.size });
      },
      () => undefined,
    );
    return () => {
      isAsked = false;
    };
    // The end is told once for each position, whatever is hinted meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [desk, goal, at, isHere]);
  if (asked === null || typeof asked === 'string' || !isHere)
    return (
      <p className="quiet" aria-busy={typeof asked !== 'string'}>
        {typeof asked === 'string' ? asked : 'Opening …'}
      </p>
    );
  const standing = known && JSON.stringify(known.keys) === at ? known : null;
  const won = standing?.left === 0;
  const lost = standing?.lost ?? null;
  const choices = choicesAt(node, position);
  const hint = async () => {
    const told = await nextHint(asked.desk.standing, goal, keys, choices, hints);
    if (told) setHints(new Map(hints).set(told.at, told.reaches));
  };
  return (
    <div className="round">
      <p className="ask-word">
        Make this happen, under <code>{goal.model}</code>
      </p>
      <p className="ask-text">{goal.text ?? asked.desk.subjectWords(asked.scenario, goal.subject)}</p>
      <p className="round-count" role="status">
        {won ? (
          <b className="good">
            Done in {steps(keys.length)}
            {keys.length === shortest ? ', the fewest possible.' : `; ${shortest ?? 0} would do.`}
          </b>
        ) : lost !== null ? (
          <b className="bad">
            {lost === 0
              ? 'Out of reach from the start: no interleaving does it.'
              : `Out of reach since step ${lost}.`}
          </b>
        ) : (
          <>
            {steps(keys.length)}
            {shortest !== null && <span className="quiet"> · the shortest way has {shortest}</span>}
          </>
        )}
      </p>
      <div className="round-deeds">
        <button type="button" disabled={position === 0} onClick={() => session.goTo(position - 1)}>
          Take back
        </button>
        {lost !== null && lost > 0 && lost < position && (
          <button type="button" onClick={() => session.goTo(lost - 1)}>
            Back to step {lost - 1}
          </button>
        )}
        <button type="button" disabled={position === 0} onClick={() => session.goTo(0)}>
          From the start
        </button>
        {!won && lost === null && choices.length > 0 && (
          <button type="button" onClick={() => void hint()}>
            Hint
          </button>
        )}
      </div>
      {!won && (
        <Moves
          node={node}
          choices={choices}
          hintOf={(key) => hints.get(hintKey(keys, key))}
          onTake={(key) => void session.take(key)}
        />
      )}
    </div>
  );
}

interface MovesProps {
  readonly node: RunNode;
  readonly choices: readonly ChoiceView[];
  readonly hintOf: (key: string) => boolean | undefined;
  readonly onTake: (key: string) => void;
}

/** Who may move, as buttons that a thumb hits. */
function Moves({ node, choices, hintOf, onTake }: MovesProps) {
  const { program } = node;
  if (choices.length === 0) return <p className="quiet">Nothing can move any more. Take a step back.</p>;
  return (
    <ul className="moves" aria-label="Who moves?">
      {[...grouped(choices, ({ cpu }) => cpu)].map(([cpu, own]) => (
        <li key={cpu} className={cpuHue(cpu, program.cpus[cpu]?.agent ?? false)}>
          <h3>{cpuName(program, cpu)}</h3>
          {own.map((choice) => {
            const reaches = hintOf(choice.key);
            return (
              <button
                key={choice.key}
                type="button"
                className={`move ${choice.hardware ? 'hardware' : ''}`}
                onClick={() => onTake(choice.key)}
              >
                <code>{choiceWords(program, choice)}</code>
                {reaches !== undefined && (
                  <span className={reaches ? 'good' : 'bad'}>
                    {reaches ? ' still in reach' : ' out of reach'}
                  </span>
                )}
              </button>
            );
          })}
        </li>
      ))}
    </ul>
  );
}

function keysOf({ run }: RunNode, position: number): readonly string[] {
  return run.steps.slice(0, position).map(({ key }) => key);
}

const hintKey = (keys: readonly string[], key: string) => JSON.stringify([...keys, key]);

/** The fate of one more choice: first those that lose the goal, then one that keeps it. */
async function nextHint(
  standing: (goal: BreakGoal, keys: readonly string[]) => Promise<{ readonly left: number | null }>,
  goal: BreakGoal,
  keys: readonly string[],
  choices: readonly ChoiceView[],
  told: ReadonlyMap<string, boolean>,
): Promise<{ readonly at: string; readonly reaches: boolean } | null> {
  const untold = choices.filter(({ key }) => !told.has(hintKey(keys, key)));
  const fates = await Promise.all(
    untold.map(async ({ key }) => ({ key, left: (await standing(goal, [...keys, key])).left })),
  );
  const losing = fates.find(({ left }) => left === null);
  const [nearest] = fates.filter(({ left }) => left !== null).sort((a, b) => (a.left ?? 0) - (b.left ?? 0));
  const one = losing ?? nearest;
  return one ? { at: hintKey(keys, one.key), reaches: one.left !== null } : null;
}

function steps(count: number): string {
  return `${count} step${count === 1 ? '' : 's'}`;
}
