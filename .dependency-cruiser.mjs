// Which room may import which: an import goes only to what is listed behind its room. Type-only imports count; a room
// listed under `types` may be imported with `import type` alone. Tests may compile, search and draw what they test
// with any room, through its index.ts like everyone else.

/**
 * @typedef {object} Room
 * @property {readonly string[]} uses rooms
 * @property {readonly string[]} [types] rooms whose types alone may be imported
 * @property {readonly string[]} [packages] npm packages, or `node` for Node's own modules
 */

/** @type {Record<string, Room>} */
const rooms = {
  base: { uses: [] },
  machine: { uses: ['base'], packages: ['xstate'] },
  axiomatic: { uses: ['base'], types: ['machine'] },
  scenario: { uses: ['base'], types: ['machine', 'axiomatic'], packages: ['@lezer'] },
  explore: { uses: ['base', 'machine'] },
  course: { uses: ['base'], types: ['scenario', 'explore'], packages: ['marked'] },
  advice: { uses: ['base', 'machine', 'explore', 'axiomatic', 'scenario'] },
  score: { uses: ['base', 'machine'], types: ['explore', 'scenario'] },
  permalink: { uses: ['base'], types: ['machine'] },
  protocol: { uses: ['base'], types: ['machine', 'scenario', 'explore', 'axiomatic'] },
  worker: { uses: ['base', 'protocol', 'scenario', 'explore', 'axiomatic', 'machine', 'advice'] },
  client: { uses: ['protocol', 'base'] },
  state: {
    uses: ['base', 'client', 'course', 'advice', 'score', 'permalink'],
    types: ['protocol'],
    packages: ['zustand', 'xstate', 'fflate'],
  },
  export: { uses: ['base', 'score', 'permalink'], types: ['scenario', 'machine'] },
  views: {
    uses: ['base', 'state', 'score', 'export', 'scenario', 'machine', 'axiomatic'],
    packages: ['react', 'react-dom', 'zustand', '@xstate', 'd3-[a-z]+', '@lezer', '@codemirror', '@replit'],
  },
  element: { uses: ['base', 'scenario', 'machine', 'explore', 'score', 'permalink', 'export'] },
  cli: {
    uses: [
      'base',
      'scenario',
      'explore',
      'advice',
      'axiomatic',
      'machine',
      'course',
      'score',
      'export',
      'permalink',
      'protocol',
      'worker',
    ],
    packages: ['node', 'sirv', 'diff'],
  },
};

// The folders of the machine, each with those it may import besides itself, its own top files (`program.ts`, `api.ts`)
// and `base`. What runs a step never learns how one is told: nothing but `machine.ts` and the index joins the two.
const machineFolders = {
  flow: [],
  charts: [],
  cpu: ['charts'],
  tables: ['flow', 'charts', 'cpu'],
  memory: ['flow', 'charts', 'cpu', 'tables'],
  step: ['charts', 'cpu', 'tables', 'memory'],
  symmetry: ['flow', 'charts', 'cpu', 'tables', 'memory', 'step'],
  words: ['charts', 'cpu', 'tables', 'memory', 'step'],
};

// What can be told of a program without running it; the compiler may use it, which carries no machine.
const flow = '^src/machine/flow/';

// The two kinds of threads are two downloads: what each file of the worker may not import for more than its types, so that
// the one that compiles carries no machine and those that run programs no compiler.
const halves = [
  {
    half: 'compiler',
    files: [
      'compiler-thread',
      'compile-texts',
      'texts',
      'careful-compiler',
      'litmus-reader',
      'kernel-judge',
      'machine-judge',
      'adviser',
      'mail-reader',
      'known-mails',
    ],
    without: ['machine'],
  },
  {
    half: 'runner',
    files: ['runner-thread', 'run-programs', 'searches', 'session', 'studies'],
    without: ['scenario'],
  },
  {
    half: 'shared',
    files: ['channel', 'failure', 'late-part', 'recall'],
    without: ['machine', 'scenario', 'explore'],
  },
];

