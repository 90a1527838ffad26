import type { ResealCount } from './reseal-kept-secrets.js';

interface Circumstances {
  readonly dryRun: boolean;
  readonly sealsWith: string;
}

/** For people. */
export function describeCount(count: ResealCount, { dryRun, sealsWith }: Circumstances): string {
  const found = Object.entries(count.byKey).map(([keyId, secrets]) => `${secrets} with ${keyId}`);
  if (count.wasPlain > 0) found.push(`${count.wasPlain} plain`);
  const did = dryRun ? `${count.resealed} would be sealed` : `${count.resealed} are sealed`;
  return [
    `looked at ${lookedAt(count)} secrets${found.length > 0 ? `: ${found.join(', ')}` : ''}`,
    `${did} anew with ${sealsWith}, ${count.upToDate} were already`,
    ...(count.changedMeanwhile > 0
      ? [`${count.changedMeanwhile} were changed by the service meanwhile: run it again`]
      : []),
    ...(count.unreadable > 0 ? [`${count.unreadable} do not open and stay as they are`] : []),
    ...(count.finished ? [] : ['stopped before the end: run it again for the rest']),
  ].join('\n');
}

/** For programs. */
export function countAsJson(count: ResealCount, { dryRun, sealsWith }: Circumstances): string {
  return JSON.stringify({
    dry_run: dryRun,
    finished: count.finished,
    seals_with: sealsWith,
    looked_at: lookedAt(count),
    by_key: count.byKey,
    was_plain: count.wasPlain,
    resealed: count.resealed,
    up_to_date: count.upToDate,
    changed_meanwhile: count.changedMeanwhile,
    unreadable: count.unreadable,
  });
}

function lookedAt({ upToDate, resealed, changedMeanwhile, unreadable }: ResealCount): number {
  return upToDate + resealed + changedMeanwhile + unreadable;
}
