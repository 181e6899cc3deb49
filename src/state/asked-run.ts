/** A run as it was asked for: a named interleaving, choices, or the steps of a link in the words of what they are. */
import type { Instance } from '../protocol/index.ts';
import type { Program, Run, Scenario } from './answers.ts';
import { runOfLink, type LinkRun } from './link-run.ts';
import type { LinkView, WorkerClient } from './ports.ts';
import { recogniseRun } from './recognition.ts';
import type { RunSource } from './run-tree.ts';

export interface AskedRun {
  readonly run: Run;
  readonly source: RunSource;
  /** What became of a link's steps; null for other runs. */
  readonly linked: LinkRun | null;
}

export interface Asked extends Pick<LinkView, 'keys' | 'older'> {
  readonly source: RunSource;
  /** Where it opens. */
  readonly step: number;
}

/** Null where nothing is known of what a link's steps mean. */
export async function askedRun(
  client: WorkerClient,
  scenario: Scenario | null,
  instance: Instance,
  program: Program,
  { source, ...asked }: Asked,
): Promise<AskedRun | null> {
  if (source.kind === 'interleaving') {
    const { promise } = client.request({ do: 'interleaving', instance, name: source.name });
    return { run: await promise, source, linked: null };
  }
  if (source.kind !== 'link') {
    const { promise } = client.request({ do: 'replay', instance, keys: asked.keys });
    return { run: await promise, source, linked: null };
  }
  const linked = await runOfLink(client, instance, program, asked);
  if (!linked || !scenario) return linked && { run: linked.run, source, linked };
  return { ...(await recogniseRun(client, scenario, instance, linked.run, source)), linked };
}
