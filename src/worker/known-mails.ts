/** What is asked of a mail once its tables were looked for: whether the library has them, whether they were copied out of here,
 *  and what becomes of one whose line breaks are lost. */
export { flatTables, readCopied, recognise } from '../scenario/index.ts';
