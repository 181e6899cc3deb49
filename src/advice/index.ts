/** Which ordering a scenario needs, and what would repair one that fails. The only door to this room. */
export * from './judgement.ts';
export * from './needs.ts';
export * from './repair.ts';
export { placeBefore, type Reordering } from './reorderings.ts';
