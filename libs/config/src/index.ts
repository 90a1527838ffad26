export { bytes, durationMs, field, port, secret, type Field, type Fields, type ValuesOf } from './field.js';
export { ConfigError, describeConfig, loadConfig, type DescribedField } from './load-config.js';
export { findProgram, program } from './program.js';
