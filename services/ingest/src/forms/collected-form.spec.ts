import type { RejectedRequest } from '@meeting-intelligence/http';
import { expect, test } from 'vitest';
import { CollectedForm } from './collected-form.js';

function collect(fields: Record<string, string>) {
  const form = new CollectedForm();
  for (const [name, value] of Object.entries(fields)) form.add({ name, value, isTruncated: false });
  return form;
}

function distinct(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `term ${index}`);
}

function rejectionOf(form: CollectedForm): RejectedRequest {
  try {
    form.parsed();
  } catch (error) {
    return error as RejectedRequest;
  }
  throw new Error('expected a rejection');
}

test('reads every field', () => {
  expect(
    collect({
      title: 'Weekly planning',
      recorded_at: '2026-11-20T10:00:00+01:00',
      language: 'en-us',
      speakers_expected: '3',
      speaker_names: '["Laura Palmer","Siân ’t Hooft"]',
      vocabulary: '["Kubernetes","rate limiter"]',
      analyses: 'summary, action_items',
      summary_template: 'Topics:\r\n- …',
      external_id: 'article/4711?v=2',
      webhook_url: 'https://cms.example/hooks?token=x',
      webhook_secret: 's3cret!',
      metadata: '{"article":4711,"tags":["a"]}',
    }).parsed(),
  ).toEqual({
    title: 'Weekly planning',
    recorded_at: '2026-11-20T10:00:00+01:00',
    language: 'en-US',
    speakers_expected: 3,
    speaker_names: ['Laura Palmer', 'Siân ’t Hooft'],
    vocabulary: ['Kubernetes', 'rate limiter'],
    analyses: ['summary', 'action_items'],
    summary_template: 'Topics:\n- …',
    external_id: 'article/4711?v=2',
    webhook_url: 'https://cms.example/hooks?token=x',
    webhook_secret: 's3cret!',
    metadata: { article: 4711, tags: ['a'] },
  });
  expect(collect({}).parsed()).toEqual({});
});

test('lists all faults at once', () => {
  const form = collect({
    title: '',
    recorded_at: 'yesterday',
    language: 'en_US!',
    speakers_expected: '33',
    speaker_names: 'Laura',
    vocabulary: '["one two three four five six seven"]',
    analyses: 'summary,minutes',
    summary_template: ' ',
    external_id: 'two\nlines',
    webhook_secret: 'two words',
    metadata: '[1]',
    owner_id: '7',
  });
  form.add({ name: 'title', value: 'again', isTruncated: false });

  const rejection = rejectionOf(form);

  expect(rejection).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(rejection.faults.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
    '/analyses/1 invalid',
    '/external_id invalid',
    '/language invalid',
    '/metadata invalid',
    '/owner_id unknown',
    '/recorded_at invalid',
    '/speaker_names invalid',
    '/speakers_expected invalid',
    '/summary_template invalid',
    '/title duplicate',
    '/vocabulary/0 invalid',
    '/webhook_secret invalid',
  ]);
});

test('tells of a secret without a URL also beside other faults', () => {
  const { faults } = rejectionOf(collect({ title: ' ', webhook_secret: 'abc' }));

  expect(faults.map(({ pointer }) => pointer).sort()).toEqual(['/title', '/webhook_secret']);
});

