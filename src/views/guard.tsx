/**
 * A part of the page that fails says so in its own place, with the link that reproduces it, and can be tried again; the
 * rest of the page goes on. Around everything stands one that says it for the whole page.
 */
import { Component, type ReactNode } from 'react';

interface Props {
  /** What failed, as the reader knows it: “Matrix”. */
  readonly title: string;
  /** It has the page to itself. */
  readonly whole?: boolean;
  readonly children: ReactNode;
}
interface State {
  readonly error: Error | null;
}

/** Catches what its children throw while they are drawn: our own mistake. */
export class Guard extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    const { title, whole, children } = this.props;
    if (!error) return children;
    const missing = (
      <Missing again={() => this.setState({ error: null })}>
        {title} has failed: <code>{error.message}</code> This is a mistake in smpscope, not in your scenario;{' '}
        <a href={window.location.href}>this link</a> reproduces it. Your runs stay as they are, also when you
        reload.
      </Missing>
    );
    if (!whole) return missing;
    return (
      <main className="blank">
        <h1>{document.title}</h1>
        {missing}
      </main>
    );
  }
}

interface MissingProps {
  readonly children: ReactNode;
  readonly again: () => void;
}

/** Stands where a part of the page would, with the ways to get it. */
export function Missing({ children, again }: MissingProps) {
  return (
    <div className="missing" role="alert">
      <p>{children}</p>
      <p>
        <button type="button" onClick={again}>
          Try again
        </button>{' '}
        <button type="button" onClick={() => window.location.reload()}>
          Reload the page
        </button>
      </p>
    </div>
  );
}
