/** Names for what the worker answers: state knows the other rooms only through the protocol. */
import type { Instance, ProgressOf, Replies, Request } from '../protocol/index.ts';

export type Run = Replies['replay'];
export type RunStep = Run['steps'][number];
export type ChoiceView = Run['next'][number];
export type Fate = RunStep['fate'];
export type Translation = Replies['translate'];
export type Snapshot = Run['initial'];
export type Program = Replies['program'];
export type Model = Instance['model'];
export type Settings = Instance['settings'];
export type ExploreResult = Replies['explore'];
export type Outcome = ExploreResult['outcomes'][number];
export type Progress = ProgressOf<Extract<Request, { readonly do: 'explore' }>>;
export type Compiled = Replies['compile'];
export type Scenario = NonNullable<Compiled['scenario']>;
export type LitmusQuestion = NonNullable<Scenario['litmus']>;
export type Diagnostic = Compiled['diagnostics'][number];
export type MatrixAnswer = NonNullable<Replies['cell']>;
export type Switch = Replies['switches'][number];
export type Coverage = Replies['coverage'];
export type WhyHolds = Replies['why-holds'];
export type Explanation = Replies['account'];
export type OutcomeComparison = Replies['compare'];
export type Goal = Extract<Request, { readonly do: 'reach' }>['goal'];
