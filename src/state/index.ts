export { followAddress, type Address } from './address.ts';
export type {
  ChoiceView,
  Diagnostic,
  ExploreResult,
  Fate,
  Model,
  Outcome,
  Program,
  Progress,
  Run,
  RunStep,
  Scenario,
  Settings,
  Snapshot,
} from './answers.ts';
export { createCatalogue, searchCatalogue, type CatalogueEntry, type CatalogueStore } from './catalogue.ts';
export { createLinks } from './links.ts';
export type { Notice } from './notice.ts';
export { createPlayback, type Playback, type PlaybackMode } from './playback.ts';
export type {
  AddressBar,
  Links,
  LinkView,
  OpenedLink,
  Pending,
  ScenarioFile,
  Storage,
  WorkerClient,
} from './ports.ts';
export {
  createPreferences,
  type PanelName,
  type PreferencesStore,
  type SheetName,
  type Theme,
} from './preferences.ts';
export { currentNode, type RunNode, type RunSource, type RunTree } from './run-tree.ts';
export { choicesAt, neighbourPoint, settingsOf, shownNode, snapshotAt, variantOf } from './selectors.ts';
export { createSession, type Session } from './session.ts';
export type { Exploration, SessionState, Target } from './session-state.ts';
