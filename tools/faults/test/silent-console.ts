/** Nobody wants to read along: what failed is in the verdict. */
export const silentConsole = { say: () => undefined, relay: () => undefined };
