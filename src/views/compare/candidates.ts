/** What the run on the page may be laid beside: other runs taken, ways to end, the thread's interleavings, other options. */
import {
  settingsOf,
  type Candidate,
  type Exploration,
  type Model,
  type Outcome,
  type RunNode,
  type RunTree,
  type Scenario,
  type Settings,
} from '../../state/index.ts';

export interface CandidateGroup {
  readonly title: string;
  readonly candidates: readonly Candidate[];
}

export function candidatesFor(
  node: RunNode,
  tree: RunTree,
  scenario: Scenario,
  exploration: Exploration,
): readonly CandidateGroup[] {
  const { settings, model } = node;
  const keys = node.run.steps.map((step) => step.key);
  const outcomes = exploration.status === 'done' ? exploration.result.outcomes : [];
  const nearest = nearestOther(node, outcomes);
  const groups: readonly CandidateGroup[] = [
    { title: 'As long as possible the same', candidates: nearest ? [nearest] : [] },
    {
      title: 'How it can end',
      candidates: outcomes.map((outcome) => ({
        id: `end ${outcome.kind} ${outcome.label}`,
        title: outcome.bad ? `✕ ${outcome.label}` : outcome.label || 'finished',
        settings,
        model,
        run: { keys: outcome.witness },
      })),
    },
    {
      title: 'Runs taken',
      candidates: tree.nodes
        .filter((one) => one.id !== node.id)
        .map((one) => ({
          id: `node ${one.id}`,
          title: `${one.source.title}, ${one.run.steps.length} steps, ${one.run.end}`,
          settings: one.settings,
          model: one.model,
          run: { node: one.id },
        })),
    },
    {
      title: 'This run under other options',
      candidates: scenario.variants
        .filter((one) => !isShown(scenario, node, one))
        .map((one) => ({
          id: `under ${one.id}`,
          title: `${one.title} (${one.model})`,
          settings: one.settings,
          model: one.model,
          run: { keys },
        })),
    },
    {
      title: 'Interleavings of the thread',
      candidates: scenario.interleavings
        .filter((one) => !(node.source.kind === 'interleaving' && node.source.name === one.id))
        .map((one) => {
          const of = scenario.variants.find(({ id }) => id === one.of);
          return {
            id: `interleaving ${one.id}`,
            title: `${one.title}, ${one.by}`,
            settings: of?.settings ?? {},
            model: of?.model ?? scenario.model,
            run: { name: one.id },
          };
        }),
    },
  ];
  return groups.filter(({ candidates }) => candidates.length > 0);
}

/**
 * The run that stays with the one on the page up to its turning point and then ends the other way: what a failing run
 * would have had to do, or how a passing one could still have failed. Null where these options only know one way to end.
 */
function nearestOther(
  { run, score, settings, model }: RunNode,
  outcomes: readonly Outcome[],
): Candidate | null {
  const failing = isFailing(run.end);
  if (!outcomes.some(({ bad }) => bad !== failing)) return null;
  // A step's fate is that of the state after it: the last open one is where the other way still lies.
  const open = run.steps.findLastIndex(({ fate }) => fate === 'open') + 1;
  const turn = failing && score.noReturn !== null ? Math.min(open, score.noReturn - 1) : open;
  const from = run.steps.slice(0, Math.max(0, turn)).map(({ key }) => key);
  const ends = failing ? 'well' : 'badly';
  return {
    id: `nearest ${ends} ${from.length}`,
    title: `the nearest run that ${failing ? 'ends well' : 'fails'}`,
    settings,
    model,
    run: { from, ends },
  };
}

function isFailing(end: RunNode['run']['end']): boolean {
  return end === 'violated' || end === 'deadlock' || end === 'livelock';
}

/**
 * What to begin with: a failing run beside a passing one, or the other way round; where these options only know one of
 * them, the same run under the nearest options that end otherwise; else whatever there is.
 */
export function firstCandidate(
  node: RunNode,
  scenario: Scenario,
  groups: readonly CandidateGroup[],
): Candidate | null {
  const all = groups.flatMap(({ candidates }) => candidates);
  const failing = isFailing(node.run.end);
  const ending = all.find(({ id }) => id.startsWith('nearest '));
  const [nearest] = scenario.variants
    .filter(({ expect }) => (expect === 'holds') === failing)
    .map((variant) => ({ variant, far: differenceWords(scenario, node, variant).length }))
    .filter(({ far }) => far > 0)
    .sort((a, b) => a.far - b.far);
  const under = nearest && all.find(({ id }) => id === `under ${nearest.variant.id}`);
  // A run that is not possible here begins beside the one it was.
  const was = node.retold?.lost.length
    ? all.find(({ id }) => id === `node ${node.retold?.origin ?? -1}`)
    : undefined;
  return was ?? ending ?? under ?? all.find(({ id }) => !id.startsWith('end ')) ?? all[0] ?? null;
}

/** Options and model of `other` that differ from the page's, in words. */
export function differenceWords(
  scenario: Scenario,
  here: { readonly settings: Settings; readonly model: Model },
  other: { readonly settings: Settings; readonly model: Model },
): readonly string[] {
  const [a, b] = [settingsOf(scenario, here.settings), settingsOf(scenario, other.settings)];
  return [
    ...(here.model === other.model ? [] : [`model ${other.model}`]),
    ...Object.keys(b)
      .filter((name) => a[name] !== b[name])
      .map((name) => `${name} = ${b[name] ?? ''}`),
  ];
}

function isShown(
  scenario: Scenario,
  node: RunNode,
  other: { readonly settings: Settings; readonly model: Model },
): boolean {
  return differenceWords(scenario, node, other).length === 0;
}
