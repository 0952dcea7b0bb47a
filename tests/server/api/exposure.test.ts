/** What the configuration's check and the log say of an administration port that others can reach. */
import { describe, expect, test } from 'vitest';
import { exposures } from '../../../server/exposure.ts';

const admin = (more: object) => ({
  listen: [{ type: 'admin', port: 5280, tls: 'none', optional: false, ...more }],
  modules: {},
});

describe('exposure', () => {
  test.each([
    ['this machine by default', admin({}), []],
    ['this machine', admin({ address: '127.0.0.1' }), []],
    ['this machine, IPv6', admin({ address: '::1' }), []],
    [
      'others, in the clear',
      admin({ address: '0.0.0.0' }),
      [/port 5280 can be reached by other machines.*not encrypted/],
    ],
    [
      'others, under TLS',
      admin({ address: '::', tls: 'direct' }),
      [/can be reached by other machines: [^.]*\.$/],
    ],
    [
      'named ones, in the clear',
      admin({ from: ['192.0.2.7', '2001:db8::/64'] }),
      [/reached by 192\.0\.2\.7, 2001:db8::\/64 and by nobody else.*not encrypted/],
    ],
    [
      'named ones, under TLS',
      admin({ from: ['192.0.2.7'], tls: 'direct' }),
      [/reached by 192\.0\.2\.7 and by nobody else: [^.]*\.$/],
    ],
    [
      'the API on the public web',
      { listen: [], modules: { api: { public: true } } },
      [/HTTP API is on the public web/],
    ],
    [
      'not',
      { listen: [{ type: 'http', port: 5443, tls: 'direct' }], modules: { api: { public: false } } },
      [],
    ],
  ])('%s', (_, config, expected) => {
    expect(exposures(config as never)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});
