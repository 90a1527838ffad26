import { KeyRing } from '@meeting-intelligence/key-ring';
import { expect, test } from 'vitest';
import { KeptSecrets, type KeptSecret, type SealedAnew } from './kept-secrets.js';
import { countAsJson, describeCount } from './report.js';
import { resealKeptSecrets, type ResealOptions } from './reseal-kept-secrets.js';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const older = KeyRing.parse(key('k1', 1));
const keys = KeyRing.parse(`${key('k2', 2)},${key('k1', 1)}`);
const foreign = KeyRing.parse(key('k9', 9));

/** A map in place of the table. */
class InMemoryKeptSecrets extends KeptSecrets {
  /** Called before each replacement: what the service does meanwhile. */
  meanwhile: () => void = () => undefined;
  replacements = 0;

  constructor(readonly secrets: Map<string, string>) {
    super();
  }
  override async batch(after: string | undefined, limit: number): Promise<KeptSecret[]> {
    const later = [...this.secrets].filter(([jobId]) => after === undefined || jobId > after).sort();
    return later.slice(0, limit).map(([jobId, secret]) => ({ jobId, secret }));
  }
  override async replace(secrets: readonly SealedAnew[]): Promise<number> {
    this.meanwhile();
    const unchanged = secrets.filter(({ jobId, secret }) => this.secrets.get(jobId) === secret);
    for (const { jobId, resealed } of unchanged) this.secrets.set(jobId, resealed);
    this.replacements += 1;
    return unchanged.length;
  }
}

function keptSecrets(): InMemoryKeptSecrets {
  const secrets = new Map<string, string>();
  for (const job of ['a', 'b', 'c']) secrets.set(job, `plain ${job}`);
  for (const job of ['d', 'e']) secrets.set(job, older.seal(`older ${job}`, job));
  secrets.set('f', keys.seal('newest f', 'f'));
  secrets.set('g', foreign.seal('foreign', 'g'));
  secrets.set('h', older.seal('of another job', 'a'));
  return new InMemoryKeptSecrets(secrets);
}

function reseal(kept: KeptSecrets, options: Partial<ResealOptions> = {}) {
  const unreadable: string[] = [];
  const counting = resealKeptSecrets(kept, keys, {
    dryRun: false,
    batchSize: 3,
    signal: new AbortController().signal,
    onUnreadable: (jobId, code) => unreadable.push(`${jobId} ${code}`),
    ...options,
  });
  return counting.then((count) => ({ count, unreadable }));
}

const found = { wasPlain: 3, byKey: { k1: 3, k2: 1, k9: 1 }, unreadable: 2, changedMeanwhile: 0 };

test('brings plain and older secrets under the first key, leaves what does not open and names its jobs', async () => {
  const kept = keptSecrets();
  const before = new Map(kept.secrets);

  const { count, unreadable } = await reseal(kept);

  expect(count).toEqual({ ...found, resealed: 5, upToDate: 1, finished: true });
  expect(unreadable).toEqual(['g SECRET_KEY_UNKNOWN', 'h SECRET_UNREADABLE']);
  const opened = ['a', 'b', 'c', 'd', 'e', 'f'].map((job) => keys.open(kept.secrets.get(job) ?? '', job));
  expect(opened).toEqual(['plain a', 'plain b', 'plain c', 'older d', 'older e', 'newest f']);
  for (const job of ['f', 'g', 'h']) expect(kept.secrets.get(job)).toBe(before.get(job));
  for (const job of ['a', 'b', 'c', 'd', 'e']) expect(kept.secrets.get(job)).toMatch(/^v1\.k2\./);
});

test('run again it finds nothing more to do', async () => {
  const kept = keptSecrets();
  await reseal(kept);
  const after = new Map(kept.secrets);

  const { count } = await reseal(kept);

  expect(count).toMatchObject({ resealed: 0, upToDate: 6, unreadable: 2, finished: true });
  expect(kept.secrets).toEqual(after);
});

test('a dry run counts the same and writes nothing', async () => {
  const kept = keptSecrets();
  const before = new Map(kept.secrets);

  const { count } = await reseal(kept, { dryRun: true });

  expect(count).toEqual({ ...found, resealed: 5, upToDate: 1, finished: true });
  expect(kept.secrets).toEqual(before);
  expect(kept.replacements).toBe(0);
});

test('stopped in a batch it finishes that one; the next run does the rest', async () => {
  const kept = keptSecrets();
  const stop = new AbortController();
  kept.meanwhile = () => stop.abort();

  const { count } = await reseal(kept, { signal: stop.signal });

  expect(count).toMatchObject({ resealed: 3, finished: false });
  expect(await reseal(kept)).toMatchObject({ count: { resealed: 2, upToDate: 4, finished: true } });
});

test('what the service writes meanwhile stays', async () => {
  const kept = keptSecrets();
  const written = keys.seal('another one', 'b');
  kept.meanwhile = () => kept.secrets.set('b', written);

  const { count } = await reseal(kept);

  expect(count).toMatchObject({ resealed: 4, changedMeanwhile: 1 });
  expect(kept.secrets.get('b')).toBe(written);
});

test('tells people and programs what it found and did', async () => {
  const { count } = await reseal(keptSecrets());

  expect(describeCount(count, { dryRun: false, sealsWith: 'k2' })).toBe(
    'looked at 8 secrets: 3 with k1, 1 with k2, 1 with k9, 3 plain\n' +
      '5 are sealed anew with k2, 1 were already\n2 do not open and stay as they are',
  );
  expect(
    describeCount({ ...count, finished: false, changedMeanwhile: 1 }, { dryRun: true, sealsWith: 'k2' }),
  ).toMatch(
    /^looked at 9 .*\n5 would be sealed anew .*\n1 were changed .*run it again\n.*\nstopped before the end/,
  );
  expect(JSON.parse(countAsJson(count, { dryRun: false, sealsWith: 'k2' }))).toEqual({
    dry_run: false,
    finished: true,
    seals_with: 'k2',
    looked_at: 8,
    by_key: { k1: 3, k2: 1, k9: 1 },
    was_plain: 3,
    resealed: 5,
    up_to_date: 1,
    changed_meanwhile: 0,
    unreadable: 2,
  });
});
