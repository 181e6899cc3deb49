/**
 * One question, before its answer is shown: can this happen? Then what the machine says under each model, and the run, or the
 * refusal, at which the reader's picture and the machine part.
 */
import { useState } from 'react';
import type { Account, Answer, Guess, UnderModel, Question } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { Words } from '../words/words.tsx';
import { showParting, useAsked } from './learning-desk.ts';
import './learning.css';

export interface Answered {
  readonly guess: Guess;
  /** Null: the search stopped before it was sure. */
  readonly right: boolean | null;
}

interface PredictProps {
  readonly question: Question;
  /** Told once, when the answer is there. */
  readonly onAnswered?: (answered: Answered) => void;
  /** Before a run is shown that tells the answer. */
  readonly onShow?: () => void;
}

interface Told {
  readonly guess: Guess;
  readonly answer: Answer;
  readonly account: Account;
}

const GUESSES: readonly { readonly guess: Guess; readonly words: string }[] = [
  { guess: 'yes', words: 'Yes' },
  { guess: 'no', words: 'No' },
  { guess: 'depends', words: 'Depends on the model' },
];
const TRUTH: Readonly<Record<Guess, string>> = {
  yes: 'yes, it happens',
  no: 'no, it never happens',
  depends: 'it depends on the model',
};
const CLAIMED = { true: 'true', false: 'false', partly: 'partly true' } as const;

/** Give it a `key` of its own for each question. */
export function Predict({ question, onAnswered, onShow }: PredictProps) {
  const page = usePage();
  const asked = useAsked(question.file);
  const [guess, setGuess] = useState<Guess | null>(null);
  const [told, setTold] = useState<Told | string | null>(null);
  if (asked === null || typeof asked === 'string')
    return (
      <p className="quiet" aria-busy={asked === null}>
        {asked ?? 'Opening …'}
      </p>
    );
  const { desk, scenario } = asked;
  const choose = (made: Guess) => {
    if (guess !== null) return;
    setGuess(made);
    desk
      .answer(question)
      .then(async (answer) => {
        const account = await desk.account(question, answer, made, scenario);
        setTold({ guess: made, answer, account });
        onAnswered?.({ guess: made, right: answer.truth === null ? null : answer.truth === made });
      })
      .catch((error: unknown) => {
        setGuess(null);
        setTold(error instanceof Error ? error.message : String(error));
      });
  };
  const { claim, under } = question;
  return (
    <div className="ask">
      {claim && (
        <p className="ask-claim">
          <span className="by">{claim.by}</span> <Words text={claim.text} />
        </p>
      )}
      {under && (
        <p className="ask-under quiet">
          With <code>{under}</code>:
        </p>
      )}
      <p className="ask-text">{question.text ?? desk.subjectWords(scenario, question.subject)}</p>
      <div className="guesses" role="group" aria-label="Can this happen?">
        <span className="ask-word">Can this happen?</span>
        {GUESSES.filter(({ guess: one }) => one !== 'depends' || question.models.length > 1).map((one) => (
          <button
            key={one.guess}
            type="button"
            className="guess"
            aria-pressed={guess === one.guess}
            aria-disabled={guess !== null}
            onClick={() => choose(one.guess)}
          >
            {one.words}
          </button>
        ))}
      </div>
      <div className="told" role="status">
        {guess !== null && told === null && <p className="quiet">Searching every interleaving …</p>}
        {typeof told === 'string' && <p>{told} Choose again.</p>}
        {told !== null && typeof told !== 'string' && <Verdict told={told} claim={claim} />}
      </div>
      {told !== null && typeof told !== 'string' && told.account.parting && (
        <button
          type="button"
          className="main"
          onClick={() => {
            const { parting } = told.account;
            onShow?.();
            if (parting) void showParting(page, question.file, parting);
          }}
        >
          {told.account.parting.under ? 'Show where it ends' : `Show step ${told.account.parting.step}`}
        </button>
      )}
    </div>
  );
}

function Verdict({ told, claim }: { readonly told: Told; readonly claim: Question['claim'] }) {
  const { answer, guess, account } = told;
  const { truth } = answer;
  return (
    <>
      <p className="told-word">
        {truth === null ? (
          'The search stopped before it was sure.'
        ) : truth === guess ? (
          <>
            <b className="good">Right</b>: {TRUTH[truth]}.
          </>
        ) : (
          <>
            <b className="bad">Not so</b>: {TRUTH[truth]}.
          </>
        )}
      </p>
      <ul className="told-models">
        {answer.models.map((one) => (
          <li key={one.model}>
            <code>{one.model}</code> {modelWords(one)}
          </li>
        ))}
      </ul>
      <p>
        <Words text={account.words} />
      </p>
      {claim?.truth && (
        <p className="quiet">
          In the thread the claim turned out to be <b>{CLAIMED[claim.truth]}</b>.
        </p>
      )}
    </>
  );
}

function modelWords({ happens, witness, states }: UnderModel): string {
  const searched = `${new Intl.NumberFormat('en').format(states)} states`;
  if (happens === null) return `not known, ${searched} searched`;
  return happens ? `happens, in ${witness?.length ?? 0} steps at least` : `never, in ${searched}`;
}
