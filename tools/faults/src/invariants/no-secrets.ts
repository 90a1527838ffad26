import type { Invariant } from './invariant.js';

const SHOWN_CHARACTERS = 120;

export const noSecrets: Invariant = {
  id: 'I8',
  claim: 'no secret is in any log',
  breaches({ logLines, hidden }) {
    const breaches = logLines.flatMap(({ process, text }) =>
      [...hidden]
        .filter(([, secret]) => secret !== '' && text.includes(secret))
        .map(([what, secret]) => `the log of ${process} has ${what}: ${around(text, secret)}`),
    );
    return [...new Set(breaches)];
  },
};

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.replaceAll(secret, '[SECRET]').slice(Math.max(0, at - SHOWN_CHARACTERS), at + SHOWN_CHARACTERS);
}
