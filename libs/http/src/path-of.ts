/**
 * Without the query, which may hold what should not be logged or echoed. Node's parser lets bytes through that are no part of
 * a URL, and steer a terminal: they are escaped.
 */
export function pathOf(url = '/'): string {
  const path = url.split('?', 1)[0]!.slice(0, 500);
  return path.replace(
    /[^!-~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
