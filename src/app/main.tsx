import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient, threadsFor, type Death } from '../client/index.ts';
import {
  CARRIED,
  createCatalogue,
  createComparison,
  createCourseDoor,
  createDrawer,
  createForgettingDoor,
  createKeeper,
  createLattices,
  createLearningDoor,
  createLinks,
  createMailBox,
  createMatrix,
  createModelStates,
  createPlayback,
  createPreferences,
  createRowView,
  createSession,
  createWorkshopDoor,
  createCoverage,
  createExplanations,
  followAddress,
  recallFiles,
  recallWork,
} from '../state/index.ts';
import { FRAME, Guard, PageProvider, PageView, type Page } from '../views/index.ts';
import { addressBar, addressWords, namesCourse, copy, openTabs, save, storage } from './browser.ts';
import { openShelfDoor } from './shelf-door.ts';

const client = createClient(undefined, {
  threads: threadsFor(navigator.hardwareConcurrency),
  onDeath: sayDeath,
});
const bundle = () => import('./catalogue-files.ts');
const catalogue = createCatalogue(async (id) => (await bundle()).readBundled(id));
const shelf = openShelfDoor();
const drawer = createDrawer();
const session = createSession(client, (file) => recallWork(shelf, file, drawer));
const ownFiles = recallFiles(shelf, catalogue);
const coverage = createCoverage(client, session);
const preferences = createPreferences(storage);
const rowView = createRowView(session, preferences);
const playback = createPlayback(session, () => rowView.stepBy(1));
const links = createLinks(
  client,
  async (id) => {
    const bundled = await catalogue.load(id);
    if (bundled) return bundled;
    await ownFiles;
    return catalogue.load(id);
  },
  async (text) => {
    await ownFiles;
    const mine = catalogue.own(addressBar.mine());
    return mine ?? catalogue.add(CARRIED, text);
  },
);
const address = followAddress(session, links, addressBar, preferences.rememberLast);
const keeper = createKeeper(shelf, { session, drawer, catalogue }, () => {
  session.announce({
    tone: 'calm',
    what: 'This browser does not keep your runs and files: its storage is closed or full.',
    todo: 'They last as long as this page; copy the links of those that you need.',
  });
});

const workshop = createWorkshopDoor({ client, session, catalogue, drawer, shelf, tabs: openTabs() });

const learning = createLearningDoor(client, session, addressWords);

const course = createCourseDoor({
  client,
  session,
  catalogue,
  storage,
  learning,
  named: namesCourse,
  world: async () => (await import('./course-world.ts')).courseWorld,
  arrived: () => preferences.showSheet('library'),
});

const page: Page = {
  client,
  session,
  workshop,
  coverage,
  playback,
  preferences,
  rowView,
  catalogue,
  drawer,
  lattices: createLattices(client),
  learning,
  course,
  another: () => {
    const session = createSession(client);
    const rowView = createRowView(session, preferences);
    return { session, rowView, playback: createPlayback(session, () => rowView.stepBy(1)) };
  },
  mail: createMailBox(client, session, catalogue),
  matrix: createMatrix(client, session),
  modelStates: createModelStates(client),
  comparison: createComparison(client),
  explanations: createExplanations(client, session),
  forgetting: createForgettingDoor(shelf, {
    forgetLast: () => preferences.rememberLast(null),
    course,
    storage,
    session,
    drawer,
    catalogue,
    keeper,
  }),
  deeds: {
    permalink: async () => {
      const fragment = await address.fragment();
      return fragment && `${window.location.href.replace(/#.*/, '')}#${fragment}`;
    },
    copy,
    save,
  },
};

/** A thread of the search is gone: what is lost says so where it was asked for, what goes on is said here. */
function sayDeath({ reason, again, lost }: Death): void {
  const what = 'A thread of the search stopped';
  const { notice } = session.store.getState();
  if (again === 0) {
    if (lost > 0 && notice?.what.startsWith(what)) session.dismiss();
    return;
  }
  session.announce({
    tone: 'calm',
    what: reason === null ? `${what}.` : `${what} (${reason.replace(/\.$/, '')}).`,
    todo: 'Another one has taken its work over from the start; nothing of yours is lost.',
  });
}

function applyTheme(): void {
  const theme = FRAME?.theme ?? preferences.store.getState().theme;
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
preferences.store.subscribe(applyTheme);
applyTheme();

/** The library's own file may not come; what a link carries opens all the same. */
function fillLibrary(): void {
  bundle().then(
    ({ bundledEntries, bundledThreads }) => catalogue.fill(bundledEntries, bundledThreads),
    () => {
      session.announce({
        tone: 'problem',
        what: 'The library could not be loaded: you are offline, or the site was updated.',
        todo: 'Try again when you are online, or reload the page.',
        deed: { words: 'Try again', run: fillLibrary },
      });
    },
  );
}
fillLibrary();

function flush(): void {
  keeper.flush();
  void workshop.store.getState().workshop?.drafts.flush();
}
window.addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', flush);
window.addEventListener('beforeunload', (event) => {
  if (workshop.store.getState().workshop?.drafts.store.getState().unkept) event.preventDefault();
});
for (const change of ['popstate', 'hashchange']) window.addEventListener(change, course.follow);
course.follow();
void address.openFragment(addressBar.read());

// Each question handles its own failure; what escapes is our mistake, and the reader is not left waiting for an answer.
window.addEventListener('unhandledrejection', ({ reason }) => {
  session.announce({
    tone: 'problem',
    what: `Something has failed: ${reason instanceof Error ? reason.message : String(reason)}.`,
    todo: 'This is a mistake in smpscope; the link in the address bar reproduces it. Your runs stay as they are.',
  });
});

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Guard title="The page" whole>
        <PageProvider value={page}>
          <PageView />
        </PageProvider>
      </Guard>
    </StrictMode>,
  );
}
