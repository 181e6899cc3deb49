/** `smpscope repair FILE`: the cheapest additions after which a failing scenario holds. */
import { structuredPatch } from 'diff';
import {
  findRepairs,
  namesOf,
  placeBefore,
  tryRepairs,
  within,
  type Kill,
  type Repair,
  type RepairAnswer,
} from '../advice/index.ts';
import { safeJson } from '../base/index.ts';
import {
  findKernelStrengthenings,
  findStrengthenings,
  preludeText,
  rewrite,
  type Menu,
} from '../scenario/index.ts';
import { judgeByKernel } from './kernel-judge.ts';
import { ADVICE_OPTIONS, askedOf, judgeIn, type Asked } from './needs.ts';
import { compileText, makeProgram } from './scenario-files.ts';
import { linkTo } from './site-link.ts';
import { TaskPool } from './task-pool.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

/** Milliseconds for repairs under the Linux-kernel memory model. */
const FOR_KERNEL = 20_000;

export async function runRepair(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...ADVICE_OPTIONS,
    without: { type: 'string', multiple: true },
  });
  const kernel = values.model?.includes('lkmm') === true;
  if (kernel && values.model?.length !== 1)
    throw new UserError('Under lkmm repairs are looked for alone: give one --model lkmm.');
  const given = kernel ? [] : values.model;
  const asked = askedOf(onlyOne(positionals, 'a scenario file'), { ...values, model: given });
  const { file, settings } = asked;
  const models: readonly string[] = kernel ? ['lkmm'] : asked.models;
  const arches = file.scenario.options.find(({ name }) => name === 'arch')?.values ?? [file.scenario.arch];
  const found = kernel ? findKernelStrengthenings(file.text) : findStrengthenings(file.text, arches);
  const menu = limited(found, values.without ?? []);
  const pool = new TaskPool();
  const byKernel = judgeByKernel(asked);
  const answer = kernel
    ? await tryRepairs(
        menu,
        (edits) => byKernel(edits, 'lkmm'),
        await judgeIn(pool, asked)([], 'sc'),
        FOR_KERNEL,
      )
    : await findRepairs(menu, asked.models, judgeIn(pool, asked), originIn(file.text));
  await pool.close();
  if (asked.json) {
    const all = await told(answer, asked);
    console.log(safeJson({ scenario: file.scenario.id, options: settings, models, ...all }, 2));
  } else for (const line of await lines(answer, asked, models)) console.log(line);
  switch (answer.k) {
    case 'holds':
      return 0;
    case 'unknown':
      return 3;
    default:
      return answer.repairs.length > 0 ? 0 : 1;
  }
}

/** The menu without what the reader rules out. */
function limited(menu: Menu, without: readonly string[]): Menu {
  const names = [...new Set([...menu.orderings, ...menu.others].flatMap(namesOf))];
  const unknown = without.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UserError(
      `Nothing that could be added is called ${unknown}, or would stand in it; there is ${names.join(', ')}.`,
    );
  return within(menu, without);
}

/** Where a place of a version stood before. */
function originIn(text: string): Parameters<typeof findRepairs>[3] {
  return (edits, place) => placeBefore(rewrite(text, edits).pieces, place);
}

async function told(answer: RepairAnswer, asked: Asked) {
  if (answer.k === 'holds' || answer.k === 'unknown') return answer;
  const { text } = asked.file;
  const repairs = answer.repairs.map(async (repair) => {
    const { parts, edits, against, kills } = repair;
    const links = await Promise.all(kills.map((kill) => linkToRun(kill, asked)));
    return {
      cost: repair.cost,
      against: against.map(({ model, bad, witness }) => ({ model, bad, witness })),
      parts: parts.map(({ says, keeps, cost, inside }, nth) => ({
        says,
        keeps,
        cost,
        inside,
        kills: killed(kills[nth], links[nth]),
      })),
      text: rewrite(text, edits).text,
      diff: differenceOf(text, repair),
    };
  });
  return { ...answer, repairs: await Promise.all(repairs) };
}

function killed(kill: Kill | null | undefined, link: string | null | undefined) {
  return kill ? { model: kill.model, bad: kill.bad, witness: kill.witness, link: link ?? null } : null;
}

