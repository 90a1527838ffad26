import { createRequire } from 'node:module';

/** Loads the very copy of a package that libs/messaging loads, which is what has to be changed. */
export const productionRequire = createRequire(import.meta.resolve('@meeting-intelligence/messaging'));
