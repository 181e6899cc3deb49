/** What can be told of a program's code without running it; the compiler may use this folder of the machine. */
export { successors, waitStart } from './code.ts';
export { originsOf, pointsTo } from './points-to.ts';
