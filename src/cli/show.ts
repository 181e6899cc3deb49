/** `smpscope show`: one interleaving, from a link or of a file, as a mail table, JSON, a Mermaid diagram or SVG. */
import { claimsOf, mailLink, mailTable, mermaid, scoreJson, scoreSvg, siteOf } from '../export/index.ts';
import { engrave, type Score } from '../score/index.ts';
import { loadRunnable } from './scenario-files.ts';
import { runOfFile, runOfLink } from './shown-run.ts';
import { linkTo } from './site-link.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';
import { refusalLines } from './why-refused.ts';

export async function runShow(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    interleaving: { type: 'string' },
    witness: { type: 'boolean' },
    format: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    all: { type: 'boolean' },
    base: { type: 'string' },
  });
  const what = onlyOne(positionals, 'a link or a scenario file');
  const shown = what.includes('#') ? await runOfLink(what) : runOfFile(loadRunnable(what), values);
  if (!shown) throw new UserError('Name what to show: --interleaving NAME or --witness.');
  const { file, program, settings, model, run, title, interleaving = null } = shown;
  const keys = run.steps.map(({ key }) => key);
  const view = { file, program, settings, model, keys, step: keys.length };
  const link = await linkTo(view, values.base === undefined ? undefined : siteOf(values.base));
  const score = engrave(program, run);
  const set = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  switch (values.format ?? 'mail') {
    case 'mail':
      process.stdout.write(
        mailTable(
          score,
          {
            title,
            lines: [[`memory model ${model}`, ...set].join(', '), ...plainLine(score)],
            claims: claimsOf(file.scenario, program, run),
            link: mailLink(link),
            every: values.all ?? false,
          },
          program,
        ),
      );
      break;
    case 'json':
      process.stdout.write(scoreJson(score, { title, link }));
      break;
    case 'mermaid':
      process.stdout.write(mermaid(score, title));
      break;
    case 'svg':
      process.stdout.write(scoreSvg(score, title));
      break;
    default:
      throw new UserError(
        `There is no format ${values.format ?? ''}; there are mail, json, mermaid and svg.`,
      );
  }
  if (!run.problem) return 0;
  const isMeant = run.end === 'impossible';
  if (!isMeant) console.error(run.problem.message);
  if (interleaving) for (const line of refusalLines(program, model, interleaving)) console.error(line);
  if (!isMeant) return 2;
  return 0;
}

/** Which of the statements shown access memory plainly: a mail's reader asks of each whether that race is meant. */
function plainLine({ rows }: Score): readonly string[] {
  const plain = new Set(rows.flatMap((row) => (row.plain && row.voice === 'program' ? [row.text] : [])));
  return plain.size === 0 ? [] : [`plain accesses: ${[...plain].join('; ')}`];
}
