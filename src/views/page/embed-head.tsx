/** The top line in a frame of another page: what is shown, and the way to all of it. */
import { useNode, useSession } from '../context.ts';
import { unframed } from './frame.ts';

export function EmbedHead() {
  const node = useNode();
  const scenario = useSession((state) => state.scenario);
  return (
    <header className="embed-head">
      <h1 title={scenario?.title}>{scenario?.title ?? 'smpscope'}</h1>
      {node && <p className="run-title">{node.source.title}</p>}
      <WholePage />
    </header>
  );
}

/** The way out of a frame. */
export function WholePage() {
  return (
    <a
      href={wholePage()}
      target="_blank"
      rel="noopener"
      // The address follows the step, so it is read when it is needed.
      onPointerEnter={refresh}
      onFocus={refresh}
      onClick={refresh}
    >
      Open in smpscope
    </a>
  );
}

/** Where a frame's address names nothing to show. */
export function NothingNamed() {
  return (
    <div className="blank">
      <p>This frame’s address names no interleaving.</p>
      <p className="quiet">Copy a frame from what smpscope exports (E); its address has a step in it.</p>
    </div>
  );
}

function refresh({ currentTarget }: React.SyntheticEvent<HTMLAnchorElement>): void {
  currentTarget.href = wholePage();
}

function wholePage(): string {
  return unframed(new URL(window.location.href)).href;
}
