import { loadConfig } from '@meeting-intelligence/config';
import { egressFields, egressPolicy } from '@meeting-intelligence/egress';
import { expect, test } from 'vitest';
import { refuseBlockedUrls } from './blocked-urls.js';
import { readSubmissionByUrl } from './submission-by-url.js';

const recording_url = 'https://media.cms.example/planning.ogg?signature=4d2f';

function faultsOf(body: unknown): unknown {
  try {
    return readSubmissionByUrl(body);
  } catch (error) {
    return error;
  }
}

test('takes the URL and what a form may say, as the values they are', () => {
  const body = {
    recording_url,
    title: 'Planning',
    recorded_at: '2026-11-20T09:00:00-05:00',
    language: 'en-us',
    speakers_expected: 4,
    metadata: { article: 4711 },
    webhook_url: 'https://cms.example/hook',
    webhook_secret: 'a-secret',
  };

  expect(readSubmissionByUrl(body)).toEqual({ ...body, language: 'en-US' });
  expect(readSubmissionByUrl({ recording_url })).toEqual({ recording_url });
});

test.each([
  ['no object', 'text', '', 'invalid'],
  ['no object', null, '', 'invalid'],
  ['no object', [], '', 'invalid'],
  ['no URL', {}, '/recording_url', 'missing'],
  ['an empty URL', { recording_url: '' }, '/recording_url', 'empty'],
  ['a URL that is a number', { recording_url: 1 }, '/recording_url', 'invalid'],
  ['what is no URL', { recording_url: 'planning.ogg' }, '/recording_url', 'invalid'],
  ['a file URL', { recording_url: 'file:///etc/passwd' }, '/recording_url', 'invalid'],
  ['a URL with a user', { recording_url: 'https://a:b@cms.example/' }, '/recording_url', 'invalid'],
  ['a long URL', { recording_url: `${recording_url}${'x'.repeat(2_048)}` }, '/recording_url', 'too_long'],
  ['a number as text', { recording_url, speakers_expected: '4' }, '/speakers_expected', 'invalid'],
  ['metadata as text', { recording_url, metadata: '{}' }, '/metadata', 'invalid'],
  ['metadata with NUL', { recording_url, metadata: { a: '\0' } }, '/metadata/a', 'invalid'],
  ['an unknown field', { recording_url, file: 'x' }, '/file', 'unknown'],
  ['a secret alone', { recording_url, webhook_secret: 'x' }, '/webhook_secret', 'invalid'],
])('refuses %s', (_, body, pointer, code) => {
  expect(faultsOf(body)).toMatchObject({ code: 'INVALID_REQUEST', faults: [{ pointer, code }] });
});

test('tells of everything that is wrong at once', () => {
  expect(faultsOf({ title: '', speakers_expected: 0, colour: 'red' })).toMatchObject({
    faults: expect.arrayContaining([
      expect.objectContaining({ pointer: '/recording_url' }),
      expect.objectContaining({ pointer: '/title' }),
      expect.objectContaining({ pointer: '/speakers_expected' }),
      expect.objectContaining({ pointer: '/colour' }),
    ]) as unknown,
  });
});

test('a URL that is blocked is told with its field', () => {
  const policy = egressPolicy(loadConfig(egressFields, {}));
  const check = (urls: Record<string, string | undefined>) => () => refuseBlockedUrls(urls, policy);

  expect(check({ recording_url, webhook_url: undefined })).not.toThrow();
  expect(check({ recording_url: 'http://127.1/', webhook_url: 'http://[::1]/' })).toThrow(
    expect.objectContaining({
      code: 'URL_BLOCKED',
      faults: [
        expect.objectContaining({ pointer: '/recording_url', code: 'invalid' }),
        expect.objectContaining({ pointer: '/webhook_url', code: 'invalid' }),
      ],
    }),
  );
});