/** The permalink of what happens with all parts but one; null where there is no run, or the text is too long for a link. */
async function linkToRun(kill: Kill | null, { file, settings }: Asked): Promise<string | null> {
  if (!kill?.witness || kill.model === 'lkmm') return null;
  const { edits, model, witness: keys } = kill;
  const own = edits.length === 0;
  const version = own ? file : compileText(file.path, 'version', rewrite(file.text, edits).text);
  const program = makeProgram(version, settings, model);
  try {
    return await linkTo({ file: version, program, settings, model, keys, step: keys.length });
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The scenario's own changed lines, then those of the prelude, each under the name of what it belongs to. */
function differenceOf(text: string, { parts, edits }: Repair): readonly string[] {
  const own = edits.filter(({ file }) => file === 0);
  const inPrelude = parts.filter(({ file }) => file === 1);
  return [
    ...diffOf(text, rewrite(text, own).text),
    ...[...new Set(inPrelude.map(({ inside }) => inside))].flatMap((inside) => [
      `in ${inside}, which becomes the scenario's own:`,
      ...diffOf(
        preludeText(),
        // The prelude as a text of its own.
        rewrite(
          preludeText(),
          inPrelude
            .filter((part) => part.inside === inside)
            .flatMap((part) => part.edits.map((edit) => ({ ...edit, file: 0 as const }))),
        ).text,
      ).filter((line) => !line.startsWith('@@')),
    ]),
  ];
}

/** Changed lines with one line around them and a line `@@ N @@` before each place, N in `before`. */
function diffOf(before: string, after: string): readonly string[] {
  return structuredPatch('', '', before, after, '', '', { context: 1 }).hunks.flatMap((hunk) => [
    `@@ ${String(hunk.oldStart)} @@`,
    ...hunk.lines,
  ]);
}

async function lines(
  answer: RepairAnswer,
  asked: Asked,
  models: readonly string[],
): Promise<readonly string[]> {
  const all = async (repairs: readonly Repair[]) =>
    (await Promise.all(repairs.map((repair) => repairLines(asked, repair)))).flat();
  switch (answer.k) {
    case 'holds':
      return [`Nothing to repair: it holds under ${models.join(', ')}.`];
    case 'unknown':
      return [`Not known: ${answer.reason}.`];
    case 'not ordering':
      return [
        `This is not an ordering bug: under sc it fails as well (${answer.bad.join(', ')}), so no barrier can help.`,
        ...(answer.repairs.length > 0
          ? ['What does:', ...(await all(answer.repairs))]
          : [
              `Nothing else that was tried, one change or two at once, does either: no statement moved, none of its locks taken or kept longer, no wait for others, no interrupts off. What may be missing is a lock that it does not have, or one atomic operation instead of two.${answer.complete ? '' : ' The time was over before all pairs were tried.'}`,
            ]),
      ];
    case 'repairs':
      return [
        ...(await all(answer.repairs)),
        ...(answer.repairs.length === 0
          ? ['No set of barriers, acquires and releases was found that repairs it.']
          : []),
        ...(answer.complete ? [] : [givenUp(answer)]),
      ];
  }
}

/** What is known where the time was over. */
function givenUp({ repairs, above }: Extract<RepairAnswer, { k: 'repairs' }>): string {
  if (repairs.length > 0) return 'There may be others: the time was over before all was tried.';
  return `The time was over before all was tried: a set that does costs ${String(above)} or more, for all that are cheaper fail.`;
}

async function repairLines(asked: Asked, repair: Repair): Promise<readonly string[]> {
  const { parts, cost, kills } = repair;
  const names = parts.map(({ says, inside }) => `${says} in ${inside}`);
  const alone = kills.map(async (kill, nth) => {
    if (!kill) return [];
    const { model, bad, witness } = kill;
    const steps = witness ? `, in ${String(witness.length)} steps` : '';
    const link = await linkToRun(kill, asked);
    const without = `without ${names[nth] ?? ''}: ${bad.join(', ')} under ${model}${steps}`;
    return [`    ${without}`, ...(link === null ? [] : [`    ${link}`])];
  });
  return [
    `${names.join(', and ')}  (cost ${String(cost)})`,
    ...differenceOf(asked.file.text, repair).map((line) => `    ${line}`),
    ...(await Promise.all(alone)).flat(),
  ];
}
