/**
 * The engine of all elements of a page: compiles, searches, and sets the score. It is one function's worth of program,
 * which runs in a thread made of that function's own text, and on the page where no thread may be.
 */
import { drawScore } from '../export/index.ts';
import { engrave, foldCalls, type Score } from '../score/index.ts';
import { Mistake, openRun } from './opened-run.ts';
import type { Answer, Opened, Picture, Question, Wanted } from './question.ts';

/** What a worker's global scope has of this, or the page's stand-in for one. */
export interface EngineScope {
  onmessage: ((event: { readonly data: Question }) => void) | null;
  postMessage: (answer: Answer) => void;
}

/** Answers what comes, one after another. */
export function serve(scope: EngineScope): void {
  const scores = new Map<number, Score>();
  let last = Promise.resolve();
  scope.onmessage = ({ data }) => {
    last = last.then(async () => {
      try {
        const answer = await answerTo(data, scores);
        if (answer) scope.postMessage(answer);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        scope.postMessage({
          re: 'problem',
          id: data.id,
          message: error instanceof Mistake ? message : `smpscope has made a mistake, not you: ${message}`,
        });
      }
    });
  };
}

async function answerTo(question: Question, scores: Map<number, Score>): Promise<Answer | null> {
  const { id } = question;
  switch (question.do) {
    case 'open': {
      const { score, opened } = await open(question.what);
      scores.set(id, score);
      return { re: 'open', id, opened };
    }
    case 'draw': {
      const score = scores.get(id);
      return score ? { re: 'draw', id, picture: draw(score, question.room) } : null;
    }
    case 'close':
      scores.delete(id);
      return null;
  }
}

async function open(wanted: Wanted): Promise<{ readonly score: Score; readonly opened: Opened }> {
  const { scenario, machine, model, run, title, step, result, odd, link } = await openRun(wanted);
  const whole = engrave(machine.program, run);
  const rows = Array.from({ length: whole.steps + 1 }, (_, at) => whole.rows[whole.rowOfStep[at] ?? 0]);
  return {
    score: foldCalls(whole),
    opened: {
      title: scenario.title,
      run: title,
      model,
      verdict: { kind: result.verdict, properties: result.properties },
      odd,
      steps: whole.steps,
      step,
      link,
      source: scenario.text,
      labels: rows.map((row) => row?.label ?? ''),
      notes: rows.map((row) => row?.note ?? ''),
    },
  };
}

function draw(score: Score, room: number): Picture {
  const { geometry, head, body } = drawScore(score, room);
  return {
    body,
    head,
    width: geometry.width,
    height: geometry.height,
    rows: score.rowOfStep.map((row) => [geometry.tops[row] ?? 0, geometry.tops[row + 1] ?? geometry.height]),
  };
}
