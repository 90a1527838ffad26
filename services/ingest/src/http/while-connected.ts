import type { IncomingMessage } from 'node:http';
import { AppError } from '@meeting-intelligence/errors';

/**
 * Does work for a client whose request is read, for as long as it waits for the answer.
 *
 * @throws AppError UPLOAD_INCOMPLETE through the signal, once the connection is closed; or what `work` threw
 */
export async function whileConnected<Result>(
  { socket }: IncomingMessage,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const gone = new AbortController();
  const leave = () =>
    gone.abort(new AppError('UPLOAD_INCOMPLETE', 'the connection was closed before the answer'));
  if (socket.destroyed) leave();
  socket.once('close', leave);
  try {
    return await work(gone.signal);
  } finally {
    socket.off('close', leave);
  }
}
