import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../client/index.ts';
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
  followAddress,
} from '../state/index.ts';
import { PageProvider, PageView, type Page } from '../views/index.ts';
import { addressBar, copy, save, storage } from './browser.ts';
import { ErrorBoundary } from './error-boundary.tsx';

const client = createClient();
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
  // A thread of its own, started with the first matrix: stepping and the verdict do not wait for it.
  matrix: createMatrix(createClient(), session),
  comparison: createComparison(client),
  deeds: {
    permalink: async () => {
      const fragment = await address.fragment();
      return fragment && `${window.location.href.replace(/#.*/, '')}#${fragment}`;
    },
    copy,
    save,
  },
};

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
