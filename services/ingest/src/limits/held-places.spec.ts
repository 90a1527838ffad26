import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createLogger } from '@meeting-intelligence/telemetry';
import { eventually } from '@meeting-intelligence/testing';
import { expect, test, vi } from 'vitest';
import { HeldPlaces } from './held-places.js';
import { Places, type Place, type PlaceKind } from './places.js';

class OnePlaceEach extends Places {
  readonly taken: Place[] = [];
  readonly renewed: (readonly Place[])[] = [];

  async take(kind: PlaceKind, subject: string, limit: number): Promise<Place | undefined> {
    if (this.taken.filter((place) => place.kind === kind && place.subject === subject).length >= limit)
      return undefined;
    const place = { kind, subject, number: 1, holder: `holder ${subject}` };
    this.taken.push(place);
    return place;
  }

  async renew(places: readonly Place[]): Promise<void> {
    this.renewed.push(places);
  }

  async free(place: Place): Promise<void> {
    this.taken.splice(this.taken.indexOf(place), 1);
  }
}

const logger = createLogger({ name: 'test', version: 'test' }, 'fatal');

function held(limits = { uploads: 1, streams: 1 }) {
  const places = new OnePlaceEach();
  return { places, held: new HeldPlaces(places, { limits, logger }) };
}

const response = (closed = false) =>
  Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse;

test('a place is held until the answer has ended', async () => {
  const { places, held: it } = held();
  const first = response();
  await it.holdUntilEnd('uploads', 'key a', first);

  await expect(it.holdUntilEnd('uploads', 'key a', response())).rejects.toMatchObject({
    code: 'TOO_MANY_UPLOADS',
    retryAfterSeconds: 5,
  });
  await it.holdUntilEnd('streams', 'key a', response());
  await it.holdUntilEnd('uploads', 'key b', response());

  first.emit('close');
  await eventually(() => expect(places.taken).toHaveLength(2));
  await it.holdUntilEnd('uploads', 'key a', response());
});

test('a client that went away meanwhile holds nothing', async () => {
  const { places, held: it } = held();

  await it.holdUntilEnd('uploads', 'key a', response(true));

  await eventually(() => expect(places.taken).toEqual([]));
});

test('all that is held is renewed at once, and nothing else', async () => {
  const { places, held: it } = held({ uploads: 5, streams: 5 });
  const ended = response();
  await it.round();
  await it.holdUntilEnd('streams', 'key a', ended);
  for (const subject of ['key a', 'key b']) await it.holdUntilEnd('uploads', subject, response());
  ended.emit('close');

  await it.round();

  expect(places.renewed).toEqual([
    [
      expect.objectContaining({ kind: 'uploads', subject: 'key a' }),
      expect.objectContaining({ kind: 'uploads', subject: 'key b' }),
    ],
  ]);
});

test('a place that is being renewed is freed afterwards: renewed after that, nobody would have it and nobody get it', async () => {
  const { places, held: it } = held();
  const renewal = Promise.withResolvers<void>();
  const [ended, renewed] = [response(), vi.spyOn(places, 'renew').mockReturnValue(renewal.promise)];
  await it.holdUntilEnd('uploads', 'key a', ended);
  const round = it.round();
  expect(renewed).toHaveBeenCalledOnce();
  const freed = vi.spyOn(places, 'free');
  ended.emit('close');
  await new Promise(setImmediate);
  expect(freed).not.toHaveBeenCalled();
  renewal.resolve();
  await round;

  await eventually(() => expect(places.taken).toEqual([]));
});

test('a renewal that fails keeps no place from being freed', async () => {
  const { places, held: it } = held();
  vi.spyOn(places, 'renew').mockRejectedValue(new Error('away'));
  const ended = response();
  await it.holdUntilEnd('uploads', 'key a', ended);
  await expect(it.round()).rejects.toThrow('away');
  ended.emit('close');

  await eventually(() => expect(places.taken).toEqual([]));
});

test('without a limit nothing is held', async () => {
  const { places, held: it } = held({ uploads: 0, streams: 0 });

  await it.holdUntilEnd('uploads', 'key a', response());

  expect(places.taken).toEqual([]);
});
