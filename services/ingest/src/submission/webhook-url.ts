/** WHATWG parsing drops tabs and line breaks without a word, so they are looked for in the text itself. */
export function isWebhookUrl(value: string): boolean {
  if (/[\s\p{Cc}]/u.test(value) || !/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && !/^https?:\/\/[^/?#]*@/i.test(value);
}
