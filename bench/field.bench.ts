/**
 * The races that kernel developers wrote down, which lie beside the repository: how many states each has under `arm` for one it
 * has under `sc`, and how long the answer under `arm` takes. States are counted, so the ratio is the same on every machine; a
 * case counts with its worst variant.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Exploration } from '../src/explore/index.ts';
import { createMachine, type Model, type Program } from '../src/machine/index.ts';
import { compileScenario, instantiate } from '../src/scenario/index.ts';
import type { Row } from './row.ts';

const FOLDER = fileURLToPath(new URL('../../shared/field/cases/', import.meta.url));
const MOST_STATES = 2_000_000;
const RATIO = 20;
const MS = 10_000;

/** One row a case; none where the cases are not there. */
export function measure(): Promise<readonly Row[]> {
  if (!existsSync(FOLDER)) return Promise.resolve([]);
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.smp'));
  return Promise.resolve(files.sort().flatMap((file) => rowOf(file) ?? []));
}

interface Measured {
  readonly sc: number;
  readonly arm: number;
  readonly ms: number;
  readonly whole: boolean;
}

function rowOf(file: string): Row | null {
  const worst = programsOf(file)
    .map(measured)
    .reduce<Measured | null>((a, b) => (a && a.arm / a.sc >= b.arm / b.sc ? a : b), null);
  if (!worst) return null;
  const { sc, arm, ms, whole } = worst;
  return {
    what: `field case ${file.replace(/\.smp$/, '')}, states arm : sc, time of arm`,
    budget: `≤ ${RATIO}, ≤ ${MS / 1000} s`,
    figure: `${whole ? '' : '> '}${(arm / sc).toFixed(1)} (${arm} : ${sc}), ${Math.round(ms)} ms`,
    within: whole && arm / sc <= RATIO && ms <= MS,
  };
}

function programsOf(file: string): readonly Program[] {
  const { scenario } = compileScenario(readFileSync(join(FOLDER, file), 'utf8'), file);
  if (!scenario) return [];
  const settings = [{}, ...scenario.variants.map((variant) => variant.settings)];
  const distinct = new Map(settings.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].flatMap((one) => instantiate(scenario, one).program ?? []);
}

/** Until the answer, witnesses included; processor time. */
function measured(program: Program): Measured {
  const sc = explored(program, 'sc');
  const began = process.cpuUsage();
  const arm = explored(program, 'arm');
  const { user, system } = process.cpuUsage(began);
  return {
    sc: sc.states,
    arm: arm.states,
    ms: (user + system) / 1000,
    whole: arm.limit === null && sc.limit === null,
  };
}

function explored(program: Program, model: Model) {
  const exploration = new Exploration(createMachine(program, model), { states: MOST_STATES, paths: false });
  exploration.advance(Number.POSITIVE_INFINITY);
  return exploration.result;
}
