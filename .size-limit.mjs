// The budgets of what a first visit downloads: the page's initial JavaScript and a worker's. What either loads when it
// is first used (editor, matrix, exports; studies) is not counted there, and has a line of its own for the worker.

import { pageFiles, workerFiles } from './tools/downloads.mjs';

const { initial, later } = workerFiles('dist');

export default [
  { name: 'initial JavaScript', path: [...pageFiles('dist')], gzip: true, limit: '150 kB' },
  { name: 'worker', path: [...initial], gzip: true, limit: '100 kB' },
  { name: 'what a worker loads on demand', path: [...later], gzip: true, limit: '60 kB' },
];
