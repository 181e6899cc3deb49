/** What stands in the verdict's place while the reader is to find out: the questions of what is shown, a round, a repair. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import {
  settingsOf,
  shownNode,
  variantOf,
  type BreakGoal,
  type LearningDesk,
  type LearningMode,
  type Question,
  type Scenario,
  type ScenarioFile,
  type Session,
  type Settings,
} from '../../state/index.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { BreakIt } from './break-it.tsx';
import { FixIt } from './fix-it.tsx';
import { Predict } from './predict.tsx';
import './learning.css';

const TITLES: Readonly<Record<LearningMode, string>> = {
  off: '',
  present: '',
  predict: 'Predict',
  break: 'Break it',
  fix: 'Fix it',
};

export function LearnPanel({ scenario }: { readonly scenario: Scenario }) {
  const { learning } = usePage();
  const { mode, desk } = useStore(learning.store);
  const file = useSession((state) => state.file);
  // What is only tried is asked about no further: the round stays that of the text it began with.
  const [of, setOf] = useState({ file, scenario });
  if (file && !file.passing && (file !== of.file || scenario !== of.scenario)) setOf({ file, scenario });
  useEffect(() => void learning.enter().catch(() => undefined), [learning]);
  return (
    <section className="panel panel-learn learn" role="region" aria-label={TITLES[mode]}>
      <h2>
        {TITLES[mode]}
        <button type="button" className="leave" onClick={() => learning.choose('off')}>
          Stop and show everything
        </button>
      </h2>
      <div className="panel-body">
        {!desk || !of.file ? (
          <p className="quiet" aria-busy="true">
            Opening …
          </p>
        ) : mode === 'predict' ? (
          <Questions key={of.file.id} desk={desk} file={of.file} scenario={of.scenario} />
        ) : (
          <Rounds key={of.file.id + mode} mode={mode} desk={desk} file={of.file} scenario={of.scenario} />
        )}
      </div>
    </section>
  );
}

interface OfScenario {
  readonly desk: LearningDesk;
  readonly file: ScenarioFile;
  readonly scenario: Scenario;
}

/** One after the other; what is shown is hidden again for the next. */
function Questions({ desk, file, scenario }: OfScenario) {
  const { session } = usePage();
  const [first] = useState(() => {
    const shown = shownNode(session.store.getState());
    const isHere = ({ settings }: Question) =>
      shown !== null && differs(scenario, settings, shown.settings) === 0;
    // What is asked about the options on the page comes first: a link may have brought them.
    return desk.questionsOf(file, scenario).toSorted((a, b) => Number(isHere(b)) - Number(isHere(a)));
  });
  // How it can end is asked after what its author asks.
  const [ends, setEnds] = useState<readonly Question[] | null>(null);
  useEffect(() => {
    let gone = false;
    const shown = shownNode(session.store.getState());
    const settings = settingsOf(scenario, shown?.settings ?? {});
    desk.outcomeQuestionsOf(file, scenario, settings).then(
      (found) => {
        if (!gone) setEnds(found);
      },
      () => {
        if (!gone) setEnds([]);
      },
    );
    return () => {
      gone = true;
    };
  }, [desk, file, scenario, session]);
  const questions = [...first, ...(ends ?? [])];
  const [at, setAt] = useState(0);
  const [right, setRight] = useState<ReadonlyMap<number, boolean | null>>(new Map());
  const question = questions[at];
  useEffect(() => {
    if (question) void showAsked(session, scenario, question, at === 0);
  }, [session, scenario, question, at]);
  if (!question)
    return (
      <p className="quiet">
        {ends === null
          ? 'Looking for how it can end …'
          : questions.length === 0
            ? 'This scenario asks nothing: it has no variant, no property and nothing that is observed.'
            : `That was all: ${[...right.values()].filter(Boolean).length} of ${questions.length} right.`}
      </p>
    );
  const go = (to: number) => {
    setAt(to);
    session.hide('everything');
  };
  return (
    <>
      <p className="quiet">
        Question {at + 1} of {questions.length}
      </p>
      <Predict
        key={question.id}
        question={question}
        onShow={() => session.hide('others')}
        onAnswered={(answered) => setRight(new Map(right).set(at, answered.right))}
      />
      <div className="round-deeds">
        <button type="button" onClick={() => go(at + 1)}>
          {right.has(at) ? 'Next question' : 'Skip'}
        </button>
      </div>
    </>
  );
}

/** The options that a question is about. The first leaves the run as far as the reader has come, or the link: what is behind
 *  that would tell, and so would its end. */
async function showAsked(
  session: Session,
  scenario: Scenario,
  { file, settings }: Question,
  isFirst: boolean,
): Promise<void> {
  const { tree, position } = session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node) return;
  const { steps, end } = node.run;
  const keeps = isFirst && differs(scenario, settings, node.settings) === 0;
  const isOver = position === steps.length && end !== 'open';
  const keys = keeps && !isOver ? steps.slice(0, position).map(({ key }) => key) : [];
  if (keeps && keys.length === steps.length) return;
  if (keeps) await session.showRun(keys, { kind: 'hand', title: 'by hand' }, node);
  else
    await session.open(file, {
      view: { settings, model: node.model, keys, step: 0, title: 'to be predicted' },
    });
}

function differs(scenario: Scenario, a: Settings, b: Settings): number {
  const [one, other] = [settingsOf(scenario, a), settingsOf(scenario, b)];
  return Object.keys(one).filter((name) => one[name] !== other[name]).length;
}

function Rounds({ mode, desk, file, scenario }: OfScenario & { readonly mode: LearningMode }) {
  const { session } = usePage();
  const node = useNode();
  const goals = useMemo(() => desk.failuresOf(file, scenario), [desk, file, scenario]);
  const [nth, setNth] = useState(() => {
    const here = node && variantOf(scenario, node.settings, node.model);
    const isHere = (one: BreakGoal) =>
      scenario.litmus ? one.model === node?.model : variantOf(scenario, one.settings, one.model) === here;
    const known = goals.findIndex(isHere);
    return Math.max(0, known);
  });
  const goal = goals[nth];
  if (mode === 'fix' && scenario.litmus)
    return <p className="quiet">A litmus test is mended in its text (e); the verdict follows.</p>;
  if (!goal) return <p className="quiet">Nothing fails in any variant of this scenario.</p>;
  return (
    <>
      {mode === 'break' ? (
        <BreakIt key={nth} goal={goal} />
      ) : (
        <FixIt key={nth} task={goal} onShow={() => session.hide('nothing')} />
      )}
      {goals.length > 1 && (
        <div className="round-deeds">
          <button
            type="button"
            onClick={() => {
              session.hide('verdict');
              setNth((nth + 1) % goals.length);
            }}
          >
            Another one
          </button>
          <span className="quiet">
            {nth + 1} of {goals.length}
          </span>
        </div>
      )}
    </>
  );
}