// Tests, and what only tests import (`random-program.fixture.ts`).
const testFile = '\\.(test|fixture)\\.tsx?$';
/** @param {readonly string[]} names */
const oneOf = (names) => `(${names.join('|')})`;

const perRoom = Object.entries(rooms).flatMap(([room, { uses, types = [], packages = [] }]) => {
  const from = { path: `^src/${room}/`, pathNot: testFile };
  return [
    {
      name: `${room}-rooms`,
      severity: 'error',
      comment: `${room} may import ${[...uses, ...types].join(', ') || 'no room'}`,
      from,
      to: { path: '^src/', pathNot: `^src/${oneOf([room, ...uses, ...types])}/` },
    },
    ...types.map((typed) => ({
      name: `${room}-types-of-${typed}`,
      severity: 'error',
      comment: `${room} may import the types of ${typed}, nothing that runs`,
      from,
      to: { path: `^src/${typed}/`, pathNot: flow, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: `${room}-packages`,
      severity: 'error',
      comment: `${room} may import ${packages.join(', ') || 'no package'}`,
      from,
      to: {
        path: 'node_modules|^[^./]+$',
        pathNot: packages.map((name) =>
          name === 'node' ? '^(node:)?[^./]+$' : `node_modules/(@types/)?${name}/`,
        ),
      },
    },
  ];
});

const insideMachine = Object.entries(machineFolders).map(([folder, uses]) => ({
  name: `machine-${folder}`,
  severity: 'error',
  comment: `machine/${folder} may import ${uses.join(', ') || 'no other folder'}, program.ts and api.ts of the machine`,
  // The notation builds whole machines for tests; nothing else imports it.
  from: { path: `^src/machine/${folder}/`, pathNot: [testFile, '^src/machine/words/notation\\.ts$'] },
  to: {
    path: '^src/machine/',
    pathNot: [`^src/machine/${oneOf([folder, ...uses])}/`, '^src/machine/(program|api)\\.ts$'],
  },
}));

const insideWorker = [
  ...halves.map(({ half, files, without }) => ({
    name: `worker-${half}`,
    severity: 'error',
    comment: `what the ${half} half of the worker begins with may not import ${without.join(', ')}`,
    from: { path: `^src/worker/${oneOf(files)}\\.ts$` },
    to: { path: `^src/${oneOf(without)}/`, pathNot: flow, dependencyTypesNot: ['type-only'] },
  })),
  ...halves.map(({ half, files }) => ({
    name: `worker-${half}-apart`,
    severity: 'error',
    comment: `only the ${half} half of the worker, or what both share`,
    from: { path: `^src/worker/${oneOf(files)}\\.ts$` },
    to: {
      path: '^src/worker/',
      pathNot: `^src/worker/${oneOf([...files, ...(halves.at(-1)?.files ?? [])])}\\.ts$`,
    },
  })),
];

export default {
  forbidden: [
    ...perRoom,
    ...insideMachine,
    ...insideWorker,
    {
      name: 'machine-no-circle',
      severity: 'error',
      comment: 'no file of the machine imports itself over others, not even for a type',
      from: { path: '^src/machine/' },
      to: { circular: true },
    },
    {
      name: 'only-the-index',
      severity: 'error',
      comment: 'outsiders import only a room’s index.ts',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', `${flow}index\\.ts$`, '\\.fixture\\.tsx?$'],
      },
    },
    {
      name: 'fixtures-for-tests',
      severity: 'error',
      comment: 'what tests share is for tests alone',
      from: { path: '^src/', pathNot: testFile },
      to: { path: '\\.fixture\\.tsx?$' },
    },
    {
      name: 'only-the-index-from-outside-src',
      severity: 'error',
      from: { pathNot: '^src/' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'd3-that-touches-the-page',
      severity: 'error',
      comment: 'React draws; drag, zoom and brush live in views/behaviors',
      from: { pathNot: ['^src/views/behaviors/', 'node_modules'] },
      to: { path: 'node_modules/(@types/)?d3-(selection|drag|zoom|brush)/' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      conditionNames: ['import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
