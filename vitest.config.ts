import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['@meeting-intelligence/source'] },
  ssr: { resolve: { conditions: ['@meeting-intelligence/source'] } },
  test: {
    include: ['{contracts,libs,services,tools,test}/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Starts servers only when the first test asks for one.
    globalSetup: ['./libs/testing/src/vitest-global-setup.ts'],
    // They mostly wait for servers and clocks. Left to itself, two cores would have one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
