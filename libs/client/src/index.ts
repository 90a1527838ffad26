export {
  createClient,
  hasEnded,
  type BatchedJob,
  type BatchOptions,
  type ClientOptions,
  type FollowOptions,
  type Job,
  type Meeting,
  type MeetingClient,
  type Recording,
  type ResumableOptions,
  type SubmitOptions,
  type WaitOptions,
} from './client.js';
export type { JobHistory } from './history-reader.js';
export { ApiProblem, StillRunning, Unreachable } from './errors.js';
