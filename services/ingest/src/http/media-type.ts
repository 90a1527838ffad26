interface Head {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** In lower case and without parameters; empty where none is named. */
export function mediaTypeOf({ headers }: Head): string {
  return String(headers['content-type'] ?? '')
    .split(';', 1)[0]!
    .trim()
    .toLowerCase();
}

export function hasBody({ headers }: Head): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
