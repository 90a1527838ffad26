/** READ THIS FIRST. The whole public API in one table; the gateway, its description and its clients are held to it. */
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-keys.js';
import type { ApiRoute } from './define-route.js';
import { getDescription, readDocs } from './description.js';
import { createEventToken, listJobs, streamEvents, streamJobEvents } from './following.js';
import { cancelJob, getJob, submitJob } from './jobs.js';
import { getMeeting, getTranscript } from './meetings.js';

/** A new operation is one file of `contracts/api/` and one line here. */
export const apiRoutes: readonly ApiRoute[] = [
  // jobs.ts
  submitJob,
  getJob,
  cancelJob,
  // following.ts
  listJobs,
  streamJobEvents,
  streamEvents,
  createEventToken,
  // meetings.ts
  getMeeting,
  getTranscript,
  // api-keys.ts
  createApiKey,
  listApiKeys,
  rotateApiKey,
  revokeApiKey,
  // description.ts
  getDescription,
  readDocs,
];
