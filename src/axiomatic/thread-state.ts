/** How far a run of a thread has come. */
import type { Computed } from './computed.ts';
import type { ThreadEvent } from './event.ts';

export interface State {
  readonly events: readonly ThreadEvent[];
  readonly locals: readonly Computed[];
  readonly control: readonly number[];
  readonly violated: readonly number[];
}

/** Reads the lock as free and takes it. */
export function locked(state: State, event: (given: Partial<ThreadEvent>) => ThreadEvent): State {
  const read = event({ kind: 'read', value: 0, acquire: true, lock: 'read' });
  const write = event({ kind: 'write', value: 1, lock: 'write', pair: state.events.length });
  return append(append(state, read), write);
}

export function append(state: State, event: ThreadEvent): State {
  return { ...state, events: [...state.events, event] };
}

export function assign(state: State, local: number, computed: Computed): State {
  const locals = state.locals.slice();
  locals[local] = computed;
  return { ...state, locals };
}
