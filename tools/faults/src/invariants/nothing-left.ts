import type { Observation, ExpectedDeadLetter } from '../observation.js';
import type { DeadLetter } from '../system/broker.js';
import type { Invariant } from './invariant.js';

export const nothingLeft: Invariant = {
  id: 'I4',
  claim: 'outboxes, due work and queues are empty, and the dead letters are exactly the poison',
  breaches({ waitingEvents, queues, deadLetters, expected }) {
    const waiting = waitingEvents.map(
      ({ service, eventId, lastError }) =>
        `event ${eventId} is still in the outbox of ${service}${lastError ? `: ${lastError}` : ''}`,
    );
    const filled = queues
      .filter(({ queue }) => !queue.endsWith('.dead'))
      .map(({ queue, total }) => `queue ${queue} holds ${total ?? 'an unknown number of'} messages`);
    return [...waiting, ...filled, ...differences(deadLetters, expected.deadLetters ?? [])];
  },
};

function differences(found: Observation['deadLetters'], expected: readonly ExpectedDeadLetter[]): string[] {
  const left = [...found];
  const missing = expected.filter((letter) => {
    const index = left.findIndex((candidate) => matches(candidate, letter));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...left.map(
      ({ queue, jobId, reason, code }) =>
        `${queue} holds a dead letter of job ${jobId ?? 'unknown'} that is no poison (${reason}, ${code ?? 'no code'})`,
    ),
    ...missing.map(
      ({ queue, jobId, reason, code }) =>
        `${queue}.dead lacks the poison of job ${jobId} (${reason}, ${code ?? 'no code'})`,
    ),
  ];
}

function matches(letter: DeadLetter, expected: ExpectedDeadLetter): boolean {
  return (
    letter.queue === `${expected.queue}.dead` &&
    letter.reason === expected.reason &&
    letter.code === expected.code &&
    letter.jobId === expected.jobId
  );
}
