/** Tables out of mails: understood. */
export { completedSource, drawnCells, type Happens } from './drawn-rows.ts';
export { cellKey, recognise, type KnownScenario, type Recognised } from './known-cases.ts';
export { notExecuted } from './not-executed.ts';
export { readTable } from './read-table.ts';
export type * from './reading.ts';
