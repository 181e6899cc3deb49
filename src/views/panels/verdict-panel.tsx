/** Does it hold? The answer of the whole search, how it was reached, and every way a run can end. */
import type { Exploration, ExploreResult, LitmusQuestion, Scenario } from '../../state/index.ts';
import { findViolation, toggleLearning } from '../deeds.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { openTab } from '../drawer/tabs.ts';
import { Words } from '../words/words.tsx';
import { coverageWords, useCoverage } from './coverage-words.ts';
import { onDemand } from '../on-demand.tsx';
import { Outcomes } from './outcomes.tsx';
import { Panel } from './panel.tsx';

const Further = onDemand('How to go on', async () => (await import('./further.tsx')).Further);

const LitmusStates = onDemand(
  'The final states',
  async () => (await import('../litmus/states.tsx')).LitmusStates,
);

/** Ways to find it out by oneself. */
const YOURSELF = [
  ['predict', 'Predict'],
  ['break', 'Break it'],
  ['fix', 'Fix it'],
] as const;

const count = new Intl.NumberFormat('en');

export function VerdictPanel({ scenario }: { readonly scenario: Scenario }) {
  const page = usePage();
  const exploration = useSession((state) => state.exploration);
  const stuck = useSession((state) => state.stuck);
  const node = useNode();
  const text = useSession((state) => state.text);
  const result = resultOf(exploration);
  const isOld = text !== 'same' || exploration.status === 'running';
  const { word, rest, tone } = headline(exploration, scenario.litmus);
  return (
    <Panel name="verdict" title="Verdict">
      <p role="status" className={`verdict ${tone}`}>
        <span className="verdict-word">{word}</span>
        {isOld && result ? (
          <span className="verdict-rest"> before the change</span>
        ) : (
          rest && <span className="verdict-rest"> {rest}</span>
        )}
      </p>
      <div className="verdict-text">
        {result && <Sentences result={result} scenario={scenario} />}
        {stuck.map((words) => (
          <p key={words}>
            <Words text={words} />
          </p>
        ))}
        {exploration.status === 'failed' && (
          <p>
            {exploration.message}. Choose the options again, or press Find violation, to start anew; if it
            fails again, the link in the address bar reproduces it.
          </p>
        )}
      </div>
      <div className="verdict-deeds">
        <button
          type="button"
          className={result?.witness ? 'main' : ''}
          disabled={exploration.status === 'running' || result?.witness === null}
          onClick={() => findViolation(page)}
        >
          {scenario.litmus ? 'Find such a run' : 'Find violation'}
        </button>
        {exploration.status === 'running' && (
          <button type="button" onClick={() => page.session.cancelSearch()}>
            Stop
          </button>
        )}
        <p className="figures">
          {figures(exploration)} <CoverageLine />
        </p>
      </div>
      <div className="yourself" role="group" aria-label="Find out yourself">
        {YOURSELF.slice(0, scenario.litmus ? 2 : 3).map(([mode, words]) => (
          <button key={mode} type="button" onClick={() => toggleLearning(page, mode)}>
            {words}
          </button>
        ))}
      </div>
      {result?.limit && node && <Further node={node} scenario={scenario} limit={result.limit} />}
      {result && (scenario.litmus ? <LitmusStates result={result} /> : <Outcomes result={result} />)}
    </Panel>
  );
}

/** The answer that stands: of the text as it was, until there is another one. */
function resultOf(exploration: Exploration): ExploreResult | null {
  if (exploration.status === 'done') return exploration.result;
  return (exploration.status === 'running' && exploration.before) || null;
}

interface Headline {
  readonly word: string;
  readonly rest: string;
  readonly tone: string;
}

