import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Exploration, replay } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import type { Program, Run } from '../../state/index.ts';
import { textCause, tlbCause, translationCause, type Cause } from './causes.ts';
import { textChart, tlbChart, translationChart } from './statecharts.generated.ts';

/** Shortest runs to every outcome of a bundled scenario's first variants. */
function runsOf(file: string): readonly { readonly program: Program; readonly run: Run }[] {
  const text = readFileSync(join(import.meta.dirname, '../../../scenarios', file), 'utf8');
  const { scenario } = compileScenario(text, file);
  return (scenario?.variants ?? []).slice(0, 8).flatMap(({ settings, model }) => {
    const { program } = scenario ? instantiate(scenario, settings) : { program: null };
    if (!program) return [];
    const machine = createMachine(program, model);
    const search = new Exploration(machine, { states: 50_000, paths: false });
    search.advance(Number.POSITIVE_INFINITY);
    return search.result.outcomes.map(({ witness }) => ({ program, run: replay(machine, witness, null) }));
  });
}

type Targets = Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;

/** Events by the move that they were said to be: `empty → current`. */
function movesOf(run: Run, cause: Cause, targets: Targets, stateAt: (at: Run['initial']) => string) {
  return run.steps.flatMap((step, nth) => {
    const before = run.steps[nth - 1]?.after ?? run.initial;
    const [from, to] = [stateAt(before), stateAt(step.after)];
    const event = cause(before, step.after, step);
    if (from === to) return [];
    return [{ move: `${from} → ${to} by ${event}`, explained: targets?.[from]?.[event] === to }];
  });
}

describe('what a step was to a chart', () => {
  test('of a translation and its TLBs', () => {
    const moves = ['pause-bbm/remap.smp', 'related/contpte.smp']
      .flatMap(runsOf)
      .flatMap(({ program, run }) =>
        program.pages.flatMap((page, index) => [
          ...movesOf(
            run,
            translationCause(page, index),
            translationChart.regions[0]?.targets,
            (at) => at.pages[index]?.patcher ?? '',
          ),
          ...program.cpus.flatMap((_, cpu) =>
            movesOf(
              run,
              tlbCause(page, index, cpu),
              tlbChart.regions[0]?.targets,
              (at) => at.pages[index]?.chart[cpu] ?? '',
            ),
          ),
        ]),
      );
    expect(moves.filter(({ explained }) => !explained)).toEqual([]);
    const names = new Set(moves.map(({ move }) => move));
    for (const move of [
      'live → broken by break',
      'broken → invalidated by invalidated',
      'invalidated → live by make.other',
      'current → stale by pte.invalid',
      'stale → empty by tlbi.invalid',
      'empty → current by pte.other',
    ])
      expect(names).toContain(move);
  });

  test('of a text', () => {
    const moves = runsOf('static-calls/emulate.smp').flatMap(({ program, run }) =>
      program.sites.flatMap((site, index) =>
        movesOf(
          run,
          textCause(site, index),
          textChart.regions[0]?.targets,
          (at) => at.sites[index]?.patcher ?? '',
        ),
      ),
    );
    expect(moves.filter(({ explained }) => !explained)).toEqual([]);
    const names = new Set(moves.map(({ move }) => move));
    for (const move of [
      'live → trapped by write.trap',
      'trapped → trappedSynced by synced',
      'live → unpredictable by write.first',
      'trapped → unpredictable by write.tail',
      'unpredictable → live by synced',
    ])
      expect(names).toContain(move);
  });
});
