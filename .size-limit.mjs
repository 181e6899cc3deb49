// The budgets of what a first visit downloads: the page's initial JavaScript, and that of each thread by what it does. The
// one that compiles begins with what turns right texts into programs, those that step and search with the machine. What
// either loads when it is first used (checks and words for mistakes, files of the prelude; studies) has a line of its
// own; so have the editor, what reads mails and what reads litmus tests. The page's matrix and exports are not counted.

import { readdirSync } from 'node:fs';
import { partFiles, pageFiles, threadFiles } from './tools/downloads.mjs';

const compiler = threadFiles('dist', 'compiler');
const runner = threadFiles('dist', 'runner');

/** @param {string} file */
const ofMail = (file) => file.includes('mail-reader-');
/** @param {string} file */
const ofLitmus = (file) => file.includes('litmus-reader-') || file.includes('/compile-');
/** @param {string} file */
const ofKernel = (file) => file.includes('kernel-judge-');

const words = readdirSync('src/scenario/prelude/more').map((name) => name.replace('.smp', ''));
/** @param {string} file */
const ofWords = (file) => words.some((name) => new RegExp(`/${name}-[\\w-]{8}\\.js$`).test(file));

export default [
  { name: 'initial JavaScript', path: [...pageFiles('dist')], gzip: true, limit: '150 kB' },
  {
    name: 'the editor, when it is first used',
    path: [...partFiles('dist', 'src/views/editor/editor-pane.tsx')],
    gzip: true,
    limit: '172 kB',
  },
  { name: 'the custom element, all of it', path: 'dist/smp-scope.js', gzip: true, limit: '340 kB' },
  { name: 'the thread that compiles', path: [...compiler.initial], gzip: true, limit: '100 kB' },
  {
    name: '… what it loads on demand',
    // Each file of the prelude that bundled scenarios need, what few of them need of lowering, and what is said of the kernel's words, is loaded apart.
    path: compiler.later.filter(
      (file) => !ofMail(file) && !ofLitmus(file) && !ofKernel(file) && !ofWords(file),
    ),
    gzip: true,
    limit: '141 kB',
  },
  {
    name: '… of the prelude, each file with a text that names it',
    path: compiler.later.filter(ofWords),
    gzip: true,
    limit: '60 kB',
  },
  { name: '… what it loads with a mail', path: compiler.later.filter(ofMail), gzip: true, limit: '100 kB' },
  { name: '… and with a litmus test', path: compiler.later.filter(ofLitmus), gzip: true, limit: '30 kB' },
  {
    name: '… and with the kernel’s memory model',
    path: compiler.later.filter(ofKernel),
    gzip: true,
    limit: '30 kB',
  },
  { name: 'a thread that steps or searches', path: [...runner.initial], gzip: true, limit: '100 kB' },
  { name: '… what it loads on demand', path: [...runner.later], gzip: true, limit: '60 kB' },
];
