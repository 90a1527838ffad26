/** RFC 6901; names from outside are cut and cleaned before they are shown. */
export function pointerTo(path: readonly PropertyKey[]): string {
  const shown = path.map((name) => String(name).replace(/\p{C}/gu, '').slice(0, 60));
  return shown.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
