/** Programs of any size: n CPUs that write and read by turns, every read kept for the outcome. */
import { compileScenario, instantiate } from '../src/scenario/index.ts';
import type { Program } from '../src/machine/index.ts';

export function racingProgram(cpus: number, accesses: number): Program {
  const range = (length: number) => Array.from({ length }, (_, nth) => nth);
  const words = range(cpus).map((nth) => `x${nth}`);
  const reads = range(accesses).filter((nth) => nth % 2 === 1);
  const bodies = range(cpus).map((cpu) => {
    const locals = reads.map((nth) => `int r${nth};`);
    const body = range(accesses).map((nth) => {
      const word = `x${(cpu + nth) % cpus}`;
      return nth % 2 === 0 ? `WRITE_ONCE(${word}, ${cpu * 10 + nth + 1});` : `r${nth} = READ_ONCE(${word});`;
    });
    return `cpu ${cpu} { ${[...locals, ...body].join(' ')} }`;
  });
  const observed = range(cpus).flatMap((cpu) => reads.map((nth) => `cpu${cpu}.r${nth}`));
  const lines = ['scenario "race"', 'arch x86', `int ${words.join(', ')};`, ...bodies];
  if (observed.length > 0) lines.push(`observe ${observed.join(', ')};`);
  const { scenario, diagnostics } = compileScenario(`${lines.join('\n')}\n`, 'race');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}
