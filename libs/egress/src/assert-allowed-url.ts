import { isIP } from 'node:net';
import { AppError } from '@meeting-intelligence/errors';
import { ruleAgainst } from './address-rules.js';
import { isAllowedHost, type EgressPolicy } from './egress-policy.js';
import { isRefusedPort } from './ports.js';

const maxLength = 2_048;

/**
 * The URL, where its text alone forbids nothing. What its name leads to shows when it is connected to: every request
 * to it goes through `guardedAgents`.
 *
 * @throws AppError URL_BLOCKED naming the rule
 */
export function assertAllowedUrl(text: string, policy: EgressPolicy): URL {
  if (text.length > maxLength) throw blocked(`expected a URL of at most ${maxLength} characters`);
  // WHATWG parsing drops tabs and line breaks, and reads a backslash as a slash, without a word.
  if (/[\s\p{Cc}\\]/u.test(text)) throw blocked('expected a URL without white space and backslashes');
  if (!URL.canParse(text)) throw blocked('expected an absolute URL');
  const url = new URL(text);
  const schemes = policy.httpsOnly ? ['https:'] : ['http:', 'https:'];
  if (!schemes.includes(url.protocol))
    throw blocked(`expected ${policy.httpsOnly ? 'an https' : 'an http or https'} URL`);
  // In the text: an empty user name is no part of the URL any more.
  if (/^https?:\/*[^/?#]*@/i.test(text)) throw blocked('expected a URL without user name and password');
  const rule = ruleAgainstTarget(url.hostname, Number(url.port || defaultPort(url)), policy);
  if (rule) throw blocked(rule);
  return url;
}

/**
 * Where a redirect leads to, checked like any URL.
 *
 * @param location the header of that name; may be relative to `from`
 * @throws AppError URL_BLOCKED
 */
export function assertAllowedRedirect(location: string, from: URL, policy: EgressPolicy): URL {
  if (!URL.canParse(location, from.href)) throw blocked('expected a redirect to a URL');
  return assertAllowedUrl(new URL(location, from).href, policy);
}

/** What forbids a host and port before the host is looked up. */
export function ruleAgainstTarget(hostname: string, port: number, policy: EgressPolicy): string | undefined {
  if (isRefusedPort(port)) return `expected a URL with a port of HTTP, ${port} is another service's`;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const rule = isIP(host) ? ruleAgainst(host, policy) : ruleAgainstName(host, policy);
  return rule && `expected a URL on the public internet, its host is ${rule}`;
}

/** RFC 6761 §6.3: names of this machine, whatever a resolver says. */
function ruleAgainstName(name: string, policy: EgressPolicy): string | undefined {
  if (!/(^|\.)localhost\.?$/i.test(name) || isAllowedHost(name, policy)) return undefined;
  // Which of its addresses it leads to is decided when it is connected to.
  return ruleAgainst('127.0.0.1', policy) && ruleAgainst('::1', policy);
}

export function blocked(message: string): AppError {
  return new AppError('URL_BLOCKED', message);
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}
