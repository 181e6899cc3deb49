/** Kept work comes back: every run is asked for again, and told as this release tells it. */
import { engrave } from '../score/index.ts';
import type { Program } from './answers.ts';
import type { KeptRun, KeptWork } from './kept-work.ts';
import type { ScenarioFile, WorkerClient } from './ports.ts';
import { instanceKey, withNotes } from './retelling.ts';
import type { RunNode } from './run-tree.ts';
import type { SessionState } from './session-state.ts';

/** The part of the session that was kept. Rejects where the machine does not answer. */
export async function revive(
  client: WorkerClient,
  file: ScenarioFile,
  work: KeptWork,
): Promise<Pick<SessionState, 'tree' | 'position' | 'stops' | 'cell'>> {
  const programs = new Map<string, Promise<Program>>();
  const tell = async (kept: KeptRun, id: number): Promise<RunNode> => {
    const { keys, notes, ...rest } = kept;
    const { settings, model, source } = rest;
    const instance = { id: file.id, text: file.text, settings, model };
    const key = instanceKey(settings, 'sc');
    const asked = programs.get(key) ?? client.request({ do: 'program', instance }).promise;
    programs.set(key, asked);
    const program = await asked;
    const { promise } =
      source.kind === 'interleaving'
        ? client.request({ do: 'interleaving', instance, name: source.name })
        : client.request({ do: 'replay', instance, keys });
    const run = withNotes(await promise, notes);
    return { ...rest, id, program, run, score: engrave(program, run, rest.retold?.lost) };
  };
  const nodes = await Promise.all(work.runs.map(tell));
  const { current, past, future, stops, cell } = work;
  const position = Math.min(work.position, nodes[current]?.run.steps.length ?? 0);
  return { tree: { nodes, current, past, future }, position, stops, cell };
}
