/** A scenario's text with other orderings in it. */
export { rewrite, type Piece, type Rewritten, type TextEdit } from './edit.ts';
export { bareText, findKernelStrengthenings, findOrderings, findStrengthenings } from './found.ts';
export type { Ordering } from './orderings.ts';
export type { Keeps, Menu, Strengthening } from './strengthenings.ts';
