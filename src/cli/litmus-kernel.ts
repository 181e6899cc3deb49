/**
 * One C litmus test under the Linux-kernel memory model: verdict, final states and flags as herd7 has them, and on request why:
 * the cycle that forbids what the condition asks for, the two accesses that race.
 */
import {
  axiomWords,
  type Execution,
  type ExecutionEdge,
  executionsOf,
  missingWords,
  type Outcomes,
  outcomesOf,
  relationWords,
} from '../axiomatic/index.ts';
import {
  compileKernelLitmus,
  type Diagnostic,
  type KernelTest,
  type LitmusState,
  litmusStates,
  type LitmusVerdict,
  litmusVerdict,
} from '../scenario/index.ts';

export type KernelJudgement =
  | ({
      readonly kind: 'verdict';
      readonly ms: number;
      readonly test: KernelTest;
      readonly outcomes: Outcomes;
    } & LitmusVerdict)
  /** Too much to look at, or a loop that goes round more often than is looked at: nothing can be said. */
  | { readonly kind: 'bounded'; readonly candidates: number; readonly ms: number }
  | { readonly kind: 'unsupported'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

const LONGEST = 30_000;

export function judgeKernelLitmus(text: string): KernelJudgement {
  const began = performance.now();
  const compiled = compileKernelLitmus(text);
  if (compiled.kind !== 'test') return { kind: compiled.kind, diagnostic: compiled.diagnostic };
  const outcomes = outcomesOf(compiled.kernel, compiled.shown, { ms: LONGEST });
  const ms = performance.now() - began;
  // A loop that goes on is cut by herd7 as well, whose answer stands for the runs up to there.
  if (outcomes.bounded !== null && outcomes.bounded !== 'loop')
    return { kind: 'bounded', candidates: outcomes.candidates, ms };
  return { kind: 'verdict', ...litmusVerdict(compiled.test, outcomes.finals), ms, test: compiled, outcomes };
}

/** The final states; nobody counts interleavings here. */
export function kernelStates({
  test,
  outcomes,
}: Extract<KernelJudgement, { kind: 'verdict' }>): LitmusState[] {
  return litmusStates(
    test.test,
    outcomes.finals.map((values) => ({ values, interleavings: null, witness: [] })),
  );
}

/** Why no execution satisfies the condition, and what races; lines without indentation. */
export function kernelReasons({
  verdict,
  test,
  outcomes,
}: Extract<KernelJudgement, { kind: 'verdict' }>): string[] {
  const lines: string[] = [];
  if (verdict === 'Never') {
    const question = {
      values: null,
      where: test.test.condition,
      which: 'forbidden',
      most: 1,
      ms: LONGEST,
    } as const;
    const [execution] = executionsOf(test.kernel, test.shown, question).executions;
    if (execution !== undefined) lines.push(...forbiddenLines(execution));
  }
  const race = outcomes.race?.races[0];
  if (outcomes.race !== null && race !== undefined) {
    const [first, second] = [eventText(outcomes.race, race.first), eventText(outcomes.race, race.second)];
    lines.push(`data race: ${first} and ${second}. ${missingWords[race.missing]}`);
  }
  return lines;
}

/** An execution in the order of its threads: what each does, and from where its reads have their values. */
export function executionLines(execution: Execution): string[] {
  const { events, relations, threads } = execution;
  const sources = new Map((relations['rf'] ?? []).map(([from, to]) => [to, from]));
  return events.flatMap(({ id, thread, at, kind }) => {
    if (thread === null) return [];
    const source = sources.get(id);
    const from = source === undefined ? '' : ` from ${sourceText(execution, source)}`;
    const text = at === null || at.text === '' ? '' : `  ${at.text}`;
    return kind === 'fence' || kind === 'read' || kind === 'write'
      ? [`${threads[thread] ?? ''} ${events[id]?.label ?? ''}${from}${text}`]
      : [];
  });
}

function sourceText(execution: Execution, id: number): string {
  const event = execution.events[id];
  return event?.kind === 'init' ? 'the start' : eventText(execution, id);
}

/** What forbids an execution: the axiom, and its cycle edge by edge. */
export function forbiddenLines(execution: Execution): string[] {
  const { forbidden } = execution;
  if (forbidden === null) return [];
  return [
    `forbidden by ${forbidden.axiom}: ${axiomWords[forbidden.axiom]}`,
    ...forbidden.cycle.flatMap((edge) => edgeLines(execution, edge, '  ')),
  ];
}

function edgeLines(execution: Execution, edge: ExecutionEdge, indent: string): string[] {
  const { name, from, to, via } = edge;
  const words = relationWords[name] ?? '';
  return [
    `${indent}${eventText(execution, from)} -${name}-> ${eventText(execution, to)}. ${words}`,
    ...via.flatMap((inner) => edgeLines(execution, inner, `${indent}  `)),
  ];
}

/** `P0 W[once] x=1` */
export function eventText({ events, threads }: Execution, id: number): string {
  const event = events[id];
  if (event === undefined) return '?';
  return `${event.thread === null ? '' : `${threads[event.thread] ?? ''} `}${event.label}`;
}
