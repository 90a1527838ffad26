export {
  createClient,
  hasEnded,
  type BatchedJob,
  type BatchOptions,
  type ClientOptions,
  type Job,
  type JobHistory,
  type Meeting,
  type MeetingClient,
  type Recording,
  type ResumableOptions,
  type SubmitOptions,
  type WaitOptions,
} from './client.js';
export { ApiProblem, StillRunning, Unreachable } from './errors.js';
