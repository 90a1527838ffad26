import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { KillPoint } from '../kill-points.js';
import { untilArrived, type KillSwitch } from './kill-switch.js';

interface FetchEvent {
  readonly request: { readonly method: string; readonly origin: string | URL; readonly path: string };
}
interface HttpEvent {
  readonly request: ClientRequest;
}

/**
 * Kill points around HTTP requests: `provider` for those by fetch, `webhook` for those by node:http. Node tells of them on
 * its diagnostics channels, in the same turn of the event loop.
 */
export function watchHttp(killSwitch: KillSwitch): void {
  const onFetch = (channel: string, point: KillPoint, first?: () => void) =>
    subscribe(channel, (event) => killSwitch.pass(point, () => fetched(event as FetchEvent), first));
  onFetch('undici:request:create', 'before-provider-call');
  onFetch('undici:request:bodySent', 'provider-call-sent', untilArrived);
  onFetch('undici:request:headers', 'after-provider-call');

  subscribe('http.client.request.created', (event) => {
    const { request } = event as HttpEvent;
    const subject = () => requested(request);
    killSwitch.pass('before-webhook-send', subject);
    // `http.client.request.start` comes before the bytes have left.
    request.once('finish', () => killSwitch.pass('webhook-sent', subject, untilArrived));
  });
  subscribe('http.client.response.finish', (event) =>
    killSwitch.pass('after-webhook-send', () => requested((event as HttpEvent).request)),
  );
}

function fetched({ request: { method, origin, path } }: FetchEvent): string {
  return `${method} ${withoutQuery(new URL(path, origin))}`;
}

function requested(request: ClientRequest): string {
  const { method, protocol, path } = request;
  return `${method} ${withoutQuery(new URL(path, `${protocol}//${String(request.getHeader('host'))}`))}`;
}

function withoutQuery({ origin, pathname }: URL): string {
  return origin + pathname;
}
