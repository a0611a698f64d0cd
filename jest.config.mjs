const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        target: 'es2022',
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
  // Node 20's jest cannot `require` a module, as @fastify/static does with this one.
  '/node_modules/content-disposition/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }],
};

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  transformIgnorePatterns: ['/node_modules/(?!content-disposition/)'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.sluice/'],
  moduleNameMapper: {
    '^@sluice/stack$': '<rootDir>/tools/stack/src/index.ts',
    '^@sluice/kafka/consume$': '<rootDir>/libs/kafka/src/consume/index.ts',
    '^@sluice/(client|contracts|kafka|runtime|schema|settings|sinks|storage)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

const onRealServices = {
  ...shared,
  globalSetup: '<rootDir>/test/stack-setup.mjs',
  globalTeardown: '<rootDir>/test/stack-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/stack-timeout.mjs'],
};

/** Unit specs sit beside the code and do no I/O; integration, end-to-end and integrity specs use real services. */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.integration\\.spec\\.ts$'],
    },
    {
      ...onRealServices,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.integration.spec.ts'],
    },
    {
      ...onRealServices,
      displayName: 'e2e',
      testMatch: ['<rootDir>/apps/*/test/**/*.e2e-spec.ts', '<rootDir>/test/**/*.spec.ts'],
    },
  ],
};
