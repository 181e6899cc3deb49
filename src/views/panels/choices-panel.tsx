/** What may happen next, who may do it, and how it can still end. Taking one forks the run. */
import { useMemo, useRef, useState } from 'react';
import { choiceWords, cpuName, statementText } from '../../score/index.ts';
import {
  choicesAt,
  snapshotAt,
  type ChoiceView,
  type Fate,
  type RunNode,
  type Snapshot,
} from '../../state/index.ts';
import { useFocusKept } from '../behaviors/focus.ts';
import { usePage, usePreferences, useSession } from '../context.ts';
import { grouped } from '../grouping.ts';
import { cpuHue } from '../hue.ts';
import { onDemand } from '../on-demand.tsx';
import { Panel } from './panel.tsx';

const NotYet = onDemand('What cannot happen', async () => (await import('./not-yet.tsx')).NotYet);
const Reasons = onDemand('The reasons', async () => (await import('./not-yet.tsx')).Reasons);
const Waiting = onDemand('What waits', async () => (await import('./not-yet.tsx')).Waiting, {
  instead: ({ children }) => children,
});

/** Heights in panels.css: a choice; a CPU's name with the space after its list. */
const ROW = 24;
const HEAD = 28;
/** Each further line of a choice; a letter's width, and what stands beside the letters. */
const LINE = 20;
const LETTER = 8;
const BESIDE = 76;

const FATE: Readonly<Record<Fate, string>> = {
  open: '',
  doomed: 'every continuation fails',
  clear: 'no continuation fails',
  unknown: '',
};

export function ChoicesPanel({ node }: { readonly node: RunNode }) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  const choices = choicesAt(node, position);
  const [reasons, setReasons] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const kept = useFocusKept(list);
  const { sizes } = usePreferences();
  const reserve = useMemo(() => tallest(node, sizes.side), [node, sizes.side]);
  const taken = node.run.steps[position]?.key;
  const last = node.run.steps[position - 1]?.trace;
  const atViolation = last !== undefined && (last.violated !== null || last.reports.length > 0);
  const fates = new Set(choices.map((choice) => choice.fate));
  // Said once at the top when it is the same for all.
  const common = fates.size === 1 ? FATE[choices[0]?.fate ?? 'unknown'] : '';
  const waiting = waitingCpus(snapshotAt(node, position), new Set(choices.map((choice) => choice.cpu)));
  const byCpu = grouped(choices, (choice) => choice.cpu);
  return (
    <Panel
      name="choices"
      title="Choices"
      summary={
        choices.length > 0 ? [`${choices.length} possible`, common].filter(Boolean).join(', ') : undefined
      }
    >
      {choices.length === 0 && <p className="quiet">{ending(node)}</p>}
      <ul
        ref={list}
        {...kept}
        className="choices"
        aria-label="What may happen next"
        tabIndex={-1}
        style={{ height: reserve }}
      >
        {atViolation && choices.length > 0 && (
          <li className="beyond quiet">
            A property is violated in this step. Taking a choice goes on beyond it.
          </li>
        )}
        {[...byCpu].map(([cpu, choicesOf]) => (
          <li key={cpu} className={cpuHue(cpu, node.program.cpus[cpu]?.agent ?? false)}>
            <h3>{cpuName(node.program, cpu)}</h3>
            <NotYet node={node} cpu={cpu} open={reasons} onToggle={() => setReasons(!reasons)} />
            <ul>
              {choicesOf.map((choice) => (
                <li key={choice.key}>
                  <button
                    type="button"
                    className={choice.hardware ? 'choice hardware' : 'choice'}
                    title={choiceWords(node.program, choice)}
                    aria-current={choice.key === taken ? 'step' : undefined}
                    onClick={() => void session.take(choice.key)}
                  >
                    <ChoiceText node={node} choice={choice} fate={common ? 'open' : choice.fate} />
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
        {waiting.map(({ cpu, why }) => (
          <li key={`waits-${cpu}`} className={cpuHue(cpu, node.program.cpus[cpu]?.agent ?? false)}>
            <h3>{cpuName(node.program, cpu)}</h3>
            <p className="waits">
              <Waiting node={node} cpu={cpu}>
                {why}
              </Waiting>
            </p>
          </li>
        ))}
      </ul>
      {reasons && <Reasons node={node} />}
    </Panel>
  );
}

interface ChoiceTextProps {
  readonly node: RunNode;
  readonly choice: ChoiceView;
  readonly fate: Fate;
}

function ChoiceText({ node, choice, fate }: ChoiceTextProps) {
  const words = FATE[fate];
  const statement = statementText(node.program, choice.pc);
  return (
    <>
      <span className={`fate-sign ${fate}`} aria-hidden="true" />
      <span className="choice-text">
        <code>{statement || choice.words}</code>{' '}
        {statement && choice.words !== statement && <span className="choice-words">{choice.words}</span>}{' '}
        {words && <span className={`fate-words ${fate}`}>{words}</span>}
      </span>
    </>
  );
}

/** Room for the longest list of this run, so that stepping through it moves nothing below. */
function tallest(node: RunNode, width: number): number {
  const letters = Math.max(20, Math.floor((width - BESIDE) / LETTER));
  const height = (choice: ChoiceView) => {
    const said = [statementText(node.program, choice.pc), choice.words, FATE[choice.fate]].filter(Boolean);
    return ROW + LINE * (Math.ceil(said.join('  ').length / letters) - 1);
  };
  const heights = [...node.run.steps.keys(), node.run.steps.length].map((position) => {
    const choices = choicesAt(node, position);
    const able = new Set(choices.map((choice) => choice.cpu));
    const waiting = waitingCpus(snapshotAt(node, position), able).length;
    const all = choices.reduce((sum, choice) => sum + height(choice), 0);
    return all + waiting * ROW + (able.size + waiting) * HEAD;
  });
  return Math.min(320, Math.max(0, ...heights));
}

/** CPUs that can do nothing now, and what they wait for. */
function waitingCpus(
  snapshot: Snapshot | null,
  able: ReadonlySet<number>,
): readonly { readonly cpu: number; readonly why: string }[] {
  return (snapshot?.cpus ?? []).flatMap((state, cpu) => {
    if (state.finished || able.has(cpu) || able.size === 0) return [];
    const held = state.queue.find((entry) => entry.waits !== null);
    if (held) return [{ cpu, why: `cannot go on: ${held.at.text} waits for ${held.waits ?? ''}` }];
    const at = state.frames.at(-1)?.at.text;
    return at ? [{ cpu, why: `waits at ${at}` }] : [];
  });
}

function ending(node: RunNode): string {
  switch (node.run.end) {
    case 'finished':
      return 'The run is over: every CPU is done.';
    case 'violated':
      return 'The run ends here: a property is violated.';
    case 'deadlock':
      return 'Deadlock: nothing that can still happen lets any CPU go on.';
    case 'livelock':
      return 'Livelock: from here the run only goes round.';
    case 'impossible':
    case 'open':
      return 'Nothing is enabled here.';
  }
}
