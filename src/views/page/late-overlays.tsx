/** The dialogs that nobody types into while they are on their way. */
import type { OverlayName } from '../../state/index.ts';
import { useNode } from '../context.ts';
import { onDemand } from '../on-demand.tsx';
import { LinkAddress } from './link-address.tsx';
import { Overlay } from './overlay.tsx';

const MEANWHILE = { meanwhile: 'Opening …' };
const HelpText = onDemand('The list of keys', async () => (await import('./help.tsx')).HelpText, MEANWHILE);
const WordList = onDemand(
  'The words',
  async () => (await import('../words/word-list.tsx')).WordList,
  MEANWHILE,
);
const ExportMenu = onDemand(
  'The list of formats',
  async () => (await import('../exporting/export-menu.tsx')).ExportMenu,
  MEANWHILE,
);
const NewList = onDemand(
  'What there is to begin with',
  async () => (await import('../gallery/new-list.tsx')).NewList,
  MEANWHILE,
);

export function LateOverlays({ name }: { readonly name: OverlayName }) {
  const node = useNode();
  switch (name) {
    case 'help':
      return (
        <Overlay title="Keys">
          <HelpText />
        </Overlay>
      );
    case 'words':
      return (
        <Overlay title="What the words mean">
          <WordList />
        </Overlay>
      );
    case 'export':
      return (
        node && (
          <Overlay title="Export">
            <ExportMenu />
          </Overlay>
        )
      );
    case 'new':
      return (
        <Overlay title="New scenario">
          <NewList />
        </Overlay>
      );
    case 'address':
      return <LinkAddress />;
    case 'palette':
    case 'go':
      return null;
  }
}
