import { analysisCompleted } from '@meeting-intelligence/contracts';
import { expect, test } from 'vitest';
import {
  withAnalysis,
  withCancellation,
  withCompletion,
  withErasure,
  withTranscript,
  type Arrival,
} from './arrival.js';

const nothingArrived: Arrival = {
  transcriptGeneration: 0,
  analysisGeneration: 0,
  completedGeneration: 0,
  cancelledGeneration: 0,
  isErased: false,
  analysis: null,
};
const analysis = analysisCompleted.example;

test('the second copy of a half changes nothing', () => {
  const transcribed = withTranscript(nothingArrived, 1)!;
  const analysed = withAnalysis(transcribed, 1, analysis)!;

  expect(withTranscript(analysed, 1)).toBeUndefined();
  expect(withAnalysis(analysed, 1, analysis)).toBeUndefined();
});

test('an analysis that came first is kept for the transcript, also for that of a later generation', () => {
  const analysed = withAnalysis(nothingArrived, 1, analysis)!;

  expect(withTranscript(analysed, 1)?.analysis).toEqual(analysis);
  expect(withTranscript(analysed, 2)?.analysis).toEqual(analysis);
});

test('a new transcript drops the analysis of the one it replaces, and keeps one of its own generation', () => {
  const whole = withAnalysis(withTranscript(nothingArrived, 1)!, 1, analysis)!;

  expect(withTranscript(whole, 2)?.analysis).toBeNull();
  expect(withTranscript(withAnalysis(whole, 2, analysis)!, 2)?.analysis).toEqual(analysis);
});

test('the analysis of a transcript that was replaced is not taken when it comes late', () => {
  const replaced = withTranscript(withTranscript(nothingArrived, 1)!, 2)!;

  expect(withAnalysis(replaced, 1, analysis)).toBeUndefined();
  expect(withAnalysis(replaced, 2, analysis)?.analysis).toEqual(analysis);
});

test('an older analysis completes the generation of a transcript that replaced none', () => {
  const whole = withAnalysis(withTranscript(nothingArrived, 3)!, 2, analysis)!;

  expect(withCompletion(whole)?.completedGeneration).toBe(3);
});

test('what belongs to an older generation comes too late', () => {
  const second = withTranscript(nothingArrived, 2)!;

  expect(withTranscript(second, 1)).toBeUndefined();
});

test('of a retry and a replay of the same generation one transcript and one analysis are taken, and it completes once', () => {
  const replayed = withCompletion(withAnalysis(withTranscript(nothingArrived, 2)!, 2, analysis)!)!;

  expect(withTranscript(replayed, 2)).toBeUndefined();
  expect(withAnalysis(replayed, 2, analysis)).toBeUndefined();
  expect(withCompletion(replayed)).toBeUndefined();
});

test('a generation completes once', () => {
  const whole = withAnalysis(withTranscript(nothingArrived, 1)!, 1, analysis)!;
  const completed = withCompletion(whole)!;

  expect(completed.completedGeneration).toBe(1);
  expect(withCompletion(completed)).toBeUndefined();
  expect(withCompletion(withAnalysis(completed, 2, analysis)!)?.completedGeneration).toBe(2);
});

test('of a generation that was cancelled, and of older ones, nothing more is taken', () => {
  const cancelled = withCancellation(withTranscript(nothingArrived, 1)!, 2);

  expect(cancelled.transcriptGeneration).toBe(1);
  expect(withTranscript(cancelled, 2)).toBeUndefined();
  expect(withAnalysis(cancelled, 1, analysis)).toBeUndefined();
  expect(withAnalysis(cancelled, 2, analysis)).toBeUndefined();
  expect(withTranscript(cancelled, 3)?.transcriptGeneration).toBe(3);
  expect(withCancellation(cancelled, 1)).toEqual(cancelled);
});

test('of an erased job nothing is taken any more, whichever generation it is of, and nothing is kept', () => {
  const erased = withErasure({ ...nothingArrived, transcriptGeneration: 1, analysisGeneration: 1, analysis });

  expect(erased.analysis).toBeNull();
  expect(withTranscript(erased, 2)).toBeUndefined();
  expect(withAnalysis(erased, 2, analysis)).toBeUndefined();
});
