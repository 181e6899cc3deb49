export { commandLine, furtherThan, wordsLine, type Further } from './command-line.ts';
export { promela, type PromelaSource } from './promela.ts';
export { mailTable, type MailHead } from './mail-table.ts';
export { scoreJson } from './score-json.ts';
export { scoreSvg } from './score-svg.ts';
