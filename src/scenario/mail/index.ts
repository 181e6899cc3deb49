/** Tables out of mails: found in any text. */
export type * from './found.ts';
export { findTables } from './find-tables.ts';
