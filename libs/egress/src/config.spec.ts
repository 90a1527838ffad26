import { loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { egressFields, egressPolicy } from './config.js';
import { isAllowedHost } from './egress-policy.js';

const load = (environment: Record<string, string>) => loadConfig(egressFields, environment);

test('nothing but the public internet is open by default, with http and https', () => {
  expect(egressPolicy(load({}))).toEqual({ allowNetworks: [], allowHosts: [], httpsOnly: false });
});

test.each([
  '10.0.0.1',
  '10.0.0.1/8',
  '10.1/16',
  '10.0.0.0/33',
  'fd00::/129',
  '10.0.0.0/8/8',
  'cms.example',
  '/8',
  '0x7f.0.0.0/8',
])('does not start with %j as a network', (network) => {
  expect(() => load({ EGRESS_ALLOW_CIDRS: `127.0.0.0/8,${network}` })).toThrow(
    /EGRESS_ALLOW_CIDRS: expected networks/,
  );
});

test.each(['10.0.0.1', 'http://cms.example', 'cms.example:80', '*', 'cms.*.example', '[::1]', 'a b'])(
  'does not start with %j as a host',
  (host) => {
    expect(() => load({ EGRESS_ALLOW_HOSTS: host })).toThrow(/EGRESS_ALLOW_HOSTS: expected host names/);
  },
);

test('a host stands for itself, *. for every name below, neither for what merely ends alike', () => {
  const policy = egressPolicy(load({ EGRESS_ALLOW_HOSTS: 'CMS.corp.example, *.hooks.example' }));
  const allowed = (host: string) => isAllowedHost(host, policy);

  expect(
    ['cms.corp.example', 'Cms.Corp.Example.', 'a.hooks.example', 'a.b.hooks.example'].filter(allowed),
  ).toHaveLength(4);
  expect(
    ['a.cms.corp.example', 'hooks.example', 'evilhooks.example', 'corp.example', '.hooks.example'].filter(
      allowed,
    ),
  ).toEqual([]);
});
