import { fileURLToPath } from 'node:url';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/**
 * Finds what the compiler does not see: promises that nobody awaits, unhandled variants of unions, hidden state in
 * core, and the renderer's walls inside .svelte files (whose type imports dependency-cruiser cannot see).
 */

const root = fileURLToPath(new URL('..', import.meta.url));

const rendererWalls = [
  {
    regex: '^(#main/|electron$|kysely$|better-sqlite3$|node:)|/main/',
    message: 'The renderer reaches the lab through the contract only.',
  },
  {
    regex: '^#core/(?!(contract|format|palette|run|series|spec|stats|report)/|(errors|assert)[.]ts$)',
    message: 'The renderer sees core/{contract,format,palette,run,series,spec,stats,report} only.',
  },
];
const chartWall = { regex: '^chart([.]js|js-)', message: 'Only renderer/charts imports Chart.js.' };
const transportWall = { regex: '^@orpc/', message: 'Only renderer/api knows how requests travel.' };
const restrict = (...patterns) => ['error', { patterns }];

const typescriptRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unused-vars': 'off',
  '@typescript-eslint/no-useless-constructor': 'off',
  '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
};

const generalRules = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'off',
  'no-debugger': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
};

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', 'core/device/wasm/assembly/', '**/*.d.ts', '**/*.d.mts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      ...generalRules,
      ...typescriptRules,
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always' }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    rules: generalRules,
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a named random stream (core/tensor/random.ts).' },
        { object: 'Date', property: 'now', message: 'Clocks are passed in.' },
        { object: 'performance', property: 'now', message: 'Clocks are passed in.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Clocks are passed in.' },
      ],
    },
  },
  {
    files: ['main/**/*.ts'],
    ignores: ['main/terminal/write-line.ts', 'main/cli/output.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="write"][callee.object.property.name=/^std(out|err)$/]',
          message:
            'Text reaches a terminal through main/terminal/write-line.ts or the command’s output, which escape it.',
        },
      ],
    },
  },
  ...svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      ...generalRules,
      ...typescriptRules,
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      // svelte-check decides about warnings; and a Map that no template reads needs no reactivity.
      'svelte/no-unused-svelte-ignore': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // Svelte's `let { x = $bindable(), y } = $props()` cannot be `const` as long as one of them is bindable.
    files: ['**/*.svelte'],
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': ['error', { destructuring: 'all' }] },
  },
  {
    files: ['renderer/**/*.{ts,svelte}'],
    rules: { '@typescript-eslint/no-restricted-imports': restrict(...rendererWalls, chartWall, transportWall) },
  },
  {
    files: ['renderer/charts/**/*.{ts,svelte}'],
    rules: { '@typescript-eslint/no-restricted-imports': restrict(...rendererWalls, transportWall) },
  },
  {
    files: ['renderer/api/**/*.{ts,svelte}'],
    rules: { '@typescript-eslint/no-restricted-imports': restrict(...rendererWalls, chartWall) },
  },
);
