import type { Output } from './output.js';

const redrawEveryMs = 100;
const width = 24;

/** What goes on, as a bar that moves on a terminal and as lines elsewhere. */
export interface Progress {
  /** `share` from 0 to 1 of what `what` is, where it is known. */
  show(what: string, share?: number): void;
  stop(): void;
}

export function startProgress(output: Output): Progress {
  const { moving } = output;
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1_000).toFixed(moving ? 0 : 1).padStart(5)} s`;
  let shown: { readonly what: string; readonly share?: number } | undefined;
  const draw = () => shown && moving?.(`${bar(shown.share)} ${elapsed()}  ${shown.what}`);
  const redraw = moving && setInterval(draw, redrawEveryMs);
  return {
    show(what, share) {
      const isNew = shown?.what !== what;
      shown = { what, share };
      if (!moving && isNew) output.say(`${elapsed()}  ${what}`);
      if (isNew) draw();
    },
    stop: () => clearInterval(redraw),
  };
}

function bar(share: number | undefined): string {
  if (share === undefined) return ' '.repeat(width + 7);
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'█'.repeat(full)}${'·'.repeat(width - full)}] ${`${Math.floor(share * 100)}`.padStart(3)}%`;
}
