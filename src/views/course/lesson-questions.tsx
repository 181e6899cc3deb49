/** The questions of a lesson: one is asked at a time, for each of them has its own run. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { CourseDesk, LessonQuestion, OpenLesson, Tried } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { BreakIt } from '../learning/break-it.tsx';
import { FixIt } from '../learning/fix-it.tsx';
import { Predict } from '../learning/predict.tsx';
import { Prose } from './prose-view.tsx';

const KINDS: Readonly<Record<LessonQuestion['k'], string>> = {
  predict: 'Predict',
  break: 'Break it',
  fix: 'Fix it',
};

interface QuestionsProps {
  readonly desk: CourseDesk;
  readonly open: OpenLesson;
}

export function LessonQuestions({ desk, open }: QuestionsProps) {
  const asking = useStore(desk.store, (state) => state.asking);
  const tried = useStore(desk.store, ({ progress }) => progress[open.lesson.id]?.tried);
  return (
    <ol className="questions" aria-label="Questions">
      {open.questions.map((one, nth) => (
        <li key={one.asked.key} className={one.asked.key === asking ? 'asked' : ''}>
          <Question
            desk={desk}
            one={one}
            next={open.questions[nth + 1]}
            tried={tried?.[one.asked.key]}
            isAsked={one.asked.key === asking}
          />
        </li>
      ))}
    </ol>
  );
}

interface QuestionProps {
  readonly desk: CourseDesk;
  readonly one: LessonQuestion;
  readonly next: LessonQuestion | undefined;
  readonly tried: Tried | undefined;
  readonly isAsked: boolean;
}

function Question({ desk, one, next, tried, isAsked }: QuestionProps) {
  const { asked } = one;
  const place = useRef<HTMLDivElement>(null);
  const tries = tried?.tries;
  useEffect(() => {
    if (!isAsked) return;
    place.current?.scrollIntoView({ block: 'start' });
    // Who came by the button of the question before goes on from here.
    if (document.activeElement === document.body) place.current?.querySelector('button')?.focus();
  }, [isAsked]);
  useEffect(() => {
    place.current?.querySelector('.told')?.scrollIntoView({ block: 'nearest' });
  }, [tries]);
  return (
    <div ref={place}>
      <h3>
        <button type="button" aria-expanded={isAsked} onClick={() => desk.ask(isAsked ? null : asked.key)}>
          <span className="fold" aria-hidden="true" /> {KINDS[one.k]}
          <span className="far">{tried && (tried.right ? '✓ answered' : 'answered')}</span>
        </button>
      </h3>
      {(!isAsked || one.k === 'fix') && (
        <div className={isAsked ? 'prose' : 'prose in-short'}>
          <Prose blocks={asked.words} />
        </div>
      )}
      {isAsked && <Asked desk={desk} one={one} />}
      {isAsked && tried && asked.afterwards.length > 0 && (
        <div className="prose afterwards">
          <Prose blocks={asked.afterwards} />
        </div>
      )}
      {isAsked && tried && next && (
        <button type="button" className="main next-question" onClick={() => desk.ask(next.asked.key)}>
          Next: {KINDS[next.k]}
        </button>
      )}
    </div>
  );
}

function Asked({ desk, one }: { readonly desk: CourseDesk; readonly one: LessonQuestion }) {
  const { session } = usePage();
  const { key } = one.asked;
  const show = () => session.hide('nothing');
  switch (one.k) {
    case 'predict':
      return (
        <Predict
          question={one.question}
          onAnswered={({ right }) => desk.answer(key, right === true)}
          onShow={show}
        />
      );
    case 'break':
      return <BreakIt goal={one.goal} onEnd={({ won }) => won && desk.answer(key, true)} />;
    case 'fix':
      return (
        <FixIt
          task={one.task}
          onEnd={({ added, fewest }) => desk.answer(key, fewest === null || added <= fewest)}
          onShow={show}
        />
      );
  }
}
