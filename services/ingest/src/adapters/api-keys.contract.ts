import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { ApiKey, NewApiKey } from '../access/api-key.js';
import type { ApiKeys, KeyPosition } from '../access/api-keys.js';
import { newKeyId } from '../access/key-text.js';

function aKey(key: Partial<NewApiKey> = {}): NewApiKey {
  return {
    ...{ id: newKeyId(), owner: 'cms', name: 'CMS prod', scopes: ['jobs:read', 'jobs:write'] },
    ...{ secretHash: randomBytes(32), expiresAt: null, ...key },
  };
}

/** What every `ApiKeys` has to do. */
export function apiKeysContract(make: () => ApiKeys): void {
  let keys: ApiKeys;
  beforeEach(() => {
    keys = make();
  });

  async function listedFrom(first: ApiKey, limit: number): Promise<string[]> {
    const ids: string[] = [];
    // The list is newest first: everything older than our first key is of other tests.
    for (let after: KeyPosition | undefined; ids.at(-1) !== first.id;) {
      const page = await keys.list({ limit, after });
      expect(page.length).toBeLessThanOrEqual(limit);
      ids.push(...page.map(({ id }) => id));
      after = page.at(-1);
      if (!after) break;
    }
    return ids.slice(0, ids.indexOf(first.id) + 1);
  }

  test('finds a key as it was added', async () => {
    const key = aKey({ expiresAt: new Date('2030-01-02T03:04:05.678Z') });
    const added = await keys.add(key);

    expect(added).toEqual({
      ...key,
      previousSecret: null,
      createdAt: expect.any(Date),
      revokedAt: null,
      lastUsedAt: null,
    });
    expect(await keys.find(key.id)).toEqual(added);
    expect(Math.abs(Date.now() - added.createdAt.getTime())).toBeLessThan(10_000);
  });

  test('does not find, change or revoke what is not there', async () => {
    const id = newKeyId();

    expect(await keys.find(id)).toBeUndefined();
    expect(await keys.replaceSecret(id, randomBytes(32), null)).toBeUndefined();
    expect(await keys.revoke(id)).toBeUndefined();
    await keys.markUsed(id);
    expect(await keys.find(id)).toBeUndefined();
  });

  test('adds no second key under an id', async () => {
    const first = await keys.add(aKey());

    await expect(keys.add(aKey({ id: first.id }))).rejects.toThrow();
    expect(await keys.find(first.id)).toEqual(first);
  });

  test('replaces a secret at once', async () => {
    const key = await keys.add(aKey());
    const secretHash = randomBytes(32);

    const changed = await keys.replaceSecret(key.id, secretHash, null);

    expect(changed).toEqual({ ...key, secretHash, previousSecret: null });
    expect(await keys.find(key.id)).toEqual(changed);
  });

  test('keeps the secret before the last one, and none before that', async () => {
    const { id, secretHash: first } = await keys.add(aKey());
    const [second, third] = [randomBytes(32), randomBytes(32)];
    const goodUntil = new Date(Date.now() + 60_000);

    expect(await keys.replaceSecret(id, second, goodUntil)).toMatchObject({
      secretHash: second,
      previousSecret: { hash: first, goodUntil },
    });
    expect(await keys.replaceSecret(id, third, goodUntil)).toMatchObject({
      secretHash: third,
      previousSecret: { hash: second, goodUntil },
    });
    expect(await keys.replaceSecret(id, first, null)).toMatchObject({
      secretHash: first,
      previousSecret: null,
    });
  });

  test('revokes for good, and once', async () => {
    const { id, secretHash } = await keys.add(aKey());

    const revoked = await keys.revoke(id);
    await sleep(5);

    expect(revoked).toMatchObject({ id, revokedAt: expect.any(Date) });
    expect(await keys.revoke(id)).toEqual(revoked);
    expect(await keys.replaceSecret(id, randomBytes(32), null)).toBeUndefined();
    expect(await keys.find(id)).toMatchObject({ secretHash, revokedAt: revoked!.revokedAt });
  });

  test('writes down that a key is used, and not again so soon', async () => {
    const { id } = await keys.add(aKey());

    await keys.markUsed(id);
    const used = await keys.find(id);
    await sleep(5);
    await keys.markUsed(id);

    expect(used).toMatchObject({ lastUsedAt: expect.any(Date) });
    expect(await keys.find(id)).toEqual(used);
  });

  test.each([1, 2, 100])('lists the newest first, each once, in pages of %i', async (limit) => {
    const made: ApiKey[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.push(await keys.add(aKey()));
      if (index % 2 === 0) await sleep(2); // two of them may share a millisecond
    }

    const listed = await listedFrom(made[0]!, limit);

    expect(listed.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    const times = listed.map((id) => made.find((key) => key.id === id)!.createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });
}
