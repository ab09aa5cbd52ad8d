/**
 * The house's plan as rules for dependency-cruiser: imports point down only, type imports included. Every rule is an
 * error. (Type imports inside .svelte files are invisible here; build/eslint.config.js repeats the renderer's rules.)
 */

const foundations = 'core/(errors|assert|describe-value)[.]ts$';

/**
 * A folder of core may import itself, the foundations, and the named folders or files below it.
 * @param {string} folder
 * @param {readonly string[]} below
 */
const coreFolder = (folder, below) => ({
  name: `core-${folder}-looks-down`,
  comment: `core/${folder} imports only ${['itself', 'the foundations', ...below].join(', ')} of core.`,
  severity: 'error',
  from: { path: `^core/${folder}/` },
  to: { path: '^core/', pathNot: [`^core/${folder}/`, `^${foundations}`, ...below.map((path) => `^core/${path}`)] },
});

/**
 * A package that only one place may import.
 * @param {string} name
 * @param {string} packages
 * @param {string} owner
 */
const onlyFrom = (name, packages, owner) => ({
  name,
  comment: `Only ${owner} imports ${packages}.`,
  severity: 'error',
  from: { path: '^(core|main|renderer)/', pathNot: owner },
  to: { path: `^(node_modules/)?(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third.',
      severity: 'error',
      // A Svelte component may contain itself; that is recursion, no cycle between files.
      from: { path: '^(.+)$' },
      to: { circular: true, pathNot: '^$1$' },
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be resolved.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'core-is-platform-free',
      comment: 'core imports nothing outside core except a few pure packages: no Node, no DOM, no Electron, no SQLite.',
      severity: 'error',
      from: { path: '^core/' },
      to: {
        pathNot: [
          '^core/',
          '^node_modules/(zod|yaml|@noble/hashes)/',
          '^node_modules/@orpc/contract/',
          '^node_modules/jstat/',
          '^node_modules/(papaparse|fflate)/',
          '^node_modules/chevrotain/',
        ],
      },
    },
    {
      name: 'distributions-in-stats-only',
      comment: 'Of core, only core/stats uses a statistics package.',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/stats/' },
      to: { path: '^node_modules/jstat/' },
    },
    {
      name: 'file-formats-in-data-only',
      comment: 'Of core, only core/data uses packages that read file formats.',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/data/' },
      to: { path: '^node_modules/(papaparse|fflate)/' },
    },
    {
      name: 'grammars-in-filter-only',
      comment: 'Of core, only core/filter uses a parser library.',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/filter/' },
      to: { path: '^node_modules/chevrotain/' },
    },
    {
      name: 'orpc-in-contract-only',
      comment: 'Of core, only core/contract knows that requests travel by oRPC.',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/contract/' },
      to: { path: '^node_modules/@orpc/' },
    },
    coreFolder('series', []),
    coreFolder('tensor', []),
    coreFolder('format', []),
    coreFolder('palette', []),
    coreFolder('run', []),
    coreFolder('stats', ['run/', 'series/']),
    coreFolder('plan', ['tensor/']),
    coreFolder('spec', ['series/', 'tensor/']),
    coreFolder('device', ['plan/', 'tensor/']),
    coreFolder('data', ['format/', 'spec/', 'tensor/']),
    coreFolder('nn', ['data/dataset[.]ts$', 'plan/', 'spec/', 'tensor/']),
    coreFolder('probes', ['plan/', 'series/', 'tensor/']),
    coreFolder('train', ['data/', 'device/device[.]ts$', 'nn/', 'plan/', 'probes/', 'series/', 'spec/', 'tensor/']),
    coreFolder('contract', ['data/data-note[.]ts$', 'device/device[.]ts$', 'run/', 'series/', 'spec/', 'stats/']),
    coreFolder('filter', [
      'contract/(experiment-record|run-record|run-search)[.]ts$',
      'format/moment[.]ts$',
      'series/',
      'spec/',
    ]),
    coreFolder('report', [
      'contract/',
      'run/',
      'format/',
      'palette/',
      'data/',
      'plan/',
      'series/',
      'spec/',
      'stats/',
      'tensor/',
    ]),
    {
      name: 'devices-know-no-layers',
      comment: 'The fast devices and the reference compile plans; they must not know which layer an op came from.',
      severity: 'error',
      from: { path: '^core/device/' },
      to: { path: '^core/(nn|spec|data)/', reachable: true },
    },
    {
      name: 'layers-know-no-device',
      comment: 'Layer mathematics is written once, for every device.',
      severity: 'error',
      from: { path: '^core/nn/' },
      to: { path: '^core/device/', pathNot: '^core/device/device[.]ts$', reachable: true },
    },
    {
      name: 'renderer-sees-only-its-part-of-core',
      comment: 'The renderer sees the contract, the spec, the statistics, the report and what they rest on.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: {
        path: '^core/',
        pathNot: [`^${foundations}`, '^core/(contract|format|palette|run|series|spec|stats|report)/'],
      },
    },
    {
      name: 'renderer-never-sees-main',
      comment: 'The renderer reaches the lab through the contract only.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: ['^main/', '^node_modules/(electron|ws|better-sqlite3|kysely)/'] },
    },
    {
      name: 'renderer-is-no-node-program',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-never-import-each-other',
      comment: 'What two features share belongs in ui/, charts/ or state/.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'renderer-parts-look-down',
      comment: 'api, state, charts and ui serve the features and know none of them.',
      severity: 'error',
      from: { path: '^renderer/(api|state|charts|ui)/' },
      to: { path: '^renderer/features/' },
    },
    {
      name: 'ui-is-presentational',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(api|state|charts)/' },
    },
    {
      name: 'main-never-sees-the-renderer',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'lab-knows-no-door',
      comment: 'The lab does not know which door it is opened through.',
      severity: 'error',
      from: { path: '^main/(lab|store|jobs|datasets)/' },
      to: { path: '^main/(desktop|host|cli|preload)/' },
    },
    {
      name: 'files-stand-alone',
      comment: 'How any file is named and written: the ground floor of main.',
      severity: 'error',
      from: { path: '^main/files/' },
      to: { path: '^main/', pathNot: '^main/files/' },
    },
    {
      name: 'store-stands-alone',
      severity: 'error',
      from: { path: '^main/store/' },
      to: { path: '^main/', pathNot: '^main/(store|files)/' },
    },
    {
      name: 'job-process-never-reaches-the-store',
      comment: 'One process owns a database. A job process trains and reports.',
      severity: 'error',
      from: { path: '^main/jobs/job-process[.]ts$' },
      to: { path: ['^main/(store|lab)/', '^node_modules/(better-sqlite3|kysely)/'], reachable: true },
    },
    {
      name: 'preload-is-a-bridge',
      comment: 'The sandboxed preload passes a port through and imports nothing but Electron and names.',
      severity: 'error',
      from: { path: '^main/preload/' },
      to: { pathNot: ['^main/preload/', '^core/contract/', '^(node_modules/)?electron(/|$)'] },
    },
    onlyFrom('charts-own-chart-js', 'chart[.]js|chartjs-plugin-[^/]+|chartjs-chart-[^/]+', '^renderer/charts/'),
    onlyFrom('store-owns-sqlite', 'better-sqlite3|kysely', '^main/store/'),
    onlyFrom('devices-own-the-gpu', 'webgpu|gpu[.]js', '^main/(devices|gpu-window)/'),
    onlyFrom('desktop-owns-electron', 'electron', '^main/(desktop|preload|gpu-window)/'),
    {
      name: 'api-owns-the-transport',
      comment: 'renderer/api is the only place that knows how requests travel.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/api/' },
      to: { path: '^node_modules/@orpc/' },
    },
    {
      name: 'programs-import-no-tests',
      severity: 'error',
      from: { path: '^(core|main|renderer)/' },
      to: { path: '^(test|build)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^core/device/wasm/assembly/', '^(out|dist)/'] },
    // Type imports count: a type that crosses a wall is a wall with a hole in it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'build/tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
