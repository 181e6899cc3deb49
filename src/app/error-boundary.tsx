/** Our own mistake, shown with what reproduces it instead of an empty page. */
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly error: Error | null;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="blank" role="alert">
        <h1>The page has failed</h1>
        <p>
          This is a mistake in smpscope, not in your scenario. This link reproduces it; please send it along
          with the message.
        </p>
        <p>{document.title}</p>
        <p>
          <a href={window.location.href}>{window.location.href}</a>
        </p>
        <p>
          <code>{error.message}</code>
        </p>
        <button type="button" className="main" onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
