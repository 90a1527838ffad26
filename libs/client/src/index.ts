export {
  createClient,
  hasEnded,
  type ClientOptions,
  type Job,
  type Meeting,
  type MeetingClient,
  type Recording,
  type SubmitOptions,
  type WaitOptions,
} from './client.js';
export { ApiProblem, StillRunning, Unreachable } from './errors.js';
