import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient, threadsFor, type Death } from '../client/index.ts';
import {
  createCatalogue,
  createComparison,
  createDrawer,
  createLattices,
  createLinks,
  createMatrix,
  createPlayback,
  createPreferences,
  createSession,
  createCoverage,
  createExplanations,
  followAddress,
} from '../state/index.ts';
import { PageProvider, PageView, type Page } from '../views/index.ts';
import { addressBar, copy, save, storage } from './browser.ts';
import { ErrorBoundary } from './error-boundary.tsx';

const client = createClient(undefined, {
  threads: threadsFor(navigator.hardwareConcurrency),
  onDeath: sayDeath,
});
const bundle = import('./catalogue-files.ts');
const catalogue = createCatalogue(async (id) => (await bundle).readBundled(id));
const library = bundle.then(({ bundledEntries }) => catalogue.fill(bundledEntries));
const session = createSession(client);
const coverage = createCoverage(client, session);
const playback = createPlayback(session);
const preferences = createPreferences(storage);
const links = createLinks(client, catalogue.load);
const address = followAddress(session, links, addressBar);

const page: Page = {
  session,
  coverage,
  playback,
  preferences,
  catalogue,
  drawer: createDrawer(),
  lattices: createLattices(client),
  matrix: createMatrix(client, session),
  comparison: createComparison(client),
  explanations: createExplanations(client, session),
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
  const { theme } = preferences.store.getState();
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
preferences.store.subscribe(applyTheme);
applyTheme();

void library.then(() => address.openFragment(addressBar.read()));

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <PageProvider value={page}>
          <PageView />
        </PageProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
