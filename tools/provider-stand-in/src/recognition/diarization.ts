import { agnes } from 'ml-hclust';
import type { Interval } from '../audio/pcm-file.js';
import type { Pitch } from '../audio/pitch.js';

export interface SpeechSegment extends Interval {
  readonly pitch: Pitch | undefined;
}

export interface SpeakerTurn extends Interval {
  /** 0-based, in order of first appearance. */
  readonly speaker: number;
}

const MAX_SPEAKERS = 6;
/** Building the tree takes a third of a second for this many leaves, and much longer for more; further segments take the nearest cluster. */
const MAX_LEAVES = 300;
const MIN_SEMITONES_APART = 1.8;
/** Halves of one voice's own spread lie 2.7 (bell) to 3.5 (flat) deviations apart; two voices lie further. */
const MIN_DEVIATIONS_APART = 3.7;
const MIN_DEVIATION = 0.4;
const MIN_CLUSTER_MS = 1500;

/**
 * Guesses who spoke from the median pitch of each segment: Ward clustering, then as many speakers as stay clearly
 * apart. Two people with the same pitch are one speaker here; only separate channels or a model would do better.
 */
export function diarize(
  segments: readonly SpeechSegment[],
  speakersExpected?: number,
): readonly SpeakerTurn[] {
  const voiced = segments.flatMap((segment) =>
    segment.pitch ? [{ ...segment, semitones: segment.pitch.semitones }] : [],
  );
  const centres = clusterCentres(voiced, speakersExpected);
  const labels = segments.map(({ pitch }) => pitch && nearest(centres, pitch.semitones));
  const order: number[] = [];
  return segments.map(({ startMs, endMs }, index) => {
    const centre = labels[index] ?? labelOfNeighbour(segments, labels, index) ?? 0;
    if (!order.includes(centre)) order.push(centre);
    return { startMs, endMs, speaker: order.indexOf(centre) };
  });
}

interface Voiced extends Interval {
  readonly semitones: number;
}

interface Cluster {
  readonly mean: number;
  readonly variance: number;
  readonly durationMs: number;
}

function clusterCentres(voiced: readonly Voiced[], speakersExpected?: number): readonly number[] {
  if (voiced.length < 2) return voiced.map(({ semitones }) => semitones);
  // Long segments give the steadiest medians.
  const leaves = voiced.toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, MAX_LEAVES);
  const tree = agnes(
    leaves.map(({ semitones }) => [semitones]),
    { method: 'ward' },
  );
  const cut = (count: number): Cluster[] =>
    (count === 1 ? [tree] : tree.group(count).children)
      .map((branch) => describe(branch.indices().map((index) => leaves[index]!)))
      .sort((a, b) => a.mean - b.mean);
  const most = Math.min(leaves.length, speakersExpected ?? MAX_SPEAKERS);
  for (let count = most; count > 1; count--) {
    const clusters = cut(count);
    if (speakersExpected || clusters.every((cluster, index) => isOwnVoice(cluster, clusters[index + 1]))) {
      return clusters.map(({ mean }) => mean);
    }
  }
  return cut(1).map(({ mean }) => mean);
}

function describe(members: readonly Voiced[]): Cluster {
  const durationMs = members.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const weighted = (value: (member: Voiced) => number): number =>
    members.reduce((sum, member) => sum + value(member) * (member.endMs - member.startMs), 0) / durationMs;
  const mean = weighted(({ semitones }) => semitones);
  return { mean, variance: weighted(({ semitones }) => (semitones - mean) ** 2), durationMs };
}

/** The merge rule: a cluster too close to the next one, or hardly ever heard, is not another person. */
function isOwnVoice(cluster: Cluster, next: Cluster | undefined): boolean {
  if (cluster.durationMs < MIN_CLUSTER_MS) return false;
  if (!next) return true;
  const apart = next.mean - cluster.mean;
  const deviation = Math.max(MIN_DEVIATION, Math.sqrt((cluster.variance + next.variance) / 2));
  return apart >= MIN_SEMITONES_APART && apart / deviation >= MIN_DEVIATIONS_APART;
}

function nearest(centres: readonly number[], semitones: number): number {
  const distances = centres.map((centre) => Math.abs(centre - semitones));
  return distances.indexOf(Math.min(...distances));
}

/** A segment too short or breathy to have a pitch most likely belongs to whoever speaks next to it. */
function labelOfNeighbour(
  segments: readonly SpeechSegment[],
  labels: readonly (number | undefined)[],
  index: number,
): number | undefined {
  const segment = segments[index]!;
  let best: { label: number; gapMs: number } | undefined;
  for (const neighbour of [index - 1, index + 1]) {
    const label = labels[neighbour];
    const other = segments[neighbour];
    if (label === undefined || !other) continue;
    const gapMs = Math.max(other.startMs - segment.endMs, segment.startMs - other.endMs);
    if (!best || gapMs < best.gapMs) best = { label, gapMs };
  }
  return best?.label;
}
