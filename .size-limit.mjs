// The budgets of what a first visit downloads: the page's initial JavaScript, and that of each thread by what it does. The
// one that compiles carries the language, those that step and search the machine; what either loads when it is first
// used (words for mistakes; studies) has a line of its own, and the page's editor, matrix and exports are not counted.

import { pageFiles, threadFiles } from './tools/downloads.mjs';

const compiler = threadFiles('dist', 'compiler');
const runner = threadFiles('dist', 'runner');

export default [
  { name: 'initial JavaScript', path: [...pageFiles('dist')], gzip: true, limit: '150 kB' },
  { name: 'the thread that compiles', path: [...compiler.initial], gzip: true, limit: '100 kB' },
  { name: '… what it loads on demand', path: [...compiler.later], gzip: true, limit: '30 kB' },
  { name: 'a thread that steps or searches', path: [...runner.initial], gzip: true, limit: '100 kB' },
  { name: '… what it loads on demand', path: [...runner.later], gzip: true, limit: '60 kB' },
];
