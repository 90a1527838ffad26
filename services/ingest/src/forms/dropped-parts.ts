import type { BusboyInstance, Dicer } from '@fastify/busboy';

/**
 * Calls `report` for a part of which busboy tells nobody: without a `Content-Disposition: form-data` (RFC 7578 §4.2), with a
 * name of several lines, or without an end of its headers. Whoever sent it would believe that it counts.
 *
 * To be called before anything is written to the parser.
 */
export function watchDroppedParts(parser: BusboyInstance, report: () => void): void {
  let isTaken = true;
  const look = () => {
    if (!isTaken) report();
  };
  splitterOf(parser).on('part', (part) => {
    // The one before had no headers that end.
    look();
    isTaken = false;
    // After busboy, which reads by now what it is going to tell of.
    part.on('header', () => {
      isTaken = part.listenerCount('data') > 0;
      look();
    });
  });
  parser.once('finish', look);
}

/** Busboy's own, which it does not show: the headers of a dropped part are seen nowhere else. */
function splitterOf(parser: BusboyInstance): Dicer {
  const { parser: splitter } = (parser as unknown as { _parser: { parser?: Dicer } })._parser;
  if (splitter) return splitter;
  throw new Error('expected busboy to have a parser that splits the body');
}
