/**
 * Parts of lowering that the scenarios which come with smpscope do without: they are loaded with the checks, for a text of the
 * reader's own (late-parts.ts).
 */
import type { Expr, InstrBody, Program } from '../../machine/index.ts';
import type { Diagnostics } from '../diagnostic.ts';
import type { MadeHere } from '../syntax/macro-tokens.ts';
import type {
  Declaration,
  Declarator,
  Expression,
  FileSyntax,
  Span,
  Statement,
  Word,
} from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import type { completedStructs } from '../check/shared-structs.ts';
import type { eachOf, orElse } from '../syntax/gnu.ts';
import type { nestsTooDeep } from '../syntax/nesting.ts';
import type { checkNumbers, checkText } from '../syntax/text-checks.ts';
import type { soleIn } from '../types/sole.ts';
import type { branchInRange } from './case-ranges.ts';
import type { Start } from './at-start.ts';
import type { Context } from './context.ts';
import type { Deferral } from './deferred.ts';
import type { Instance } from './instance.ts';
import type { Loop } from './list-loop-names.ts';
import type { Later, LaterRoutine, Served } from './later.ts';
import type { Call } from './primitive.ts';
import type { RareParts } from './rare.ts';
import type { closest } from '../closest.ts';
import type { compoundValue, lowerPlace, lowerStatic } from './local-places.ts';
import type { lowerSwitch } from './switch.ts';
import type { readStart } from '../syntax/read-start.ts';

/** What a compiler does with plain accesses (compiler.ts), told of everything that is lowered. */
export interface Freedom {
  load(addr: Expr, dst: number, load: () => Expr): Expr;
  /** A local that is read. */
  use(r: number): Expr;
  store(addr: Expr, value: Expr, store: () => void): void;
  /** A wait; false where it is to be lowered as it stands. */
  wait(s: Statement & { readonly k: 'while' }, label: string | null): boolean;
  /** What stands before an `if`. */
  branches(s: Statement & { readonly k: 'if' }): void;
  emitted(body: InstrBody): void;
  placed(): void;
  /** A barrier of the compiler. */
  forget(): void;
}

export interface LateParts extends RareParts {
  freedomOf(ctx: Context): Freedom | null;
  /** What `IS_ENABLED()` says of what is no option (conditionals.ts). */
  isEnabled(name: string, arch: string): boolean;
  /** The word that all words of a family are (quiet-words.ts); null for others. */
  familyOf(name: string): string | null;
  /** A place that allocates has an object now (leaks.ts). */
  allocated(
    ctx: Context,
    name: string,
    at: Span,
    object: { readonly cell: number; readonly words: number; readonly n: Expr; readonly count: number },
  ): void;
  /** What is called later (later.ts). */
  routinesOf(of: Later, deferral: Deferral): readonly LaterRoutine[];
  cutCircles(
    of: Pick<Context, 'instance'>,
    served: readonly Served[],
  ): readonly { readonly own: string; readonly again: string }[];
  /** `guard(class)(lock);` (guard-classes.ts). */
  lowerGuard(ctx: Context, s: Statement): void;
  /** The cell of a new variable that holds a copy of a struct (struct-values.ts). */
  placeCopy(ctx: Context, name: string, type: CType, e: Expression): number;
  /** `struct foo *p __free(class)` (cleanup.ts). */
  freeAtEnd(ctx: Context, declarator: Declarator, by: Word): void;
  /** syntax/text-checks.ts, syntax/nesting.ts */
  checkText: typeof checkText;
  checkNumbers: typeof checkNumbers;
  nestsTooDeep: typeof nestsTooDeep;
  /** `a ?: b`, and `[a ... b] =` (syntax/gnu.ts); `case a ... b:` (case-ranges.ts). */
  orElse: typeof orElse;
  eachOf: typeof eachOf;
  branchInRange: typeof branchInRange;
  /** What a `typedef` of a struct is that is one number (types/sole.ts). */
  soleIn: typeof soleIn;
  /** Loops over lists (list-loop.ts). */
  lowerListLoop(ctx: Context, s: Loop): void;
  /** What `#if` leaves out is blank (conditionals.ts), and so are calls of macros that make declarations (made-by-macros.ts). */
  prepared(
    text: string,
    diagnostics: Diagnostics,
  ): { readonly text: string; readonly made: readonly MadeHere[] };
  /** Calls of macros with arguments become what they say (macro-lines.ts). */
  withMacros(
    text: string,
    lines: readonly Span[],
    made: readonly MadeHere[],
    declarations: readonly Declaration[],
    diagnostics: Diagnostics,
  ): readonly Declaration[];
  /** The scenario's structs that lack what the prelude's functions take (check/shared-structs.ts). */
  completedStructs: typeof completedStructs;
  /** Where it begins in the middle (at-start.ts). */
  startOf(instance: Instance, file: FileSyntax): Start;
  /** `at start { … }` (syntax/read-start.ts). */
  readStart: typeof readStart;
  /** Names that are probably meant (closest.ts). */
  closest: typeof closest;
  /** switch.ts */
  lowerSwitch: typeof lowerSwitch;
  /** Locals that others can reach, or that outlive their function (local-places.ts). */
  lowerPlace: typeof lowerPlace;
  lowerStatic: typeof lowerStatic;
  compoundValue: typeof compoundValue;
  /** irq-safety.ts */
  warnOfUnsafeLocks(instance: Instance): void;
  /** Sizes in bytes and in words (sizes.ts). */
  inWords(ctx: Context, e: Expression): Expr;
  checkAsserts(file: FileSyntax, instance: Instance): void;
  sizeIn(instance: Instance, call: Call): Expr | null;
  /** `({ … })` (statement-expressions.ts). */
  statementsValue(ctx: Context, body: readonly Statement[], into: number | null): Expr;
  statementsType(ctx: Context, body: readonly Statement[]): CType | null;
  /** Locals that may be read before they are set (unset-locals.ts). */
  watchUnset(ctx: Context, declarator: Declarator, r: number): void;
  checkSet(ctx: Context, r: number): void;
  /** other-arch.ts */
  warnOfOtherArch(
    file: FileSyntax,
    instance: Instance,
    under: (arch: string, told: Diagnostics) => void,
    diagnostics: Diagnostics,
  ): void;
  /** unwritten.ts */
  warnOfUnwritten(
    file: FileSyntax,
    compiled: readonly { readonly program: Program; readonly instance: Instance }[],
    diagnostics: Diagnostics,
  ): void;
  withLeaks(program: Program, instance: Instance, file: FileSyntax): Program;
  withOwners(program: Program, instance: Instance, owners: readonly number[]): Program;
}

let parts: LateParts | null = null;
let rare: RareParts | null = null;

/** Null where they are not loaded. */
export function lateParts(): LateParts | null {
  return parts;
}

export function setLateParts(loaded: LateParts | null): void {
  parts = loaded;
}

/** What few texts need; null where it is not loaded. */
export function rareParts(): RareParts | null {
  return parts ?? rare;
}

export function setRareParts(loaded: RareParts | null): void {
  rare = loaded;
}
