/**
 * What the bare address shows: a real score, one step before it is settled, and who may move. Everything on it is played and
 * searched by the machine, in a session of its own beside the page's. Below it three doors, one line each.
 */
import { useEffect, useState } from 'react';
import { choiceWords, cpuName } from '../../score/index.ts';
import { choicesAt, shownNode, type Exploration, type RunNode } from '../../state/index.ts';
import { PageProvider, usePage, useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';
import { ScoreGrid } from '../score/score-grid.tsx';
import { createViewport, ViewportProvider } from '../score/viewport.ts';
import { Doors } from './doors.tsx';
import { BARRIER, openFirst, toChoice, type FirstStage } from './first-stage.ts';
import { withSigns } from './signs.ts';
import './first-page.css';

export function FirstPage() {
  const page = usePage();
  const [aside] = useState(() => ({ ...page, ...page.another() }));
  const [stage, setStage] = useState<FirstStage | null>(null);
  useEffect(() => {
    void openFirst(aside).then(setStage, () => undefined);
  }, [aside]);
  return (
    <div className="first-page">
      <h1>Which CPU moves?</h1>
      <p className="first-lead">
        Two CPUs each raise a flag and look at the other’s. The next step decides whether both miss it.
      </p>
      <PageProvider value={aside}>
        <Scene stage={stage} />
      </PageProvider>
      <Doors />
    </div>
  );
}

/** Keeps its height from the start, so that nothing moves when the score is there. */
function Scene({ stage }: { readonly stage: FirstStage | null }) {
  const node = useSession(shownNode);
  const [viewport] = useState(createViewport);
  return (
    <div className="first-scene">
      <div className="first-score" aria-busy={stage === null}>
        {stage && node && (
          <ViewportProvider value={viewport}>
            <ScoreGrid node={withSigns(node)} label="A first score" />
          </ViewportProvider>
        )}
      </div>
      <div className="first-side">{stage && node && <Turn node={node} stage={stage} />}</div>
    </div>
  );
}

function Turn({ node, stage }: { readonly node: RunNode; readonly stage: FirstStage }) {
  const page = usePage();
  const { session } = page;
  const position = useSession((state) => state.position);
  const exploration = useSession((state) => state.exploration);
  const wanted = useSession((state) => state.wanted);
  const settings = (wanted ?? node).settings;
  const isOn = settings[BARRIER.option] === BARRIER.on;
  const { end } = node.run;
  const isOver = position === node.run.steps.length && end !== 'open' && end !== 'impossible';
  const choices = choicesAt(node, position);
  return (
    <>
      <p className={`first-verdict ${toneOf(exploration)}`} role="status">
        {verdictWords(exploration, isOn)}
      </p>
      <div className="first-moves">
        {isOver ? (
          <>
            <p role="status">{endWords(node, stage)}</p>
            <button type="button" className="first-choice" onClick={() => void toChoice(page, stage)}>
              Once more
            </button>
          </>
        ) : (
          <ul aria-label="Which CPU moves?">
            {choices.map((choice) => (
              <li key={choice.key}>
                <button
                  type="button"
                  className={`first-choice ${cpuHue(choice.cpu, false)}`}
                  onClick={() => void session.take(choice.key).then(() => session.runToEnd())}
                >
                  <span className="who">{cpuName(node.program, choice.cpu)}</span>{' '}
                  <code>{choiceWords(node.program, choice)}</code>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        className="first-switch"
        onClick={() =>
          session.choose({ ...settings, [BARRIER.option]: isOn ? BARRIER.off : BARRIER.on }, node.model)
        }
      >
        <code>smp_mb()</code> between store and load: <b>{isOn ? 'on' : 'off'}</b>
      </button>
    </>
  );
}

function toneOf(exploration: Exploration): string {
  if (exploration.status !== 'done') return '';
  return exploration.result.verdict === 'holds' ? 'good' : 'bad';
}

/** Of all interleavings. */
function verdictWords(exploration: Exploration, isOn: boolean): string {
  if (exploration.status !== 'done') return 'Searching every interleaving …';
  const { verdict, states, outcomes } = exploration.result;
  const bad = outcomes.find((outcome) => outcome.bad);
  if (verdict === 'holds') return `Holds: in none of ${states} states do both miss.`;
  return `Violated: both miss in ${bad?.interleavings ?? 'some'} interleavings${isOn ? '.' : ', without a barrier.'}`;
}

/** Of the run that the reader has chosen. */
function endWords({ run }: RunNode, { text }: FirstStage): string {
  return run.end === 'violated' ? `✕ ${text}` : 'Saved: one of the two has seen the other’s flag.';
}
