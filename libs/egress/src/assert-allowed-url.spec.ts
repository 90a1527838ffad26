import { loadConfig } from '@meeting-intelligence/config';
import { expect, test } from 'vitest';
import { assertAllowedRedirect, assertAllowedUrl } from './assert-allowed-url.js';
import { egressFields, egressPolicy } from './config.js';

const policyOf = (environment = {}) => egressPolicy(loadConfig(egressFields, environment));
const closed = policyOf();
const blocked = (message: unknown = expect.any(String)) =>
  expect.objectContaining({ code: 'URL_BLOCKED', retryable: false, message }) as Error;

function refusalOf(url: string, policy = closed): unknown {
  try {
    return assertAllowedUrl(url, policy).href;
  } catch (error) {
    return error;
  }
}

test.each([
  [
    'loopback',
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
  ],
  ['loopback', '127.255.255.254', '①②⑦.⓪.⓪.①', '127。0。0。1', '127.0.0.1.', '%31%32%37.0.0.1'],
  ['loopback', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]'],
  ['loopback', 'localhost', 'localhost.', 'LOCALHOST', 'a.localhost', 'a.localhost.', 'ⓛocalhost'],
  ['unspecified', '0', '0.0.0.0', '0.1.2.3', '[::]', '[::ffff:0:0]'],
  [
    'private',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::a00:1]',
  ],
  ['private', '[fc00::1]', '[fd00::1]', '[fdff:ffff::]'],
  ['link-local', '169.254.0.1', '169.254.255.255', '[fe80::1]', '[febf::1]'],
  ['metadata', '169.254.169.254', '2852039166', '0xa9fea9fe', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]'],
  ['metadata', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192', '[fd00:ec2::254]'],
  ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
  [
    'reserved',
    '198.18.0.1',
    '198.19.255.255',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '192.0.0.1',
  ],
  ['reserved', '[::127.0.0.1]', '[2001:db8::1]', '[fec0::1]', '[100::1]', '[4000::1]', '[::ffff:0:7f00:1]'],
  ['multicast', '224.0.0.1', '239.255.255.255', '[ff02::1]'],
  ['broadcast', '255.255.255.255'],
  ['tunnel', '[2002:7f00:1::]', '[2001:0:7f00:1::]'],
  ['NAT64', '[64:ff9b:1::7f00:1]'],
])('refuses every spelling of an address that is %s', (rule, ...hosts) => {
  for (const host of hosts)
    expect([host, refusalOf(`http://${host}/`)]).toEqual([host, blocked(expect.stringContaining(rule))]);
});

test.each([
  'https://cms.example/hooks?token=1#part',
  'http://cms.example:8080/',
  'https://1.1.1.1/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
  'https://[2606:4700:4700::1111]/',
  'https://[64:ff9b::101:101]/',
  'https://[::ffff:1.1.1.1]/',
  'https://localhost.cms.example/',
  'https://notlocalhost/',
  'https://müller.example/ä',
  'https://cms.example/a@b',
])('lets %s pass', (url) => {
  expect(refusalOf(url)).toBe(new URL(url).href);
});

test.each([
  ['user name', 'https://user@cms.example/'],
  ['user name', 'https://user:password@cms.example/'],
  ['user name', 'https://@cms.example/'],
  ['user name', 'https://:password@cms.example/'],
  ['user name', 'HTTPS:user@cms.example/'],
  ['user name', 'https:////user@cms.example/'],
  ['http', 'file:///etc/passwd'],
  ['http', 'gopher://cms.example/'],
  ['http', 'ftp://cms.example/'],
  ['http', 'javascript:alert(1)'],
  ['absolute', '/hooks'],
  ['absolute', ''],
  ['absolute', 'http://'],
  ['absolute', 'https://cms.example:70000/'],
  ['absolute', 'https://1.2.3.256/'],
  ['white space', 'https://cms.exa\tmple/'],
  ['white space', 'https://cms.example/\n'],
  ['white space', ' https://cms.example/'],
  ['white space', 'https://cms.example/\0'],
  ['white space', 'https:\\\\127.0.0.1\\'],
  ['2048', `https://cms.example/${'a'.repeat(2_029)}`],
  ['port', 'http://cms.example:0/'],
  ['port', 'http://cms.example:22/'],
  ['port', 'http://cms.example:25/'],
  ['port', 'http://cms.example:5432/'],
  ['port', 'https://cms.example:6379/'],
  ['port', 'https://cms.example:5672/'],
])('refuses, naming %s, %j', (rule, url) => {
  expect(refusalOf(url)).toEqual(blocked(expect.stringContaining(rule)));
});

test('takes 2048 characters', () => {
  expect(refusalOf(`https://cms.example/${'a'.repeat(2_028)}`)).toEqual(expect.any(String));
});

test('refuses http where the policy asks for https', () => {
  const policy = policyOf({ EGRESS_HTTPS_ONLY: 'true' });

  expect(refusalOf('http://cms.example/', policy)).toEqual(blocked('expected an https URL'));
  expect(refusalOf('https://cms.example/', policy)).toEqual(expect.any(String));
});

test('a self-hoster opens networks and hosts of their own, and nothing beside them', () => {
  const policy = policyOf({
    EGRESS_ALLOW_CIDRS: '10.1.0.0/16, fd00:1::/32',
    EGRESS_ALLOW_HOSTS: 'cms.localhost',
  });

  for (const host of ['10.1.2.3', '[::ffff:10.1.2.3]', '[fd00:1::7]', 'cms.localhost', 'CMS.localhost.'])
    expect([host, refusalOf(`http://${host}/`, policy)]).toEqual([host, expect.any(String)]);
  for (const host of ['10.2.0.1', '[fd00:2::7]', 'localhost', 'other.localhost'])
    expect([host, refusalOf(`http://${host}/`, policy)]).toEqual([host, blocked()]);
});

test('localhost is open where its address is', () => {
  expect(refusalOf('http://localhost/', policyOf({ EGRESS_ALLOW_CIDRS: '127.0.0.0/8' }))).toEqual(
    expect.any(String),
  );
});

test('no port but those of HTTP is opened with a network', () => {
  expect(refusalOf('http://10.1.2.3:5432/', policyOf({ EGRESS_ALLOW_CIDRS: '10.0.0.0/8' }))).toEqual(
    blocked(),
  );
});

test('a metadata address is open only where it is listed by itself', () => {
  const url = 'http://169.254.169.254/latest/meta-data/';

  expect(refusalOf(url, policyOf({ EGRESS_ALLOW_CIDRS: '169.254.0.0/16,0.0.0.0/0' }))).toEqual(blocked());
  expect(refusalOf(url, policyOf({ EGRESS_ALLOW_CIDRS: '169.254.169.254/32' }))).toBe(url);
});

test('a redirect is checked like the URL it starts from', () => {
  const from = new URL('https://cms.example/a/b');
  const to = (location: string) => () => assertAllowedRedirect(location, from, closed).href;

  expect(to('c')()).toBe('https://cms.example/a/c');
  expect(to('//other.example/')()).toBe('https://other.example/');
  for (const location of [
    'http://127.0.0.1/',
    '//[::1]/',
    'file:///etc/passwd',
    'https://a:b@cms.example',
    'http://',
  ])
    expect(to(location)).toThrow(blocked());
});
