export { followAddress, type Address } from './address.ts';
export {
  kernelKey,
  kernelMatrixOf,
  type KernelAnswer,
  type KernelMatrix,
  type KernelMatrixState,
} from './kernel-matrix.ts';
export type {
  ChoiceView,
  Coverage,
  WhyHolds,
  Diagnostic,
  Explanation,
  ExploreResult,
  Fate,
  Goal,
  LitmusQuestion,
  MatrixAnswer,
  Model,
  Outcome,
  OutcomeComparison,
  Program,
  Progress,
  Run,
  RunStep,
  Scenario,
  Settings,
  Snapshot,
  Switch,
} from './answers.ts';
export type { CatalogueEntry, CatalogueThread } from './catalogue-entry.ts';
export { createCatalogue, searchCatalogue, type CatalogueStore } from './catalogue.ts';
export {
  createComparison,
  type Alignment,
  type Candidate,
  type Comparison,
  type OtherRun,
} from './comparison.ts';
export type { Draft, DraftShelf, Room, Tabs, Version } from './draft.ts';
export type { Drafts, DraftsState } from './drafts/drafts.ts';
export type { Editing, EditingState } from './drafts/editing.ts';
export type { Workshop } from './drafts/workshop.ts';
export type { BarrierOption, Attempt } from './learning/fixing.ts';
export type { Addition, CodeMenu, CodePlace } from './learning/placing.ts';
export type {
  Account,
  Answer,
  BreakGoal,
  FixTask,
  Guess,
  Parting,
  Question,
  Subject,
  UnderModel,
} from './learning/question.ts';
export {
  createLearningDoor,
  type AddressWords,
  type LearningDoor,
  type LearningMode,
} from './learning-door.ts';
export type { LearningDesk } from './learning/desk.ts';
export {
  createCourseDoor,
  type BroughtFile,
  type CourseAddress,
  type CourseDoor,
  type CourseWorld,
} from './course-door.ts';
export type { CourseDesk, ListedLesson, OpenLesson } from './course/course-desk.ts';
export type { LessonQuestion } from './course/lesson-questions.ts';
export type { Sheet, SheetAnswer } from './course/sheet.ts';
export type { Answer as LessonAnswer, Block, Inline, LessonProgress, Tried } from '../course/index.ts';
export { createWorkshopDoor, type WorkshopDoor } from './workshop-door.ts';
export { createDrawer, DRAWER_TABS, type Drawer, type DrawerTab } from './drawer.ts';
export {
  createLattices,
  latticeKey,
  MAPPED_STATES,
  type Lattice,
  type LatticeAxes,
  type LatticeEntry,
  type Lattices,
  type ProgressMap,
} from './lattices.ts';
export { createMatrix, MATRIX_MODELS, matrixKey, type MatrixState, type MatrixStore } from './matrix.ts';
export { createModelStates, type ModelAnswer, type ModelStates } from './model-states.ts';
export { createExplanations, explanationOf, type Explanations } from './explanations.ts';
export type { Forgetting } from './forgetting.ts';
export { createForgettingDoor } from './forgetting-door.ts';
export { hidesOthers, hidesVerdict, type Hidden } from './hiding.ts';
export { LIMITS } from './inquiry.ts';
export { createKeeper, recallFiles, recallWork } from './keeper.ts';
export { CARRIED, createLinks, isCarried } from './links.ts';
export { createMailBox, isMail, type Mail, type MailBox } from './mail-box.ts';
export type {
  FoundTable,
  FoundText,
  Happens,
  Inference,
  MailDesk,
  MailDeskState,
  ReadCell,
  Reading,
} from './mail-desk.ts';
export { mailLines, type MailLines } from './mail-lines.ts';
export { messageOf, type Notice } from './notice.ts';
export { createPlayback, type Playback, type PlaybackMode } from './playback.ts';
export type {
  AddressBar,
  KeptThing,
  Links,
  LinkView,
  OpenedLink,
  Pending,
  ScenarioFile,
  Shelf,
  Storage,
  WorkerClient,
} from './ports.ts';
export {
  createPreferences,
  KEY_HABITS,
  type KeyHabit,
  type OverlayName,
  type PanelName,
  type PreferencesStore,
  type RowsShown,
  type SheetName,
  type Theme,
} from './preferences.ts';
export { createRowView, shownScore, type RowViewStore, type SpokenAccess } from './row-view.ts';
export type { RunNode, RunSource, RunTree } from './run-tree.ts';
export { createCoverage, type CoverageStore } from './coverage.ts';
export { standingAt, targetOf, type Standing } from './standing.ts';
export { nextStop, sameStop, stepOfCpu, stopWords, type Stop } from './stops.ts';
export { choicesAt, neighbourPoint, settingsOf, shownNode, snapshotAt, variantOf } from './selectors.ts';
export { createSession, type Session } from './session.ts';
export { linkToText } from './text-link.ts';
export type { Exploration, SessionState, Target } from './session-state.ts';
export {
  drawnModelOf,
  kernelModelOf,
  type ExecutionModel,
  type KernelExecutions,
  type KernelModel,
  type KernelModelState,
  type KernelState,
  type KernelVerdict,
} from './kernel-model.ts';
export {
  ADVICE_MODELS,
  adviceAbout,
  adviceForMail,
  adviceOf,
  type Advice,
  type AdviceModel,
  type AdviceState,
  type Needed,
  type NeededTogether,
  type Ordering,
  type Kill,
  type Repair,
  type RepairAnswer,
} from './advice.ts';
export { namesOf } from '../advice/index.ts';
