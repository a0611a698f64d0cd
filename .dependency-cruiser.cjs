/** The boundaries of docs/architecture.md; tools/boundaries.spec.ts plants violations and sees them found. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'A cycle makes two files one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-app-imports-app',
      severity: 'error',
      comment: 'Apps meet on Kafka and MongoDB only.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'console-by-the-api-only',
      severity: 'error',
      comment: 'It runs in a browser, and shows what anybody can ask for.',
      from: { path: '^apps/console/src/' },
      to: { path: '^(libs|tools)/' },
    },
    {
      name: 'no-lib-imports-app-or-tool',
      severity: 'error',
      comment: 'Only tests of a lib may use the stack.',
      from: { path: '^libs/', pathNot: ['\\.integration\\.spec\\.ts$', '/testing/'] },
      to: { path: '^(apps|tools)/' },
    },
    {
      name: 'no-app-imports-tool',
      severity: 'error',
      comment: 'Only tests of an app may use the stack.',
      from: { path: '^apps/', pathNot: '(\\.integration\\.spec\\.ts$|^apps/[^/]+/test/)' },
      to: { path: '^tools/' },
    },
    {
      name: 'no-reach-past-index',
      severity: 'error',
      comment: "A lib's index.ts is its door; libs/kafka has a second one for what needs Nest.",
      from: { path: '^(apps|tools|test)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: '^libs/[^/]+/src/(?:consume/)?index\\.ts$' },
    },
    {
      name: 'no-lib-reaches-past-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/(?:consume/)?index\\.ts$'] },
    },
    {
      name: 'no-own-index',
      severity: 'error',
      comment: 'Nothing inside a lib imports its own index.',
      from: { path: '^libs/([^/]+)/src/', pathNot: '^libs/[^/]+/src/(?:consume/)?index\\.ts$' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'contracts-is-a-leaf',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^libs/(?!contracts/)' },
    },
    {
      name: 'kafkajs-only-in-kafka',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/', pathNot: ['^libs/kafka/', '\\.spec\\.ts$', '-spec\\.ts$'] },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'mongodb-only-in-storage',
      severity: 'error',
      from: {
        path: '^(apps|libs|tools)/',
        pathNot: ['^libs/storage/', '^tools/stack/', '\\.spec\\.ts$', '-spec\\.ts$'],
      },
      to: { path: 'node_modules/(mongodb|mongoose|bson)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
