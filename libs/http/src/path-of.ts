/** Without the query, which may hold what should not be logged or echoed. */
export function pathOf(url = '/'): string {
  return url.split('?', 1)[0]!.slice(0, 500);
}
