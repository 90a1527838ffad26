import markdownIt from 'markdown-it';

type Token = ReturnType<ReturnType<typeof markdownIt>['parse']>[number];

/** With everything that may do harm switched on: HTML, and links of whatever looks like one. */
const markdown = markdownIt({ html: true, linkify: true });

/** All tokens, those inside of lines too. */
export function tokensOf(text: string): Token[] {
  return markdown.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

/** What a reader sees. */
export function textOf(tokens: readonly Token[]): string {
  return tokens
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

/** Each kind of block, mark and link once: `heading`, `strong`, `link`, … */
export function kindsOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.map(({ type }) => type.replace(/_(open|close)$/, '')))];
}
