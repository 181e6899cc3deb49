/** The one engine of a page: a thread where the page's policy lets one be, else the page itself, a question at a time. */
import type { EngineScope } from './engine.ts';
import type { Answer, Question } from './question.ts';

/** The engine's whole program (engine.ts), put beside this by tools/element.mjs. */
declare const SMP_ENGINE: (scope: EngineScope) => void;

type Hear = (answer: Answer) => void;

const hearers = new Map<number, Hear>();
let ask: ((question: Question) => void) | null = null;
let last = 0;

/** How much may be searched where it stops the page meanwhile. */
const [IN_THREAD, ON_PAGE] = [300_000, 20_000];
let limit = IN_THREAD;

export interface Seat {
  readonly ask: (question: Question) => void;
  readonly id: number;
  /** States that a search may store. */
  readonly limit: () => number;
  readonly leave: () => void;
}

export function takeSeat(hear: Hear): Seat {
  const id = ++last;
  hearers.set(id, hear);
  ask ??= startThread() ?? startHere();
  return {
    id,
    ask: (question) => ask?.(question),
    limit: () => limit,
    leave: () => {
      hearers.delete(id);
      ask?.({ do: 'close', id });
    },
  };
}

function hear(answer: Answer): void {
  hearers.get(answer.id)?.(answer);
}

/** Null where there can be no thread; one that turns out to be forbidden only later hands over what it was asked. */
function startThread(): ((question: Question) => void) | null {
  try {
    const program = new Blob([`(${SMP_ENGINE.toString()})(self)`], { type: 'text/javascript' });
    const address = URL.createObjectURL(program);
    const thread = new Worker(address);
    const unanswered: Question[] = [];
    let isAlive = false;
    thread.onmessage = ({ data }: MessageEvent<Answer>) => {
      isAlive = true;
      unanswered.length = 0;
      URL.revokeObjectURL(address);
      hear(data);
    };
    thread.onerror = () => {
      if (isAlive) return;
      thread.terminate();
      ask = startHere();
      for (const question of unanswered.splice(0)) ask(question);
    };
    return (question) => {
      if (!isAlive) unanswered.push(question);
      thread.postMessage(question);
    };
  } catch {
    return null;
  }
}

function startHere(): (question: Question) => void {
  limit = ON_PAGE;
  const scope: EngineScope = { onmessage: null, postMessage: hear };
  SMP_ENGINE(scope);
  return (question) => {
    const smaller = question.do === 'open' ? { ...question, what: { ...question.what, limit } } : question;
    // After what the page has to draw.
    setTimeout(() => scope.onmessage?.({ data: smaller }));
  };
}
