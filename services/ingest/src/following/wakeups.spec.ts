import { expect, test } from 'vitest';
import { topicOf, Wakeups } from './wakeups.js';

test('rings those who wait for the topic, until they stop, and forgets the topic with the last of them', () => {
  const wakeups = new Wakeups();
  const heard: string[] = [];
  const stopFirst = wakeups.watch(topicOf.job('a'), () => heard.push('first'));
  const stopSecond = wakeups.watch(topicOf.job('a'), () => heard.push('second'));
  wakeups.watch(topicOf.job('b'), () => heard.push('other'));

  wakeups.ring(topicOf.job('a'));
  stopFirst();
  wakeups.ring(topicOf.job('a'));
  expect(heard).toEqual(['first', 'second', 'second']);
  expect(wakeups.watchedJobs()).toEqual(['a', 'b']);

  stopSecond();
  wakeups.ringAll();
  expect(heard.at(-1)).toBe('other');
  expect(wakeups.watchedJobs()).toEqual(['b']);
});

test('knows whether somebody waits for an owner', () => {
  const wakeups = new Wakeups();
  wakeups.watch(topicOf.job('a'), () => undefined);
  expect(wakeups.isAnyOwnerWatched()).toBe(false);

  const stop = wakeups.watch(topicOf.owner('cms'), () => undefined);
  expect(wakeups.isAnyOwnerWatched()).toBe(true);
  stop();
  expect(wakeups.isAnyOwnerWatched()).toBe(false);
});
