/** The machine of a few declarations, made with no more than that takes: thousands of words are measured by such. */
import { createMachine, type Arch, type Machine, type Model } from '../../machine/index.ts';
import { programOf } from '../checked.ts';

/** `bad` is a property that they may assert. */
export function machineFor(text: string, arch: Arch, model: Model = arch === 'x86' ? 'tso' : 'arm'): Machine {
  const whole = `scenario "case"\narch ${arch}\nproperty bad "It happens."\n${text}`;
  const { program, diagnostics } = programOf(whole, 'case', {});
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return createMachine(program, model);
}
