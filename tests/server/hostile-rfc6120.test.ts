/**
 * The stock of RFC 6120's error cases: each sentence, what breaks it, and what the server answers, over real TLS sockets.
 * The tables are in hostile/; RFC 6121's stock is beside them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SaslCondition } from '../../server/kernel/sasl.ts';
import type { StreamCondition } from '../../server/kernel/stanza.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { ELSEWHERE_REMOTE } from './hostile/remote-elsewhere.ts';
import { ELSEWHERE } from './hostile/rfc6120-elsewhere.ts';
import { BINDING, LOGIN, SASL_CONDITIONS } from './hostile/rfc6120-sasl.ts';
import { STANZA_CONDITIONS, STANZAS } from './hostile/rfc6120-stanzas.ts';
import { CLOSING, CONDITIONS, HEADERS, STARTTLS } from './hostile/rfc6120-streams.ts';
import { XML } from './hostile/rfc6120-xml.ts';
import { ELSEWHERE_6121, ELSEWHERE_ADDRESSES } from './hostile/rfc6121-elsewhere.ts';
import { answersTo, type Rule, reach } from './hostile/table.ts';

const STOCK: Record<string, readonly Rule[]> = {
  '§4.7, §4.8 headers and namespaces': HEADERS,
  '§4.4, §4.6 closing and silence': CLOSING,
  '§4.9.3 stream errors': CONDITIONS,
  '§5 STARTTLS': STARTTLS,
  '§6 SASL': LOGIN,
  '§6.5 SASL errors': SASL_CONDITIONS,
  '§7 resource binding': BINDING,
  '§8 stanzas': STANZAS,
  '§8.3.3 stanza errors': STANZA_CONDITIONS,
  '§11 XML': XML,
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto', 'paused');
  const paused = server.server.accounts.list('test').find(({ jid }) => jid.local === 'paused');
  if (paused) await server.server.accounts.setDisabled(paused.jid, true);
});
afterAll(() => server.stop());

for (const [chapter, rules] of Object.entries(STOCK)) {
  describe(chapter, () => {
    for (const { at, cases } of rules) {
      test.each(cases)(`${at}: %s`, async (_why, state, sent, answers) => {
        const client = await reach(server, state);
        expect(await answersTo(client, sent, answers)).toBe(answers);
        // §4.9.1.2: the error is inside a stream of ours, whenever it comes.
        expect(client.header?.attrs).toMatchObject({ from: 'test', 'xml:lang': 'en' });
        client.destroy();
      });
    }
  });
}

describe('the stock is whole', () => {
  // A `Record` of them all: the compiler knows when one is missing.
  const STREAM: Record<StreamCondition, number> = {
    ...{ 'bad-format': 1, 'bad-namespace-prefix': 2, conflict: 3, 'connection-timeout': 4, 'host-gone': 5 },
    ...{ 'host-unknown': 6, 'improper-addressing': 7, 'internal-server-error': 8, 'invalid-from': 9 },
    ...{ 'invalid-namespace': 10, 'invalid-xml': 11, 'not-authorized': 12, 'not-well-formed': 13 },
    ...{ 'policy-violation': 14, 'remote-connection-failed': 15, reset: 16, 'resource-constraint': 17 },
    ...{ 'restricted-xml': 18, 'see-other-host': 19, 'system-shutdown': 20, 'undefined-condition': 21 },
    ...{ 'unsupported-encoding': 22, 'unsupported-feature': 23, 'unsupported-stanza-type': 24 },
    'unsupported-version': 25,
  };
  const SASL: Record<SaslCondition, number> = {
    ...{ aborted: 1, 'account-disabled': 2, 'credentials-expired': 3, 'encryption-required': 4 },
    ...{ 'incorrect-encoding': 5, 'invalid-authzid': 6, 'invalid-mechanism': 7, 'malformed-request': 8 },
    ...{ 'mechanism-too-weak': 9, 'not-authorized': 10, 'temporary-auth-failure': 11 },
  };
  const named = (section: string, conditions: Record<string, number>) =>
    Object.entries(conditions).map(([name, number]) => `${section}.${number} ${name}`);

  test('each condition of §4.9.3 has a case, or why there is none', () => {
    expect(CONDITIONS.map(({ at }) => at)).toEqual(named('§4.9.3', STREAM));
  });
  test('each condition of §6.5 has a case, or why there is none', () => {
    expect(SASL_CONDITIONS.map(({ at }) => at)).toEqual(named('§6.5', SASL));
  });
  test('what is shown elsewhere is shown by a file that is there', () => {
    const shown = [...ELSEWHERE, ...ELSEWHERE_6121, ...ELSEWHERE_ADDRESSES, ...ELSEWHERE_REMOTE];
    const named = shown.flatMap(({ because = '' }) => because.match(/[\w/-]+(\.test)?\.(ts|txt)/g) ?? []);
    expect(named.filter((file) => !existsSync(join(import.meta.dirname, file)))).toEqual([]);
  });
  test('each rule has either', () => {
    const bare = [...Object.values(STOCK).flat(), ...ELSEWHERE].filter(
      ({ cases, because }) => cases.length === 0 && because === undefined,
    );
    expect(bare).toEqual([]);
  });
});
