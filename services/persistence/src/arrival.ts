import type { AnalysisCompleted } from '@meeting-intelligence/contracts';

export type AnalysisOutcome = AnalysisCompleted['data'];

/**
 * What has arrived of a job. Transcript and analysis come in any order, again, and from a later generation of the job:
 * everything that depends on that is decided here. Generation 0 stands for "not yet".
 */
export interface Arrival {
  readonly transcriptGeneration: number;
  readonly analysisGeneration: number;
  /** The last generation whose completion was told. */
  readonly completedGeneration: number;
  /** The last generation that was cancelled: nothing of it, or of an older one, is wanted any more. */
  readonly cancelledGeneration: number;
  /** Nothing of the job is to be kept, whichever generation it is of: all that is here is this. */
  readonly isErased: boolean;
  /** The analysis as it came, kept for a transcript that comes later or anew; null without one that fits. */
  readonly analysis: AnalysisOutcome | null;
}

/** Undefined when a transcript of this generation, or a later one, is there already, or when nobody wants it. */
export function withTranscript(before: Arrival, generation: number): Arrival | undefined {
  if (before.isErased) return undefined;
  if (generation <= Math.max(before.transcriptGeneration, before.cancelledGeneration)) return undefined;
  const replaces = before.transcriptGeneration > 0;
  if (!replaces || before.analysisGeneration >= generation)
    return { ...before, transcriptGeneration: generation };
  // The analysis of a transcript that is replaced speaks of segments that are gone, also one that comes late: the new one
  // is on its way.
  const analysisGeneration = Math.max(before.analysisGeneration, before.transcriptGeneration);
  return { ...before, transcriptGeneration: generation, analysisGeneration, analysis: null };
}

/** Undefined when an analysis of this generation, or a later one, is there already, or when nobody wants it. */
export function withAnalysis(
  before: Arrival,
  generation: number,
  analysis: AnalysisOutcome,
): Arrival | undefined {
  if (before.isErased) return undefined;
  if (generation <= Math.max(before.analysisGeneration, before.cancelledGeneration)) return undefined;
  return { ...before, analysisGeneration: generation, analysis };
}

/** What is there stays; what is still to come of this generation is not taken. */
export function withCancellation(before: Arrival, generation: number): Arrival {
  return { ...before, cancelledGeneration: Math.max(before.cancelledGeneration, generation) };
}

/** For good: there is no way back. */
export function withErasure(before: Arrival): Arrival {
  return { ...before, isErased: true, analysis: null };
}

/** Of the two halves, the later generation is the one that the job is in. */
export function withCompletion(before: Arrival): Arrival | undefined {
  const generation = Math.max(before.transcriptGeneration, before.analysisGeneration);
  if (generation <= before.completedGeneration) return undefined;
  return { ...before, completedGeneration: generation };
}
