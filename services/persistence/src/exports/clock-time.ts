/** `hh:mm:ss`; hours go on beyond 99. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** `hh:mm:ss.mmm`, with the sign before the milliseconds that the format wants. */
export function clockTimeMs(ms: number, separator: '.' | ','): string {
  return `${clockTime(ms)}${separator}${String(ms % 1_000).padStart(3, '0')}`;
}
