/** READ THIS FIRST. The whole public API in one table; the gateway, its description and its clients are held to it. */
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-keys.js';
import type { ApiRoute } from './define-route.js';
import { getDescription, readDocs } from './description.js';
import { createEventToken, listJobs, streamEvents, streamJobEvents } from './following.js';
import { getJobHistory } from './history.js';
import { cancelJob, deleteJob, getJob, submitJob } from './jobs.js';
import { retryJob, submitBatch } from './many-jobs.js';
import { getMeeting, getTranscript } from './meetings.js';
import {
  appendToUpload,
  createUpload,
  deleteUpload,
  describeUploads,
  getUploadOffset,
  presignUpload,
} from './uploads.js';

/** A new operation is one file of `contracts/api/` and one line here. */
export const apiRoutes: readonly ApiRoute[] = [
  // jobs.ts
  submitJob,
  getJob,
  cancelJob,
  deleteJob,
  // many-jobs.ts
  submitBatch,
  retryJob,
  // following.ts
  listJobs,
  streamJobEvents,
  streamEvents,
  createEventToken,
  // history.ts
  getJobHistory,
  // uploads.ts
  describeUploads,
  createUpload,
  getUploadOffset,
  appendToUpload,
  deleteUpload,
  presignUpload,
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
