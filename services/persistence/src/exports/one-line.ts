/**
 * Text as one line that no format can be broken with: without control characters, line breaks and halves of characters.
 * Marks of direction stay, so that right-to-left text reads as it was.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?![\t-\r\u0085])\p{Cc}/gu, '')
    .replace(/[\t-\r\u0085\u2028\u2029 ]+/g, ' ')
    .trim();
}
