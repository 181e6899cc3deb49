/**
 * What a scenario file says, after parsing and checking; plain data that crosses the worker boundary.
 * Compiling is two phases: `compileScenario` (text → Scenario or diagnostics) and `instantiate`
 * (Scenario + settings → machine Program).
 */
import type { Arch, Model, ScheduleRow } from '../machine/index.ts';

/** The user's mistake: a value, never an exception. Offsets count UTF-16 units from the start of the file. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, e.g. `unknown-name`, `duplicate-id`, `syntax`. */
  readonly code: string;
  /** Says what was found, what was expected and what to do. */
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly fix?: {
    readonly label: string;
    readonly from: number;
    readonly to: number;
    readonly insert: string;
  };
}

/** A choice the reader makes: an `option` of the program or a `hardware` option of the machine. */
export interface OptionDecl {
  readonly name: string;
  readonly kind: 'program' | 'hardware';
  readonly values: readonly string[];
  readonly initial: string;
  /** What it is about, for the label's description. */
  readonly text: string;
  /** A sentence for a value, where the scenario gives one. */
  readonly valueTexts: Readonly<Record<string, string>>;
}

/** Option and hardware settings by name; what is missing has its initial value. */
export type Settings = Readonly<Record<string, string>>;

export type Verdict = 'holds' | 'violated' | 'deadlock' | 'livelock' | 'bounded';

export interface Variant {
  readonly id: string;
  readonly title: string;
  readonly settings: Settings;
  readonly model: Model;
  readonly expect: Verdict;
  /** Property slugs that must be among those violated. */
  readonly properties: readonly string[];
  /** Why the verdict is so, in the scenario's words (rows marked `?` in the source table carry one). */
  readonly because: string | null;
}

/** A variant for the Linux-kernel memory model, by which no machine runs: `check` asks the model. */
export type KernelVariant = Omit<Variant, 'model'>;

export interface Claim {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  /** `true`, `false`, `partly` as the analysis judges it, null for claims without a verdict. */
  readonly truth: 'true' | 'false' | 'partly' | null;
  /** Ids of variants and interleavings that show it. */
  readonly shownBy: readonly string[];
}

export interface Interleaving {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  /** Variant whose settings and model it plays under. */
  readonly of: string;
  readonly rows: readonly ScheduleRow[];
  /** Index of the row that the machine must refuse, null where all must be possible. */
  readonly impossibleAt: number | null;
  /** How its rows are meant. `effects`: they happen in this order. `drawn`: each column is program order, each value and
   *  branch holds, the order between columns is a wish. */
  readonly reading: 'effects' | 'drawn';
  /** How it is to end; null where nothing is said. */
  readonly ends: ExpectedEnd | null;
  /** Its last row is `…`: it goes on to the end. */
  readonly toEnd: boolean;
  /** A few words for the reader, shown above the score. */
  readonly about: string | null;
}

/** `doomed`: every continuation ends badly, in `property` where one is named. */
export interface ExpectedEnd {
  readonly end: 'violated' | 'doomed' | 'finished' | 'deadlock' | 'livelock' | 'open';
  readonly property: string | null;
}

/** An interleaving with rows that name nothing in the code: it cannot be played, all else can. */
export interface MistakenInterleaving {
  readonly id: string;
  readonly title: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface SourceRef {
  /** File name of the mail, or a URL-free citation. */
  readonly name: string;
  readonly text: string;
}

export interface Scenario {
  /** Stable id, the file's path below scenarios/ without extension: `task-isolation/kick`. */
  readonly id: string;
  readonly title: string;
  readonly about: string | null;
  readonly thread: string | null;
  readonly sources: readonly SourceRef[];
  readonly arch: Arch;
  readonly model: Model;
  readonly options: readonly OptionDecl[];
  readonly properties: readonly { readonly slug: string; readonly text: string }[];
  /** What besides them can be violated: rules of the machine and of the language, with a sentence each. */
  readonly rules?: Scenario['properties'];
  readonly variants: readonly Variant[];
  /** Those that say `model lkmm`; missing where there are none. */
  readonly kernelVariants?: readonly KernelVariant[];
  readonly claims: readonly Claim[];
  readonly interleavings: readonly Interleaving[];
  /** Those that cannot be played; missing where there are none. */
  readonly mistaken?: readonly MistakenInterleaving[];
  /** CPU number, title, and where its code stands in the file. */
  readonly cpus: readonly {
    readonly index: number;
    readonly name: string;
    readonly agent: boolean;
    readonly from: number;
    readonly to: number;
    /** Where its code stands where that is no stretch of its own: a column of a litmus test. */
    readonly lines?: readonly { readonly from: number; readonly to: number }[];
  }[];
  readonly text: string;
  /** Of a litmus test alone. */
  readonly litmus?: LitmusQuestion;
}

/** What herd7 is asked in a litmus test. */
export interface LitmusQuestion {
  readonly language: 'AArch64' | 'X86_64' | 'C';
  /** Null in a test that asks nothing: its final states are all it gives. */
  readonly quantifier: 'exists' | '~exists' | 'forall' | null;
  /** As it is written: `exists (0:X0=1 /\\ 1:X1=0)`; empty where there is none. */
  readonly condition: string;
}

export interface Compiled {
  /** Null when there are errors elsewhere than in the rows of an interleaving. */
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
}
