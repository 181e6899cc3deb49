/** What is asked of texts by who gives advice about them, and of the Linux-kernel memory model. */
import type { LooseRead } from '../axiomatic/index.ts';
import type { Model } from '../machine/index.ts';
import type { Settings, TextEdit } from '../scenario/index.ts';

/** What advice is made of: what could order less or more in a text, and the text with such changes. */
export type AdviceRequest =
  | { readonly do: 'orderings'; readonly text: string }
  | { readonly do: 'strengthenings'; readonly text: string; readonly arches: readonly string[] | 'lkmm' }
  /** `bare`: without what does not run, for a version that is only tried. */
  | {
      readonly do: 'rewrite';
      readonly text: string;
      readonly edits: readonly TextEdit[];
      readonly bare?: boolean;
    };

/** What is asked of the Linux-kernel memory model about a C litmus test, or about a scenario under these settings; of a litmus
 *  test also what the axioms of a machine's model say, `under`. */
export type KernelRequest =
  | {
      readonly do: 'kernel-verdict';
      readonly text: string;
      readonly of?: KernelSubject;
      readonly under?: Model;
    }
  /** Of a scenario a version, by its edits. */
  | {
      readonly do: 'kernel-version';
      readonly text: string;
      readonly settings: Settings;
      readonly edits: readonly TextEdit[];
      /** Reads of which nothing depends. */
      readonly loose: readonly LooseRead[];
    }
  /** The executions that end in these values, or, with null, one that is forbidden of each final state that cannot be. */
  | {
      readonly do: 'executions';
      readonly text: string;
      readonly values: readonly number[] | null;
      readonly under?: Model;
    };

/** A scenario by its id, under settings. */
export interface KernelSubject {
  readonly id: string;
  readonly settings: Settings;
}

/** What the model says of a version. */
export type KernelVersion =
  | {
      readonly k: 'judged';
      readonly verdict: 'holds' | 'violated' | 'bounded';
      /** Violated properties, a data race among them. */
      readonly bad: readonly string[];
      readonly outcomes: readonly string[];
      readonly states: number;
    }
  /** Nothing that the model looks at is another. */
  | { readonly k: 'same' }
  | { readonly k: 'refused'; readonly message: string };
