/**
 * A lesson on paper: what is read and asked, with a run to fill in; then, on a page of its own, what the machine answers. Only
 * this is printed while it stands.
 */
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { CourseDesk, LessonQuestion, OpenLesson, Sheet, SheetAnswer } from '../../state/index.ts';
import type { Score } from '../../score/index.ts';
import { usePage, type Page } from '../context.ts';
import { exportRoom } from '../export-room.ts';
import { answerWords } from './answer-words.ts';
import { Picture } from './picture.tsx';
import { Prose } from './prose-view.tsx';

interface SheetsProps {
  readonly desk: CourseDesk;
  readonly open: OpenLesson;
  readonly onClose: () => void;
}

interface Ready {
  readonly sheet: Sheet;
  readonly picture: (score: Score, title: string) => string;
}

export function SheetsView({ desk, open, onClose }: SheetsProps) {
  const page = usePage();
  const [ready, setReady] = useState<Ready | string | null>(null);
  useEffect(() => {
    let isAsked = true;
    made(page, desk, open).then(
      (found) => isAsked && setReady(found),
      (error: unknown) => isAsked && setReady(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isAsked = false;
    };
  }, [page, desk, open]);
  return createPortal(
    <Dialog onClose={onClose}>
      {ready === null && (
        <p className="quiet" aria-busy="true">
          Asking the machine for the answers …
        </p>
      )}
      {typeof ready === 'string' && <p role="status">{ready}</p>}
      {ready !== null && typeof ready !== 'string' && <Pages open={open} ready={ready} />}
    </Dialog>,
    document.body,
  );
}

async function made(page: Page, desk: CourseDesk, open: OpenLesson): Promise<Ready | string> {
  const room = await exportRoom(page);
  if (!room) return 'What draws the sheet could not be loaded. Close this and try again.';
  return { sheet: await desk.sheet(open), picture: room.scoreSvg };
}

function Dialog({ onClose, children }: { readonly onClose: () => void; readonly children: React.ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const target = dialog.current;
    if (target && !target.open) target.showModal();
    return () => target?.close();
  }, []);
  return (
    <dialog ref={dialog} className="sheets" aria-label="Sheet to print" onClose={onClose}>
      <div className="sheets-head">
        <button type="button" className="main" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
        <span>The last page has the answers.</span>
      </div>
      {children}
    </dialog>
  );
}

const LINES: Readonly<Record<LessonQuestion['k'], string>> = {
  predict: 'Predict',
  break: 'Break it: write down who moves, step by step',
  fix: 'Fix it: tick what is needed, and nothing else',
};

function Pages({ open, ready: { sheet, picture } }: { readonly open: OpenLesson; readonly ready: Ready }) {
  const { lesson, questions, scenario } = open;
  return (
    <>
      <article className="sheet-page" aria-label="Questions">
        <h1>{lesson.title}</h1>
        <p className="sheet-name">Name: ______________________________ Date: ______________</p>
        <div className="prose sheet-prose">
          <Prose blocks={lesson.prose} />
        </div>
        <pre>{codeOf(scenario.text)}</pre>
        {sheet.blank && (
          <figure>
            <figcaption>A run that ends well. Fill in what is read, and what memory holds.</figcaption>
            <Picture svg={picture(sheet.blank, '')} label="A run with blanks to fill" />
          </figure>
        )}
        <ol className="sheet-questions">
          {questions.map((one) => (
            <li key={one.asked.key}>
              <h2>{LINES[one.k]}</h2>
              <Prose blocks={one.asked.words} />
              <Blank one={one} open={open} />
            </li>
          ))}
        </ol>
      </article>
      <article className="sheet-page" aria-label="Answers">
        <h1>{lesson.title}: answers</h1>
        {sheet.run && (
          <figure>
            <Picture svg={picture(sheet.run, '')} label="The same run, filled in" />
          </figure>
        )}
        <ol className="sheet-questions">
          {questions.map((one, nth) => (
            <li key={one.asked.key}>
              <Answered one={one} answered={sheet.answers[nth]} picture={picture} />
            </li>
          ))}
        </ol>
      </article>
    </>
  );
}

function Blank({ one, open }: { readonly one: LessonQuestion; readonly open: OpenLesson }) {
  switch (one.k) {
    case 'predict':
      return (
        <p className="sheet-boxes">
          {['yes', 'no', `only under ${one.question.models.map((model) => `☐ ${model}`).join('  ')}`].map(
            (words) => (
              <span key={words}>☐ {words}</span>
            ),
          )}
        </p>
      );
    case 'break':
      return (
        <EmptyTable
          columns={open.scenario.cpus.map(({ index, agent, name }) => (agent ? name : `CPU ${index}`))}
        />
      );
    case 'fix':
      return (
        <ul className="sheet-boxes">
          {(one.task.options ?? []).map((name) => (
            <li key={name}>☐ {open.scenario.options.find((option) => option.name === name)?.text ?? name}</li>
          ))}
        </ul>
      );
  }
}

/** As a race is drawn in a mail, with nothing in it yet. */
function EmptyTable({ columns }: { readonly columns: readonly string[] }) {
  return (
    <table className="sheet-table">
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: 8 }, (_, row) => (
          <tr key={row}>
            {columns.map((name) => (
              <td key={name} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface AnsweredProps {
  readonly one: LessonQuestion;
  readonly answered: SheetAnswer | undefined;
  readonly picture: Ready['picture'];
}

function Answered({ one, answered, picture }: AnsweredProps) {
  return (
    <>
      <Prose blocks={one.asked.words} />
      <p>
        <strong>{answered?.answer ? answerWords(answered.answer) : 'The machine has no answer.'}</strong>
      </p>
      <Prose blocks={one.asked.afterwards} />
      {answered?.shown && (
        <figure>
          <Picture svg={picture(answered.shown, '')} label="The shortest run" />
        </figure>
      )}
    </>
  );
}

/** The code, without what is said above and expected below. */
function codeOf(text: string): string {
  const end = text.search(/^(?:variant|claim|interleaving)\b/m);
  const code = end < 0 ? text : text.slice(0, end);
  return code.replace(/^(?:scenario|about|thread|source|arch)\b.*\n(?:\s+".*\n)*/gm, '').trim();
}
