/** The command line's entry: finds the command, turns what went wrong into words and an exit status. */
import { isMainThread } from 'node:worker_threads';
import { runCheck } from './check.ts';
import { runCompare } from './compare.ts';
import { runCourse } from './course.ts';
import { runExplore } from './explore.ts';
import { runExport } from './export.ts';
import { runLink } from './link.ts';
import { runList } from './list.ts';
import { runLitmus } from './litmus.ts';
import { runMatrix } from './matrix.ts';
import { runNeeds } from './needs.ts';
import { tellMistake } from './own-mistake.ts';
import { runReach } from './reach.ts';
import { runRepair } from './repair.ts';
import { runServe } from './serve.ts';
import { runShow } from './show.ts';
import { runSyntax } from './syntax.ts';
import { runTable } from './table.ts';
import { waitForTasks } from './task-pool.ts';
import { guard } from './terminal.ts';
import { UserError } from './user-error.ts';
import { version } from './scenario-files.ts';
import { runWhy } from './why.ts';
import { runWords } from './words.ts';

const HELP = `smpscope: step through every interleaving of racy kernel code

  list [--json]                      scenarios with options, variants, claims, interleavings
  check [FILE…] [--json]             every variant explored, every interleaving replayed, compared with what is expected
        [--junit [FILE.xml]]         as a JUnit report, on standard output or in a file beside the table
        [--model lkmm]               every variant under the Linux-kernel memory model, which must allow what a machine does
  explore FILE|LINK [--model sc|tso|arm|lkmm] [--set OPTION=VALUE]… [--reduce] [--json]
          [--limit STATES] [--memory GB] [--seconds S]
                                     verdict, outcomes, shortest witness, fates, coverage, from the start or
                                     from where a link opens; with --reduce fewer
                                     states and only verdict and outcomes. herd7's litmus tests too, as show, why and
                                     reach take them; under lkmm those in C, with which accesses race
  matrix FILE [--options A,B] [--model M]… [--set OPTION=VALUE]… [--limit STATES] [--json]
                                     every combination of options and models, and which changes matter
  needs FILE [--variant ID] [--model M]… [--set OPTION=VALUE]… [--limit STATES] [--json]
                                     which barriers, acquires, releases and masks are needed, and what would do;
                                     needs and repair take --model lkmm too
  repair FILE [--variant ID] [--model M]… [--set OPTION=VALUE]… [--without NAME]… [--limit STATES]
         [--json]
                                     the cheapest barriers, acquires and releases after which it holds; where the
                                     order of memory is not what fails, moves and masks; status 1 nothing helps
  compare FILE [--set A=B]… [--model M] --with-set A=C… | --with-model M [--json]
                                     which outcomes one choice has that the other has not
  course [FILE] [--answers] [--json] the lessons of a course, or one: whether each question has an answer; the answers
  reach LINK|FILE --read CELL[=VALUE] | --write CELL[=VALUE] | --irq NAME [--cpu N] [--json]
                                     the shortest way to an event, from the start or from a link's step
  litmus FILE|DIR… --model M [--tsv] herd7 litmus tests: observation, number of final states
         [--states]                  and each final state with how many interleavings reach it; under lkmm which cycle
                                     forbids what is asked for, and which accesses race
  show LINK|FILE [--interleaving NAME | --witness] [--format mail|json|mermaid|svg] [--all] [--base URL]
                                     one interleaving
  why LINK|FILE [--interleaving NAME | --witness] [--step K] [--choice KEY | --cell NAME]
          [--model M] [--set OPTION=VALUE]… [--json]
                                     at a step (a link's own, else the last; 0 is the start): what cannot happen
                                     yet and why, who wrote each value and who sees it since when
  why FILE [--variant ID] [--property NAME] [--model M] [--set OPTION=VALUE]… [--json]
                                     why what must not happen does not: the circle that it would need, what keeps each
                                     part of it in order, and without which it happens; status 1 it does happen
  link FILE --interleaving NAME      its permalink
  table FILE [--list] [--number N] [--set KEY=VALUE]… [--with FILE] [--limit STATES] [--json]
                                     the scenario understood from a mail's table, what each row became, whether it
                                     happens under which model; status 0 it does, 1 not, 2 nothing can be read or is asked;
                                     --with: the scenario that the table was copied from
  export FILE --format promela|litmus|dot [--model M] [--set OPTION=VALUE]…
                                     a self-contained model for Spin, a C litmus test for herd7 (read back before it is
                                     printed: it ends in the same states), all interleavings as a graph for Graphviz
  serve [--port N] [--host NAME]     the page itself on http://localhost:4173/, from this machine alone
  syntax vim|vscode [--into FOLDER]  how an editor colours scenarios; with --into all its files
  words [NAME] [--json | --markdown] the kernel's words that scenarios can use: what each does and orders, at what
                                     cost on arm64 and x86

Exit status: 0 as it should be, 1 not, 2 unusable input, 3 a limit was reached before there was an answer,
4 a mistake of smpscope's own.
`;

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  check: runCheck,
  compare: runCompare,
  course: runCourse,
  explore: runExplore,
  export: runExport,
  link: runLink,
  list: runList,
  litmus: runLitmus,
  matrix: runMatrix,
  needs: runNeeds,
  reach: runReach,
  repair: runRepair,
  serve: runServe,
  show: runShow,
  syntax: runSyntax,
  table: runTable,
  why: runWhy,
  words: runWords,
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    console.log(version());
    return 0;
  }
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command)
    throw new UserError(`There is no command ${name}; there are ${Object.keys(COMMANDS).join(', ')}.`);
  return command(args);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

/** In words; what other threads are still at work on is not waited for. */
async function fail(error: unknown): Promise<never> {
  const isTheirs = error instanceof UserError;
  console.error(isTheirs ? error.message : await tellMistake(error));
  process.exit(isTheirs ? 2 : 4);
}

if (isMainThread) {
  guard(process.stdout);
  guard(process.stderr);
  // Of tasks that are awaited in order, a later one may fail first.
  process.on('unhandledRejection', (error) => void fail(error));
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    await fail(error);
  }
} else waitForTasks();
