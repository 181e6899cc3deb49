/** Tables out of mails: found in any text, and read as their authors meant them. */
export type * from './found.ts';
export { copiedHead, readCopied, type CopiedMail } from './copied-mail.ts';
export { findTables } from './all-tables.ts';
export { searchTables } from './find-tables.ts';
export { flatTables } from './flat-text.ts';
export * from './meaning/index.ts';
export { relatedScenario } from './related.ts';
export { FROM_MAIL, readBack, sameRows, tableIn, type ReadableTable } from './read-back.ts';
