/** What leaves the page, and the sentences that go with it. */
export { claimsOf } from '../score/index.ts';
export { commandLine, furtherThan, wordsLine, type Further } from './command-line.ts';
export { promela, type PromelaSource } from './promela.ts';
export { graphviz, type StateGraph } from './graphviz.ts';
export { litmusPlaces, litmusTest, type LitmusAbout } from './litmus.ts';
export { mailLink, siteLink, siteOf } from './mail-link.ts';
export { mailTable, type MailHead } from './mail-table.ts';
export { mermaid } from './mermaid.ts';
export { scoreJson } from './score-json.ts';
export { CARD, scoreCard } from './score-card.ts';
export { drawScore, scoreSvg, type Drawing } from './score-svg.ts';
