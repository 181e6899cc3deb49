/** Verdicts of scenario texts, for tests of rules that need handlers, text and pages. */
import { explore } from '../../explore/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import { createMachine, type Arch, type Machine, type Model } from '../index.ts';

export interface Case {
  readonly arch?: Arch;
  readonly model?: Model;
  /** Hardware options that are 0, by name. */
  readonly off?: string;
  /** Hardware options that are 1 although their architecture leaves them out. */
  readonly on?: string;
}

/** The machine of a scenario's declarations. `bad` is a property that they may assert. */
export function machineOf(
  text: string,
  { arch = 'arm64', model = 'arm', off = '', on = '' }: Case = {},
): Machine {
  const options = [...off.split(' ').map((name) => [name, '0']), ...on.split(' ').map((name) => [name, '1'])]
    .filter(([name]) => name !== '')
    .map(([name = '', value = '']) => `hardware ${name} = ${value} | ${value === '0' ? '1' : '0'}`);
  const bad = /\bbad\b/.test(text) ? 'property bad "It happens."' : '';
  const whole = [`scenario "case"`, `arch ${arch}`, ...options, bad, text].join('\n');
  const { scenario, diagnostics } = compileScenario(whole, 'case');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return createMachine(program, model);
}

/** `holds`, `deadlock`, or `violated` and the properties. */
export function verdictOf(text: string, how: Case = {}): string {
  const { verdict, properties } = explore(machineOf(text, how), { states: 500_000 });
  return [verdict, ...properties].join(' ');
}
