/** What an element asks its engine, and what it is told: plain data, for the engine is a thread where there may be one. */
import type { VerdictKind } from '../explore/index.ts';

export type Question =
  | { readonly do: 'open'; readonly id: number; readonly what: Wanted }
  | { readonly do: 'draw'; readonly id: number; readonly room: number }
  | { readonly do: 'close'; readonly id: number };

/** Which run of which text. */
export interface Wanted {
  /** Null: the link carries it. */
  readonly text: string | null;
  /** What its permalink calls it; null for a text that is in no library, which then travels in the link. */
  readonly name: string | null;
  /** A permalink, whole or from `#` on. */
  readonly link: string | null;
  readonly interleaving: string | null;
  readonly variant: string | null;
  readonly model: string | null;
  /** `option=value`, any number of them between spaces. */
  readonly set: string | null;
  /** States that the search may store. */
  readonly limit: number;
}

export type Answer =
  | { readonly re: 'open'; readonly id: number; readonly opened: Opened }
  | { readonly re: 'draw'; readonly id: number; readonly picture: Picture }
  | { readonly re: 'problem'; readonly id: number; readonly message: string };

export interface Opened {
  readonly title: string;
  readonly run: string;
  readonly model: string;
  readonly verdict: { readonly kind: VerdictKind; readonly properties: readonly string[] };
  /** What is not as it was asked for, in sentences. */
  readonly odd: readonly string[];
  readonly steps: number;
  /** Where the run is to be shown first. */
  readonly step: number;
  /** From `#` on, without the step. */
  readonly link: string | null;
  readonly source: string;
  /** By step, from 0. */
  readonly labels: readonly string[];
  readonly notes: readonly string[];
}

/** The score for a width: what is inside of an SVG element, whose top is at `-head`. */
export interface Picture {
  readonly body: string;
  readonly width: number;
  readonly height: number;
  readonly head: number;
  /** By step: top and bottom of its row. */
  readonly rows: readonly (readonly [number, number])[];
}
