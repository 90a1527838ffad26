import { Readable } from 'node:stream';
import { eventually } from '@meeting-intelligence/testing';
import { describe, expect, test } from 'vitest';
import type { SpeechToText } from '../speech-to-text.js';

/** What every provider of speech recognition has to do; run on the fake and on the real adapter. */
export function speechToTextContract(name: string, speech: () => SpeechToText): void {
  const { signal } = new AbortController();

  describe(name, () => {
    test('takes a recording through upload and submission to what was said', async () => {
      const uploadUrl = await speech().upload(
        Readable.from([Buffer.from('some'), Buffer.from(' audio')]),
        signal,
      );
      expect(uploadUrl).toMatch(/^https?:/);
      const id = await speech().submit({ uploadUrl, language: 'en', speakersExpected: 2, terms: [] }, signal);

      const transcription = await eventually(async () => {
        const seen = await speech().look(id, signal);
        if (seen.status !== 'completed') throw new Error(`it is ${seen.status}`);
        return seen;
      });

      expect(transcription.engine.model).not.toBe('');
      expect(transcription.spoken.utterances.length).toBeGreaterThan(1);
      for (const { text, startMs, endMs, speaker, words } of transcription.spoken.utterances) {
        expect(words.map((word) => word.text).join(' ')).toBe(text);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
        expect(speaker).toMatch(/^[A-Z]$/);
      }
    });

    test('finds a submission by its upload, and no other', async () => {
      const since = new Date();
      const mine = await speech().upload(Readable.from(['mine']), signal);
      const other = await speech().upload(Readable.from(['other']), signal);
      expect(await speech().findSubmitted(mine, since, signal)).toBeUndefined();

      const id = await speech().submit(
        { uploadUrl: mine, language: null, speakersExpected: null, terms: [] },
        signal,
      );

      expect(await speech().findSubmitted(mine, since, signal)).toBe(id);
      expect(await speech().findSubmitted(other, since, signal)).toBeUndefined();
    });

    test('passes on what the recording throws', async () => {
      const recording = new Readable({
        read() {
          this.push('the first half');
          this.destroy(new Error('the disk is gone'));
        },
      });

      await expect(speech().upload(recording, signal)).rejects.toThrow('the disk is gone');
    });

    test('refuses an id it never gave', async () => {
      await expect(speech().look('../etc', signal)).rejects.toMatchObject({
        code: 'SPEECH_PROVIDER_REJECTED',
      });
    });

    test('has what it heard deleted, and is done with what is not there', async () => {
      const uploadUrl = await speech().upload(Readable.from(['gone soon']), signal);
      const since = new Date();
      const id = await speech().submit({ uploadUrl, language: 'en', speakersExpected: 2, terms: [] }, signal);

      await eventually(async () => expect(await speech().forget(id, signal)).toBe(true));

      expect(await speech().forget(id, signal)).toBe(true);
      expect(await speech().findSubmitted(uploadUrl, since, signal)).toBeUndefined();
      await expect(speech().look(id, signal)).rejects.toMatchObject({ code: 'SPEECH_PROVIDER_REJECTED' });
    });

    test('ends with its signal', async () => {
      const aborted = AbortSignal.abort(new Error('the process is stopping'));

      await expect(speech().look('any', aborted)).rejects.toThrow('the process is stopping');
    });
  });
}
