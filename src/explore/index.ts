export type * from './api.ts';
export { explore, Exploration, type ExploreOptions, type FateMap } from './exploration.ts';
export { replay } from './replay.ts';
export { playSchedule, type Schedule } from './schedule.ts';
