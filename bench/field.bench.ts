/**
 * How many states a scenario has under `arm` for one it has under `sc`, and how long the answer under `arm` takes: the races that
 * kernel developers wrote down, in kernel C and as they were first written (those lie beside the repository), and small ones of
 * the kinds that cost most, in bench/dear. States are counted, so the ratio is the same on every machine; a scenario counts with
 * its worst variant. What has few states is searched whole, so that its runs can be counted: how many those are is said behind.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Exploration } from '../src/explore/index.ts';
import { createMachine, type Model, type Program } from '../src/machine/index.ts';
import { compileScenario, instantiate } from '../src/scenario/index.ts';
import type { Row } from './row.ts';

const FOLDERS = [
  { name: 'field', path: '../scenarios/field/' },
  { name: 'field case', path: '../../shared/field/cases/' },
  { name: 'dear', path: '../bench/dear/' },
].map(({ name, path }) => ({ name, folder: fileURLToPath(new URL(path, import.meta.url)) }));
const MOST_STATES = 2_000_000;
const RATIO = 20;
const MS = 10_000;

/** One row a scenario; none of a folder that is not there. */
export function measure(): Promise<readonly Row[]> {
  const rows = FOLDERS.flatMap(({ name, folder }) => {
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith('.smp'));
    return files.sort().flatMap((file) => rowOf(name, join(folder, file)) ?? []);
  });
  return Promise.resolve(rows);
}

interface Measured {
  readonly sc: number;
  readonly arm: number;
  /** States of the search that answers, where that leaves nothing out. */
  readonly all: number | null;
  readonly ms: number;
  readonly whole: boolean;
}

function rowOf(name: string, file: string): Row | null {
  const worst = programsOf(file)
    .map(measured)
    .reduce<Measured | null>((a, b) => (a && a.arm / a.sc >= b.arm / b.sc ? a : b), null);
  if (!worst) return null;
  const { sc, arm, all, ms, whole } = worst;
  const counted = all === null ? '' : `, ${all} searched whole`;
  return {
    what: `${name} ${basename(file, '.smp')}, states arm : sc, time of arm`,
    budget: `≤ ${RATIO}, ≤ ${MS / 1000} s`,
    figure: `${whole ? '' : '> '}${(arm / sc).toFixed(1)} (${arm} : ${sc}), ${Math.round(ms)} ms${counted}`,
    within: whole && arm / sc <= RATIO && ms <= MS,
  };
}

function programsOf(file: string): readonly Program[] {
  const { scenario } = compileScenario(readFileSync(file, 'utf8'), basename(file, '.smp'));
  if (!scenario) return [];
  const settings = [{}, ...scenario.variants.map((variant) => variant.settings)];
  const distinct = new Map(settings.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].flatMap((one) => instantiate(scenario, one).program ?? []);
}

/** Until the answer, witnesses included; processor time. */
function measured(program: Program): Measured {
  const sc = explored(program, 'sc');
  const began = process.cpuUsage();
  const answer = explored(program, 'arm');
  const { user, system } = process.cpuUsage(began);
  const arm = explored(program, 'arm', { shrinkFrom: 0 });
  return {
    sc: sc.states,
    arm: arm.states,
    all: answer.states === arm.states ? null : answer.states,
    ms: (user + system) / 1000,
    whole: [sc, answer, arm].every(({ limit }) => limit === null),
  };
}

function explored(program: Program, model: Model, how: { readonly shrinkFrom?: number } = {}) {
  const limits = { states: MOST_STATES, paths: false, ...how };
  const exploration = new Exploration(createMachine(program, model), limits);
  exploration.advance(Number.POSITIVE_INFINITY);
  return exploration.result;
}