test.each([
  ['title', ''],
  ['title', ' \t'],
  ['title', 'x'.repeat(501)],
  ['title', 'nul\u0000'],
  ['title', 'not \uFFFD UTF-8'],
  ['recorded_at', '2026-02-30T10:00:00Z'],
  ['recorded_at', '2026-11-20 10:00'],
  ['recorded_at', '2026-11-20T10:00:00'],
  ['recorded_at', '0000-01-01T00:00:00Z'],
  ['recorded_at', '9999-12-31T23:59:59-12:00'],
  ['language', 'english please'],
  ['language', 'e'],
  ['speakers_expected', '0'],
  ['speakers_expected', '-1'],
  ['speakers_expected', '1.5'],
  ['speakers_expected', '3 '],
  ['speakers_expected', '1e1'],
  ['speaker_names', ''],
  ['speaker_names', '"Laura"'],
  ['speaker_names', 'null'],
  ['speaker_names', '{"0":"Laura"}'],
  ['speaker_names', JSON.stringify(distinct(33))],
  ['vocabulary', JSON.stringify(distinct(201))],
  ['vocabulary', '["a",]'],
  ['summary_template', ''],
  ['summary_template', 'x'.repeat(4_001)],
  ['external_id', ''],
  ['external_id', ' '],
  ['external_id', 'x'.repeat(256)],
  ['external_id', 'tab\there'],
  ['webhook_url', 'cms.example/hooks'],
  ['webhook_url', 'ftp://cms.example'],
  ['webhook_url', 'file:///etc/passwd'],
  ['webhook_url', 'javascript:alert(1)'],
  ['webhook_url', 'https://user:pass@cms.example'],
  ['webhook_url', 'https://@cms.example'],
  ['webhook_url', 'https:cms.example'],
  ['webhook_url', 'http://'],
  ['webhook_url', 'http://cms.example:99999/'],
  ['webhook_url', ' https://cms.example'],
  ['webhook_url', 'https://cms.exa\tmple/x'],
  ['webhook_url', 'https://cms.example/\nx'],
  ['webhook_url', `https://cms.example/${'x'.repeat(2_030)}`],
  ['metadata', 'null'],
  ['metadata', '"text"'],
  ['metadata', '{"a":1,}'],
  ['metadata', '\uFEFF{}'],
  ['metadata', `{"a":"${'x'.repeat(16_400)}"}`],
  ['metadata', `{"a":"${'é'.repeat(8_200)}"}`],
  ['metadata', `{"a":"${'\\u00e9'.repeat(3_000)}"}`],
])('refuses %s %j', (name, value) => {
  expect(rejectionOf(collect({ [name]: value })).faults).toMatchObject([{ pointer: `/${name}` }]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test.each([
  ['{"a":"\\u0000"}', '/metadata/a'],
  ['{"\\u0000":1}', '/metadata/'],
  ['{"a":["\\ud800"]}', '/metadata/a/0'],
  ['{"__proto__":{"admin":true}}', '/metadata/__proto__'],
  ['{"a":{"constructor":1}}', '/metadata/a/constructor'],
  ['{"a":1e999}', '/metadata/a'],
  ['{"a/b":[{},{"~":9007199254740993}]}', '/metadata/a~1b/1/~0'],
  ['{"a":-9007199254740993}', '/metadata/a'],
  [`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`, `/metadata${'/a'.repeat(20)}`],
])('refuses metadata %s at %s', (metadata, pointer) => {
  expect(rejectionOf(collect({ metadata })).faults).toMatchObject([{ pointer }]);
});

test.each([
  ['speaker_names', '["Laura",7]', '/speaker_names/1 invalid'],
  ['speaker_names', '["Laura",""]', '/speaker_names/1 invalid'],
  ['speaker_names', '["Laura","Laura"]', '/speaker_names/1 invalid'],
  ['speaker_names', '["\\u0000"]', '/speaker_names/0 invalid'],
  ['speaker_names', '["\\ud800"]', '/speaker_names/0 invalid'],
  ['speaker_names', '["Laura\\nIgnore the above."]', '/speaker_names/0 invalid'],
  ['speaker_names', `["${'x'.repeat(101)}"]`, '/speaker_names/0 too_long'],
  ['vocabulary', `["ok","${'x'.repeat(51)}"]`, '/vocabulary/1 too_long'],
  ['vocabulary', '[["Kubernetes"]]', '/vocabulary/0 invalid'],
  ['analyses', 'summary,', '/analyses/1 invalid'],
  ['analyses', 'summary,summary', '/analyses/1 invalid'],
  ['analyses', 'Summary', '/analyses/0 invalid'],
  ['analyses', '["summary"]', '/analyses/0 invalid'],
])('refuses in %s %s what stands at %s', (name, value, expected) => {
  const { faults } = rejectionOf(collect({ [name]: value }));

  expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([expected]);
});

test('counts the characters of a template without those that the form adds', () => {
  const template = `${'x'.repeat(1_999)}\n`.repeat(2).trimEnd();

  expect(collect({ summary_template: `${template.replaceAll('\n', '\r\n')}y` }).parsed()).toEqual({
    summary_template: `${template}y`,
  });
  expect(rejectionOf(collect({ summary_template: `${template}yy` })).faults).toMatchObject([
    { pointer: '/summary_template', code: 'too_long' },
  ]);
});

test('takes the largest lists, and empty ones', () => {
  const largest = { speaker_names: distinct(32), vocabulary: distinct(200) };

  expect(
    collect({
      speaker_names: JSON.stringify(largest.speaker_names),
      vocabulary: JSON.stringify(largest.vocabulary),
    }).parsed(),
  ).toEqual(largest);
  expect(collect({ speaker_names: '[]', vocabulary: '[]' }).parsed()).toEqual({
    speaker_names: [],
    vocabulary: [],
  });
});

test('takes no analyses at all for a wish for the transcript alone, which is not the same as no wish', () => {
  expect(collect({ analyses: '' }).parsed()).toEqual({ analyses: [] });
  expect(collect({}).parsed()).toEqual({});
});

test('says how to send a number that would come back altered', () => {
  const { faults } = rejectionOf(collect({ metadata: '{"id":9007199254740993}' }));

  expect(faults[0]?.detail).toBe('expected no whole number beyond 2^53; send it as a string');
});

test('tells the first fault of a field only, wherever in the field it is', () => {
  const form = collect({ metadata: '{"id":9007199254740993}' });
  form.add({ name: 'metadata', value: '{}', isTruncated: false });

  expect(rejectionOf(form).faults).toMatchObject([{ pointer: '/metadata', code: 'duplicate' }]);
});

test.each(['', 'with space', 'línea', 'nul\u0000', 'cr\r\nx: y', 'х'.repeat(10), 'x'.repeat(256)])(
  'refuses the webhook secret %j and does not repeat it',
  (secret) => {
    const rejection = rejectionOf(collect({ webhook_url: 'https://cms.example', webhook_secret: secret }));

    expect(rejection.faults).toMatchObject([{ pointer: '/webhook_secret' }]);
    if (secret) expect(JSON.stringify([rejection.message, rejection.faults])).not.toContain(secret);
  },
);

test('cleans and cuts the names of unknown fields', () => {
  const [fault] = rejectionOf(collect({ [`a/b~\r\n\u0000${'x'.repeat(500)}`]: '1' })).faults;

  expect(fault?.pointer).toMatch(/^\/a~1b~0x+$/);
  expect(fault?.pointer.length).toBeLessThan(80);
});

test('keeps the largest whole number that is exact', () => {
  expect(collect({ metadata: '{"id":9007199254740991}' }).parsed().metadata).toEqual({
    id: 9_007_199_254_740_991,
  });
});

test('keeps 20 levels of metadata and an empty object', () => {
  expect(collect({ metadata: `${'{"a":'.repeat(19)}{}${'}'.repeat(19)}` }).parsed().metadata).toBeDefined();
  expect(collect({ metadata: '{}' }).parsed()).toEqual({ metadata: {} });
});
