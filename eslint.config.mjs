import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const shows =
  '/^(show(Information|Warning|Error)Message|showQuickPick|showInputBox|createQuickPick|createInputBox|createStatusBarItem|createOutputChannel|createTerminal|setStatusBarMessage|withProgress)$/';
const texts = '/^(text|label|description|detail|tooltip|title|message|prompt|placeholder|validationMessage)$/';

/** What would show a text without making it plain (src/base/plainText): standard output, markup, and the brand put on by hand. */
const shownAsItIs = [
  ["MemberExpression[object.property.name=/^std(out|err)$/][property.name='write']", 'Use src/terminal/terminal.'],
  ['JSXAttribute[name.name=/^(dangerouslySetInnerHTML|innerHTML)$/]', 'Text goes into a page as text.'],
  ['MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]', 'Text goes into a page as text.'],
  ["TSAsExpression[typeAnnotation.typeName.name='PlainText']", 'Use the tag plain.'],
  ['NewExpression[callee.property.name=/^(CodeAction|Diagnostic)$/] > TemplateLiteral', 'Use the tag plain.'],
].map(([selector, message]) => ({ selector, message }));

/** VS Code's own functions, which src/editor/ui wraps. */
const shownByVSCode = [
  `MemberExpression[property.name=${shows}]`,
  `ObjectPattern > Property[key.name=${shows}]`,
  'NewExpression[callee.property.name=/^(MarkdownString|TreeItem)$/]',
  `AssignmentExpression[left.property.type='Identifier'][left.property.name=${texts}] > :matches(TemplateLiteral, BinaryExpression, MemberExpression, ConditionalExpression).right`,
].map((selector) => ({ selector, message: 'Use src/editor/ui.' }));

/** American spelling, and the words of CONTRIBUTING.md (“Names”), in the names that are declared. */
const names =
  '^(?!(most|fewest|least)[A-Z])(?!.*([lL]abell|[nN]eighbour|[cC]olour|[bB]ehaviour|[fF]avour|([nN]ormal|[tT]oken|[qQ]uant|[oO]ptim|[sS]ummar|[iI]nitial|[sS]erial|[gG]eneral|[cC]apital)is(e|ing|ation)))(?!(goOn|mayGoOn|keptBytes|\\w+AtOnce|OwnLabels|halveWeights|usual\\w*)$)';

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '.cache/**', '.vscode-test/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          checkThenables: true,
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'suite', 'describe', 'it'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      'id-match': ['error', names, { onlyDeclarations: true }],
    },
  },
  { files: ['src/**'], rules: { 'no-console': 'error', 'no-restricted-syntax': ['error', ...shownAsItIs] } },
  {
    files: ['src/{app,editor}/**', 'src/features/*/vscode/**'],
    ignores: ['src/editor/ui/**'],
    rules: { 'no-restricted-syntax': ['error', ...shownAsItIs, ...shownByVSCode] },
  },
  // Where texts are made plain, and where a process tells its parent.
  {
    files: ['src/base/plainText.ts', 'src/terminal/terminal.ts', 'src/server/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // No text may hold up a pattern of the product.
    files: ['src/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-dupe-disjunctions': ['error', { report: 'trivial', reportExponentialBacktracking: 'potential' }],
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        document: 'readonly',
        getComputedStyle: 'readonly',
      },
    },
  },
);
