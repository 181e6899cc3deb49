export { claimsOf } from './claims.ts';
export { condense } from './condense.ts';
export { foldCalls } from './fold.ts';
export { engrave } from './engrave.ts';
export {
  copyX,
  layoutScore,
  markX,
  noteBox,
  rowAt,
  rowCentre,
  wordsWidth,
  type Box,
  type Geometry,
  type Metrics,
  type PartBox,
} from './geometry.ts';
export { lostRows, withoutLost } from './lost.ts';
export type {
  Call,
  CopyLane,
  CopyState,
  CopyStretch,
  Fact,
  Lane,
  LaneChange,
  Link,
  LostRow,
  Mark,
  Part,
  Row,
  Score,
  Span,
  Tie,
} from './score.ts';
export { wrapWords } from './wrap.ts';
export { choiceWords, contextWords, cpuName, formatValue, statementText } from './wording.ts';
export { stuckWords } from './stuck.ts';
export { fateStretches, overviewOf, type Overview, type SignKind } from './overview.ts';