/** The verdict in one word; also the sheet button of a phone. */
export function headline(exploration: Exploration, litmus?: LitmusQuestion): Headline {
  switch (exploration.status) {
    case 'idle':
      return { word: 'Exploring', rest: '…', tone: 'calm' };
    case 'hidden':
      return { word: 'Hidden', rest: 'until you have found out', tone: 'calm' };
    case 'running':
      if (exploration.before) return headline({ status: 'done', result: exploration.before }, litmus);
      return {
        word: 'Exploring',
        rest: exploration.progress ? `${count.format(exploration.progress.states)} states` : '…',
        tone: 'calm',
      };
    case 'failed':
      return { word: 'Not explored', rest: '', tone: 'bad' };
    case 'done': {
      const { verdict, properties, limit } = exploration.result;
      const observed = litmus && observation(exploration.result, litmus);
      if (observed) return observed;
      if (verdict === 'violated') return { word: 'Violated', rest: properties.join(', '), tone: 'bad' };
      if (verdict === 'deadlock') return { word: 'Deadlock', rest: '', tone: 'bad' };
      if (verdict === 'livelock') return { word: 'Livelock', rest: '', tone: 'bad' };
      if (verdict === 'bounded')
        return {
          word: 'Bounded',
          rest: limit === 'cancelled' ? 'stopped early' : `by ${limit ?? 'a limit'}`,
          tone: 'calm',
        };
      return { word: 'Holds', rest: 'in every interleaving', tone: 'good' };
    }
  }
}

/** herd7's observation; null where a run breaks a rule of the machine, or not all final states are known. */
function observation({ outcomes, limit }: ExploreResult, { quantifier }: LitmusQuestion): Headline | null {
  const ends = outcomes.filter(({ values }) => Object.keys(values).length > 0);
  const strange = outcomes.some(({ kind, values }) => kind === 'violated' && !Object.keys(values).length);
  if (limit !== null || strange) return null;
  const states = counted(ends.length, 'final state');
  if (quantifier === null) return { word: 'No condition', rest: states, tone: 'calm' };
  const bad = ends.filter(({ bad }) => bad).length;
  const holds = quantifier === 'forall' ? ends.length - bad : bad;
  const word = holds === 0 ? 'Never' : holds === ends.length ? 'Always' : 'Sometimes';
  return { word, rest: `in ${holds} of ${states}`, tone: bad > 0 ? 'bad' : 'good' };
}

/** What is executed in some interleaving, and the way to the lines that never are. */
function CoverageLine() {
  const page = usePage();
  const coverage = useCoverage();
  if (!coverage) return null;
  return (
    <button
      type="button"
      className="coverage"
      title={coverageWords(coverage)}
      onClick={() => openTab(page, 'code')}
    >
      {coverage.executed === coverage.statements
        ? 'every statement executed'
        : `${coverage.executed} of ${coverage.statements} statements executed`}
    </button>
  );
}

function Sentences({ result, scenario }: { readonly result: ExploreResult; readonly scenario: Scenario }) {
  if (scenario.litmus?.condition && !result.properties.some((slug) => isRule(scenario, slug)))
    return <p className="condition">{scenario.litmus.condition}</p>;
  const known = [...scenario.properties, ...(scenario.rules ?? [])];
  const texts = result.properties.map((slug) => known.find((one) => one.slug === slug)?.text ?? slug);
  switch (result.verdict) {
    case 'violated':
      return texts.map((text) => (
        <p key={text}>
          <Words text={text} />
        </p>
      ));
    case 'deadlock':
      return <p>Some interleaving gets stuck, at the end of the shortest of them:</p>;
    case 'livelock':
      return <p>Some interleaving runs for ever without getting anywhere.</p>;
    case 'bounded':
      return (
        <p>
          Nothing bad was found before the search stopped; this is no proof. What is known so far stands
          below.
        </p>
      );
    case 'holds':
      return <p>No interleaving under these options and this model breaks a property or gets stuck.</p>;
  }
}

function isRule({ rules = [] }: Scenario, slug: string): boolean {
  return rules.some((rule) => rule.slug === slug);
}

function figures(exploration: Exploration): string {
  if (exploration.status === 'running' && exploration.progress) {
    const { steps, depth, ms } = exploration.progress;
    return `${count.format(steps)} steps, depth ${depth}, ${(ms / 1000).toFixed(1)} s`;
  }
  if (exploration.status !== 'done') return '';
  const { states, steps, ms, limit } = exploration.result;
  return `${counted(states, 'state')}, ${counted(steps, 'step')}, ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}${limit ? `, stopped (${limit})` : ''}`;
}

function counted(many: number, what: string): string {
  return `${count.format(many)} ${what}${many === 1 ? '' : 's'}`;
}
