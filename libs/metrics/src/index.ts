export { forgetRendering, refreshBeforeScrape, scrape, type Scrape } from './exposition.js';
export { declarations, type Declaration, type Reading } from './instruments.js';
export * as metrics from './metrics.js';
export { collectNodeDefaults } from './node-defaults.js';
export { recordCallDuration } from './record-call.js';
export { isRecording, registry, resumeRecording, stopRecording } from './registry.js';
export { Sampled, type SampledOptions } from './sampled.js';
