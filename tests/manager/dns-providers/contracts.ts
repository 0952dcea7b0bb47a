/**
 * What each provider's documentation says goes over the wire when one SRV set is replaced by another: written down as data,
 * request by request, so that a change of ours shows at once. The fakes hold callers to the rules; this holds us to the letter.
 */
import type { ProviderId } from '../../../electron/contract/dns-providers.ts';
import type { DnsZone } from '../../../electron/manager/dns/providers/provider.ts';

export interface Exchange {
  readonly request: string;
  /** Headers that have to be there, exactly. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}

export interface Contract {
  readonly id: ProviderId;
  /** Where it is written. */
  readonly source: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly zone: DnsZone;
  readonly exchanges: readonly Exchange[];
}

/** Seconds since the epoch, of every clock here. */
export const NOW = 1_795_345_200;
export const NAME = '_xmpp-client._tcp.example.com';
const OLD = '0 5 5222 old.example.com.';
export const FRESH = '5 0 5222 xmpp.example.com.';
const bearer = { authorization: 'Bearer T0KEN' };
const example = { name: 'example.com', id: 'example.com' };

export const CONTRACTS: readonly Contract[] = [
  {
    ...{ id: 'gandi', source: 'api.gandi.net/docs/livedns', fields: { token: 'T0KEN' }, zone: example },
    exchanges: [
      {
        request: 'GET https://api.gandi.net/v5/livedns/domains/example.com/records/_xmpp-client._tcp/SRV',
        headers: bearer,
        status: 200,
        answer: {
          rrset_name: '_xmpp-client._tcp',
          rrset_type: 'SRV',
          rrset_ttl: 10800,
          rrset_values: [OLD],
          rrset_href: 'https://api.gandi.net/v5/livedns/domains/example.com/records/_xmpp-client._tcp/SRV',
        },
      },
      {
        request: 'PUT https://api.gandi.net/v5/livedns/domains/example.com/records/_xmpp-client._tcp/SRV',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: { rrset_ttl: 3600, rrset_values: [FRESH] },
        status: 201,
        answer: { message: 'DNS Record Created' },
      },
    ],
  },
  {
    ...{
      id: 'desec',
      source: 'desec.readthedocs.io/en/latest/dns/rrsets.html',
      fields: { token: 'T0KEN' },
      zone: example,
    },
    exchanges: [
      {
        request: 'GET https://desec.io/api/v1/domains/example.com/rrsets/_xmpp-client._tcp/SRV/',
        headers: { authorization: 'Token T0KEN' },
        status: 200,
        answer: {
          created: '2019-09-18T16:32:16.510368Z',
          domain: 'example.com',
          subname: '_xmpp-client._tcp',
          name: '_xmpp-client._tcp.example.com.',
          type: 'SRV',
          records: [OLD],
          ttl: 3600,
          touched: '2020-04-06T09:24:09.987436Z',
        },
      },
      {
        request: 'PATCH https://desec.io/api/v1/domains/example.com/rrsets/',
        headers: { authorization: 'Token T0KEN', 'content-type': 'application/json' },
        body: [{ subname: '_xmpp-client._tcp', type: 'SRV', ttl: 3600, records: [FRESH] }],
        status: 200,
        answer: [],
      },
    ],
  },
  {
    ...{
      id: 'hetzner',
      source: 'docs.hetzner.cloud/reference/cloud#zone-rrsets',
      fields: { token: 'T0KEN' },
    },
    zone: { name: 'example.com', id: '42' },
    exchanges: [
      {
        request: 'GET https://api.hetzner.cloud/v1/zones/42/rrsets/_xmpp-client._tcp/SRV',
        headers: bearer,
        status: 200,
        answer: {
          rrset: {
            id: '_xmpp-client._tcp/SRV',
            name: '_xmpp-client._tcp',
            type: 'SRV',
            ttl: null,
            labels: {},
            protection: { change: false },
            records: [{ value: OLD, comment: 'chat' }],
            zone: 42,
          },
        },
      },
      {
        request:
          'POST https://api.hetzner.cloud/v1/zones/42/rrsets/_xmpp-client._tcp/SRV/actions/set_records',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: { records: [{ value: FRESH }] },
        status: 201,
        answer: {
          action: {
            id: 7,
            command: 'set_rrset_records',
            status: 'running',
            progress: 50,
            error: null,
            resources: [],
          },
        },
      },
      {
        request: 'GET https://api.hetzner.cloud/v1/actions/7',
        headers: bearer,
        status: 200,
        answer: {
          action: {
            id: 7,
            command: 'set_rrset_records',
            status: 'success',
            progress: 100,
            error: null,
            resources: [],
          },
        },
      },
    ],
  },
  {
    ...{
      id: 'cloudflare',
      source: 'developers.cloudflare.com/api/resources/dns',
      fields: { token: 'T0KEN' },
    },
    zone: { name: 'example.com', id: '023e105f4ecef8ad9ca31a8372d0c353' },
    exchanges: [
      {
        request: `GET https://api.cloudflare.com/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records?type=SRV&name=${NAME}&match=all&page=1&per_page=50`,
        headers: bearer,
        status: 200,
        answer: {
          ...{ success: true, errors: [], messages: [] },
          result: [
            {
              ...{ id: '372e67954025e0ba6aaa6d586b9e0b59', name: NAME, type: 'SRV', ttl: 1, proxied: false },
              ...{ content: '5 5222 old.example.com', priority: 0, proxiable: false, meta: {}, tags: [] },
              data: { priority: 0, weight: 5, port: 5222, target: 'old.example.com' },
            },
          ],
          result_info: { page: 1, per_page: 50, total_pages: 1, count: 1, total_count: 1 },
        },
      },
      {
        request:
          'POST https://api.cloudflare.com/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records/batch',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: {
          deletes: [{ id: '372e67954025e0ba6aaa6d586b9e0b59' }],
          posts: [
            {
              ...{ name: NAME, type: 'SRV', ttl: 3600 },
              data: { priority: 5, weight: 0, port: 5222, target: 'xmpp.example.com' },
            },
          ],
        },
        status: 200,
        answer: {
          success: true,
          errors: [],
          messages: [],
          result: { deletes: [], patches: [], puts: [], posts: [] },
        },
      },
    ],
  },
  {
    ...{ id: 'ovh', source: 'api.ovh.com/console/#/domain; help.ovhcloud.com: first steps with the API' },
    // The keys of their own example of a signature.
    fields: {
      endpoint: 'ovh-eu',
      applicationKey: '7kbG7Bk7S9Nt7ZSV',
      applicationSecret: 'EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF',
      consumerKey: 'MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1',
    },
    zone: example,
    exchanges: [
      { request: 'GET https://eu.api.ovh.com/1.0/auth/time', status: 200, answer: NOW },
      {
        request:
          'GET https://eu.api.ovh.com/1.0/domain/zone/example.com/record?fieldType=SRV&subDomain=_xmpp-client._tcp',
        headers: {
          'x-ovh-application': '7kbG7Bk7S9Nt7ZSV',
          'x-ovh-consumer': 'MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1',
          'x-ovh-timestamp': String(NOW),
        },
        status: 200,
        answer: [5001],
      },
      {
        request: 'GET https://eu.api.ovh.com/1.0/domain/zone/example.com/record/5001',
        status: 200,
        answer: {
          id: 5001,
          zone: 'example.com',
          subDomain: '_xmpp-client._tcp',
          fieldType: 'SRV',
          target: OLD,
          ttl: 0,
        },
      },
      {
        request: 'PUT https://eu.api.ovh.com/1.0/domain/zone/example.com/record/5001',
        headers: { 'content-type': 'application/json' },
        body: { target: FRESH, ttl: 3600 },
        status: 200,
      },
      { request: 'POST https://eu.api.ovh.com/1.0/domain/zone/example.com/refresh', status: 200 },
    ],
  },
];

export const BEFORE = { name: NAME, type: 'SRV' as const, ttl: 3600, values: [OLD] };
export const AFTER = { name: NAME, type: 'SRV' as const, ttl: 3600, values: [FRESH] };
