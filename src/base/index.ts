export { assertNever, invariant } from './assert.ts';
export { err, ok, type Result } from './result.ts';
