/** The editor, which is loaded when somebody first writes. */
import { onDemand } from '../on-demand.tsx';

export const LateEditor = onDemand('The editor', async () => (await import('./editor-pane.tsx')).EditorPane, {
  meanwhile: 'Opening the editor …',
});
