/** The one screen: library, score with step bar and code, and what the machine and the search say. */
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { hidesOthers, hidesVerdict, type RunNode, type Scenario } from '../../state/index.ts';
import { useDrag } from '../behaviors/drag.ts';
import { useIncoming } from '../behaviors/incoming.ts';
import { useKeys } from '../behaviors/keys.ts';
import { useRoom, within, type Sized } from '../behaviors/room.ts';
import { useNode, usePage, usePreferences, useSession } from '../context.ts';
import { Guard } from '../guard.tsx';
import { onDemand } from '../on-demand.tsx';
import { Drawer } from '../drawer/drawer.tsx';
import { ChoicesPanel } from '../panels/choices-panel.tsx';
import { VerdictPanel } from '../panels/verdict-panel.tsx';
import { ScoreGrid } from '../score/score-grid.tsx';
import { createViewport, ViewportProvider } from '../score/viewport.ts';
import { Caption, LiveRegion } from './caption.tsx';
import { EmbedHead, NothingNamed } from './embed-head.tsx';
import { FRAME } from './frame.ts';
import { Loading, Welcome } from './empty-states.tsx';
import { GoTo } from './go-to.tsx';
import { Library } from './library.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { Options } from './options.tsx';
import { PageHead } from './page-head.tsx';
import { Palette } from './palette.tsx';
import { SheetBar, useSheetFocus } from './sheets.tsx';
import { StepBar } from './step-bar.tsx';

const NotAScenario = onDemand(
  'What is wrong with the file',
  async () => (await import('./not-a-scenario.tsx')).NotAScenario,
);
const MailView = onDemand('The mail', async () => (await import('../mail/mail-view.tsx')).MailView, {
  meanwhile: 'Opening …',
});
const CourseView = onDemand(
  'The course',
  async () => (await import('../course/course-view.tsx')).CourseView,
  {
    meanwhile: 'Opening …',
  },
);
const CodePanel = onDemand('The code', async () => (await import('../panels/code-panel.tsx')).CodePanel);
const ClaimsPanel = onDemand('Claims', async () => (await import('../panels/claims-panel.tsx')).ClaimsPanel);
const LearnPanel = onDemand(
  'What is asked',
  async () => (await import('../learning/learn-panel.tsx')).LearnPanel,
  { meanwhile: 'Opening …' },
);
const RunsPanel = onDemand('Runs', async () => (await import('../panels/runs-panel.tsx')).RunsPanel);
const MachinePanel = onDemand(
  'Machine',
  async () => (await import('../panels/machine-panel.tsx')).MachinePanel,
);
const Presenter = onDemand('The notes', async () => (await import('../learning/presenter.tsx')).Presenter, {
  meanwhile: 'Opening …',
});
const HeadWords = onDemand('The title', async () => (await import('./head-words.tsx')).HeadWords, {
  instead: () => null,
});
const PointedWords = onDemand(
  'The words',
  async () => (await import('../words/pointed-words.tsx')).PointedWords,
  { instead: () => null },
);
const LateOverlays = onDemand(
  'What was asked for',
  async () => (await import('./late-overlays.tsx')).LateOverlays,
);
const TableView = onDemand('The table', async () => (await import('../table/table-view.tsx')).TableView);

