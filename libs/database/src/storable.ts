/**
 * A deep copy of text or JSON that PostgreSQL takes: its text and jsonb refuse U+0000, and a lone surrogate is no UTF-8.
 * Speech and language providers send both now and then.
 */
export function storable<Value>(value: Value): Value {
  return clean(value) as Value;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [cleanText(key), clean(member)]));
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
