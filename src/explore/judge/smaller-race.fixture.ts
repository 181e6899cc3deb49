/** Shrinking by leaving out: lines, statements of a line, effects, the last CPU. */
import type { Race } from './random-race.fixture.ts';

/** Every race with one line less. */
export function* smaller(race: Race): Generator<Race> {
  for (const [cpu, body] of race.cpus.entries()) {
    for (let i = 0; i < body.length; i++) {
      const cpus = race.cpus.map((lines, c) => (c === cpu ? lines.toSpliced(i, 1) : lines));
      yield { ...race, cpus };
    }
  }
  for (const [head, body] of Object.entries(race.handlers)) {
    for (let i = 0; i < body.length; i++)
      yield { ...race, handlers: { ...race.handlers, [head]: body.toSpliced(i, 1) } };
  }
  for (let i = 0; i < race.properties.length; i++)
    yield { ...race, properties: race.properties.toSpliced(i, 1) };
  const last = race.cpus.at(-1);
  if (last?.length === 0 && race.cpus.length > 1) yield { ...race, cpus: race.cpus.slice(0, -1) };
  // Lines of several statements, one by one.
  for (const [cpu, body] of race.cpus.entries()) {
    for (const [i, line] of body.entries()) {
      for (const shorter of shorterLines(line)) {
        const cpus = race.cpus.map((lines, c) => (c === cpu ? lines.with(i, shorter) : lines));
        yield { ...race, cpus };
      }
    }
  }
  if (race.exclusives) yield { ...race, exclusives: false };
}

function shorterLines(line: string): string[] {
  const parts = line.split(/(?<=;) /);
  const lines: string[] = [];
  if (!/[{}:]/.test(line) && parts.length > 1)
    parts.forEach((_, i) => lines.push(parts.toSpliced(i, 1).join(' ')));
  const effect = / @ [^;]*/.exec(line);
  if (effect) lines.push(line.replace(effect[0], ''));
  const arm = /^(?:if \(.*?\)|either) \{ (.*?) \}/.exec(line);
  if (arm?.[1] !== undefined && !arm[1].includes('{')) lines.push(arm[1]);
  return lines;
}
