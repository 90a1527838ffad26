export { CancelJobHandler } from './cancel-job.handler.js';
export { Cancellations } from './cancellations.js';