export function PageView() {
  useKeys();
  useSheetFocus();
  const page = usePage();
  const { playback } = page;
  useIncoming(page);
  const mail = useStore(page.mail.store, (state) => state.open);
  const course = useStore(page.course.store, (state) => state.open);
  const mode = useStore(playback.store, (state) => state.mode);
  const { libraryOpen, sheet, sizes, theme, overlay } = usePreferences();
  const node = useNode();
  const scenario = useSession((state) => state.scenario);
  const text = useSession((state) => state.text);
  const forked = useSession((state) => state.tree.nodes.length > 1);
  const phase = useSession((state) => state.phase);
  const learning = useStore(page.learning.store, (state) => state.mode);
  const isAsked = learning === 'predict' || learning === 'break' || learning === 'fix';
  const untold = useSession(hidesVerdict);
  const others = useSession(hidesOthers);
  const style = {
    '--library': `${sizes.library}px`,
    '--side': `${within(sizes.side, useRoom('side'))}px`,
    '--code': `${within(useCodeSize(), useRoom('code'))}px`,
  } as React.CSSProperties;
  const overlays = (
    <>
      <HeadWords hides={others} />
      <PointedWords />
      {overlay === 'palette' && <Palette />}
      {overlay === 'go' && <GoTo />}
      {overlay !== null && overlay !== 'palette' && overlay !== 'go' && <LateOverlays name={overlay} />}
    </>
  );
  if (learning === 'present' && node)
    return (
      <>
        <Presenter node={node} />
        <LiveRegion node={node} />
        {overlays}
      </>
    );
  if (FRAME)
    return (
      <div className={`page embed ${FRAME.code ? 'with-code' : ''} ${mode}`} data-theme={theme}>
        <EmbedHead />
        <main className="area-main" aria-label="Interleaving">
          <NoticeBar />
          {node ? (
            <ScoreStage node={node} />
          ) : phase === 'failed' ? (
            <NotAScenario />
          ) : phase === 'loading' ? (
            <Loading />
          ) : (
            <NothingNamed />
          )}
        </main>
        {FRAME.code && node && scenario && (
          <aside className="area-code" aria-label="Code beside the score">
            <CodePanel node={node} scenario={scenario} />
          </aside>
        )}
        <LiveRegion node={node} />
        {overlays}
      </div>
    );
  return (
    <div
      className={`page text-${text} ${mode} ${mail ? 'with-library with-mail' : course ? 'with-library with-course' : libraryOpen ? 'with-library' : ''} ${sheet ? `with-sheet sheet-${sheet}` : ''}`}
      style={style}
      data-theme={theme}
    >
      <PageHead />
      <div className="area-library" tabIndex={-1}>
        {mail ? <MailView /> : course ? <CourseView /> : <Library />}
      </div>
      <main className="area-main" aria-label="Interleaving and code">
        <NoticeBar />
        {node && scenario ? (
          <Stage node={node} scenario={scenario} />
        ) : phase === 'failed' ? (
          <NotAScenario />
        ) : phase === 'loading' ? (
          <Loading />
        ) : (
          <Welcome />
        )}
      </main>
      <aside className="area-side" tabIndex={-1} aria-label="Verdict, choices and machine">
        {node && scenario && (
          <>
            <Edge size="side" />
            {isAsked && <LearnPanel scenario={scenario} />}
            {(!isAsked || !untold) && (
              <Guard title="Verdict">
                <VerdictPanel scenario={scenario} />
              </Guard>
            )}
            {!isAsked && !untold && scenario.claims.length > 0 && <ClaimsPanel scenario={scenario} />}
            {learning !== 'break' && (
              <Guard title="Choices">
                <ChoicesPanel node={node} />
              </Guard>
            )}
            <MachinePanel node={node} />
            {forked && <RunsPanel />}
          </>
        )}
      </aside>
      {node && <SheetBar />}
      <LiveRegion node={node} />
      {overlays}
    </div>
  );
}

/** A text that is being written has more room than code that is read. */
function useCodeSize(): number {
  const { sizes } = usePreferences();
  const isWritten = useStore(usePage().drawer.store, ({ tab, editing }) => tab === 'code' && editing);
  return isWritten ? Math.max(sizes.code, 400) : sizes.code;
}

function Stage({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  return (
    <>
      <div className="stage-head" tabIndex={-1}>
        <Guard title="What can be chosen">
          <Options node={node} scenario={scenario} />
        </Guard>
      </div>
      <Guard title="The score">
        <ScoreStage node={node} />
      </Guard>
      <div className="stage-code">
        <Edge size="code" />
        <Drawer node={node} scenario={scenario} />
      </div>
    </>
  );
}

/** The score, what happens at its playhead, and time in the hand. */
function ScoreStage({ node }: { readonly node: RunNode }) {
  const { table } = usePreferences();
  const [viewport] = useState(createViewport);
  return (
    <ViewportProvider value={viewport}>
      <div className="stage-score">{table ? <TableView node={node} /> : <ScoreGrid node={node} />}</div>
      <Caption node={node} />
      <StepBar node={node} />
    </ViewportProvider>
  );
}

/** The hairline between two areas; dragged or moved with the arrow keys it gives one more room. */
function Edge({ size }: { readonly size: Sized }) {
  const { preferences } = usePage();
  const { sizes } = usePreferences();
  const edge = useRef<HTMLDivElement>(null);
  const from = useRef(0);
  const room = useRoom(size);
  const code = useCodeSize();
  const now = within(size === 'code' ? code : sizes[size], room);
  const limit = (value: number) => preferences.resize(size, within(value, room));
  useDrag(edge, {
    start: () => {
      from.current = now;
    },
    move: (x, y) => limit(from.current - (size === 'side' ? x : y)),
  });
  const key =
    size === 'side' ? { more: 'ArrowLeft', less: 'ArrowRight' } : { more: 'ArrowUp', less: 'ArrowDown' };
  return (
    <div
      ref={edge}
      className={`edge-${size}`}
      role="separator"
      aria-label={size === 'side' ? 'Width of the side panels' : 'Height of the code'}
      aria-orientation={size === 'side' ? 'vertical' : 'horizontal'}
      aria-valuenow={now}
      aria-valuemin={room.least}
      aria-valuemax={room.most}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== key.more && event.key !== key.less) return;
        event.preventDefault();
        event.stopPropagation();
        limit(now + (event.key === key.more ? 16 : -16));
      }}
    />
  );
}
