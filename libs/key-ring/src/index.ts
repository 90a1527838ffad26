export { secretKeys } from './config.js';
export { KeyRing } from './key-ring.js';
export { isSealed, keyIdOf } from './sealed-text.js';
