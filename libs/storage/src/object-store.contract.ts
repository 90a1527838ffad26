import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from './object-store.js';

const megabyte = 1_048_576;

/** What every object store has to do; run on each of them. */
export function objectStoreContract(name: string, store: () => ObjectStore): void {
  describe(name, () => {
    test('gives back what was stored, with its size and checksum', async () => {
      const stored = await store().put('recordings/a', Readable.from([Buffer.from('hello '), 'world']));

      expect(stored).toEqual({ sizeBytes: 11, sha256: sha256(Buffer.from('hello world')) });
      expect(await read('recordings/a')).toEqual(Buffer.from('hello world'));
    });

    test('knows how much room is left, or that there is no end of it', async () => {
      const free = await store().freeBytes();

      expect(free === undefined || (Number.isSafeInteger(free) && free > 0)).toBe(true);
    });

    test('keeps an object without bytes', async () => {
      expect(await store().put('empty', Readable.from([]))).toMatchObject({ sizeBytes: 0 });
      expect(await read('empty')).toHaveLength(0);
    });

    test('stores an object of many parts', async () => {
      const parts = Array.from({ length: 20 }, (_, index) => Buffer.alloc(megabyte + index, index));

      const stored = await store().put('recordings/large', Readable.from(parts));

      const whole = Buffer.concat(parts);
      expect(stored).toEqual({ sizeBytes: whole.length, sha256: sha256(whole) });
      expect(sha256(await read('recordings/large'))).toBe(sha256(whole));
    });

    test('replaces an object of the same key', async () => {
      await store().put('twice', Readable.from(['first, and longer']));
      await store().put('twice', Readable.from(['second']));

      expect(String(await read('twice'))).toBe('second');
    });

    test.each([0, 1, 20])('leaves nothing when the source fails after %i MiB', async (megabytes) => {
      const key = `broken-${megabytes}`;
      const failure = new Error('the client hung up');

      await expect(store().put(key, failingAfter(megabytes, failure))).rejects.toBe(failure);

      await expect(store().get(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    });

    test('leaves the object that was there when its replacement fails', async () => {
      await store().put('kept', Readable.from(['old']));

      await expect(store().put('kept', failingAfter(1, new Error('gone')))).rejects.toThrow('gone');

      expect(String(await read('kept'))).toBe('old');
    });

    test('fails when the source is destroyed before its end', async () => {
      const source = failingAfter(1, undefined);

      await expect(store().put('destroyed', source)).rejects.toThrow();
      await expect(store().get('destroyed')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    });

    test('knows no object that was never stored or was deleted', async () => {
      await store().put('events/x/1.json', Readable.from(['{}']));
      await store().delete('events/x/1.json');
      await store().delete('events/x/1.json');

      await expect(store().get('events/x/1.json')).rejects.toMatchObject({
        code: 'OBJECT_NOT_FOUND',
        retryable: false,
      });
      await expect(store().get('events/x')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    });

    test.each(['', '/', '../x', 'a/../../b', '/etc/passwd', 'a//b', 'a/', '.partial/x', 'a\\b', 'a\0b', 'ä'])(
      'refuses the key %j',
      async (key) => {
        const source = Readable.from(['x']);

        await expect(store().put(key, source)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        await expect(store().get(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        await expect(store().has(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
        await expect(store().keepFirst(key, () => Promise.resolve('x'))).rejects.toMatchObject({
          code: 'OBJECT_NOT_FOUND',
        });
        await expect(store().delete(key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
      },
    );

    test('keeps the first text under a key, and makes no second', async () => {
      expect(await store().keepFirst('uploads/a/1', () => Promise.resolve('first'))).toBe('first');
      const never = () => Promise.reject(new Error('there is one already'));

      expect(await store().keepFirst('uploads/a/1', never)).toBe('first');
      expect(await read('uploads/a/1')).toEqual(Buffer.from('first'));
    });

    test('gives the same text to everybody who comes at once', async () => {
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store().keepFirst('at-once', () => Promise.resolve(`${index}`)),
        ),
      );

      expect(new Set(all).size).toBe(1);
      expect(String(await read('at-once'))).toBe(all[0]);
    });

    test('leaves nothing when the text cannot be made', async () => {
      const failure = new Error('the provider is away');

      await expect(store().keepFirst('unmade', () => Promise.reject(failure))).rejects.toBe(failure);

      expect(await store().keepFirst('unmade', () => Promise.resolve('later'))).toBe('later');
    });

    test('lends an object as a file, whatever comes of the work', async () => {
      await store().put('lent/a', Readable.from(['hello']));

      const paths = await store().withFile('lent/a', async (path) => [path, await readFile(path, 'utf8')]);
      const failing = store().withFile('lent/a', () => Promise.reject(new Error('no luck')));

      expect(paths).toEqual([expect.stringMatching(/^\//), 'hello']);
      await expect(failing).rejects.toThrow('no luck');
      expect(String(await read('lent/a'))).toBe('hello');
    });

    test('lends nothing that is not there', async () => {
      const work = () => Promise.reject(new Error('there is a file'));

      for (const key of ['lent', 'lent/never', '../lent'])
        await expect(store().withFile(key, work)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    });

    test('says what it has', async () => {
      await store().put('had/a/1', Readable.from([]));

      expect(await store().has('had/a/1')).toBe(true);
      expect(await store().has('had/a/2')).toBe(false);
      expect(await store().has('had/a')).toBe(false);
      expect(await store().has('had/a/1/2')).toBe(false);
    });

    test('deletes all that begins with a prefix, and nothing else', async () => {
      for (const key of ['gone/a/1', 'gone/a/b/2', 'gone/c']) await store().put(key, Readable.from(['x']));

      await store().deleteAll('gone/a/');
      await store().deleteAll('gone/nothing/');

      expect(await listed('gone/')).toEqual(['gone/c']);
    });

    test('lists what begins with a prefix, with the time it was stored', async () => {
      const before = Date.now();
      const keys = ['listed/a', 'listed/b/1', 'listed/b/2', 'listed/b/c/3', 'listed/d'];
      for (const key of [...keys, 'listed-not']) await store().put(key, Readable.from(['x']));
      await store().delete('listed/d');

      expect(await listed('listed/')).toEqual(keys.slice(0, -1));
      expect(await listed('listed/b')).toEqual(['listed/b/1', 'listed/b/2', 'listed/b/c/3']);
      expect(await listed('listed/b/c/3')).toEqual(['listed/b/c/3']);
      expect(await listed('listed/nothing/')).toEqual([]);
      expect(await listed('')).toEqual(expect.arrayContaining(['listed-not', 'listed/b/c/3']));
      for await (const { modifiedAt } of store().list('listed/')) {
        // S3 gives whole seconds.
        expect(modifiedAt.getTime()).toBeGreaterThanOrEqual(before - 1_000);
        expect(modifiedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
      }
    });

    test('lists nothing that is not complete', async () => {
      const source = new Readable({ read() {} });
      source.push('the first half');
      const done = store().put('unfinished/a', source);
      await store().put('unfinished/b', Readable.from(['x']));

      expect(await listed('unfinished/')).toEqual(['unfinished/b']);
      expect((await listed('')).filter((key) => key.includes('partial'))).toEqual([]);
      expect(await store().has('unfinished/a')).toBe(false);
      source.push(null);
      await done;
    });

    test.each(['../', '/', '.partial', 'a//', 'a/../b'])(
      'lists nothing under the prefix %j',
      async (prefix) => {
        await expect(listed(prefix)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
      },
    );

    test('says that it can be used', async () => {
      await expect(store().check()).resolves.toBeUndefined();
    });
  });

  async function read(key: string): Promise<Buffer> {
    return buffer(await store().get(key));
  }

  async function listed(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store().list(prefix)) keys.push(key);
    return keys.sort();
  }
}

function failingAfter(megabytes: number, failure: Error | undefined): Readable {
  let sent = 0;
  return new Readable({
    read() {
      if (sent++ < megabytes) this.push(Buffer.alloc(megabyte));
      else this.destroy(failure);
    },
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
