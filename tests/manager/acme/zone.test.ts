/** DNS-01 with everything real: our client, the office's access to its zone (RFC 2136), BIND, and pebble that asks BIND. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDnsChallenger } from '../../../electron/manager/certificates/acme/challengers/dns.ts';
import { createProofs } from '../../../electron/manager/dns/apply/proofs.ts';
import type { AskedServer } from '../../../electron/manager/dns/ask/askers.ts';
import { aliasOf, tells } from '../../../electron/manager/dns/ask/tells.ts';
import { createRfc2136 } from '../../../electron/manager/dns/providers/rfc2136/rfc2136.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';
import { DOMAIN, openTestOffice } from '../dns-providers/office.ts';
import { request, testOffice, verify } from './office.ts';

const signal = () => AbortSignal.timeout(60_000);

describeWith([...PEBBLE, 'named', 'openssl'], 'a zone of the office’s own', () => {
  let bind: ZoneServer;
  let pebble: Pebble;
  beforeAll(async () => {
    bind = await startZoneServer({
      ...{ kind: 'bind', zone: DOMAIN },
      // A name whose proofs are handed on to another: acme-dns and its like.
      records: [`_acme-challenge.chat IN CNAME _acme-challenge.elsewhere.${DOMAIN}.`],
    });
    pebble = await startPebble({ resolver: bind.server });
  }, 60_000);
  afterAll(async () => {
    await pebble?.stop();
    await bind?.close();
  });

  test('proves a domain, all names below it, and one that is handed on; and is as it was', async () => {
    using folder = temporaryFolder();
    const access = openTestOffice({ dataDir: folder.path });
    await access.accesses.connect('rfc2136', { server: bind.server, zone: DOMAIN, ...bind.key }, signal());
    const resolvers: AskedServer[] = [
      {
        ...{ id: 'bind', kind: 'resolver', name: 'bind', address: '127.0.0.1', over: 'tcp', url: null },
        server: { address: '127.0.0.1', port: bind.port, vouches: false },
      },
    ];
    const proofs = createProofs({
      ...{ accesses: access.accesses, events: access.events, clock: systemClock },
      seen: {
        alias: (name, gone) => aliasOf(name, { resolvers }, gone),
        tells: (name, text, gone) => tells(name, text, { resolvers }, gone),
      },
    });
    await using office = await testOffice();
    const names = [DOMAIN, `*.${DOMAIN}`, `chat.${DOMAIN}`];
    const { chain } = await office.acme.obtain(
      request(office, pebble, names, 'dns-provider', createDnsChallenger(proofs)),
    );
    await verify(office.folder, chain, await pebble.roots(), names);
    const direct = createRfc2136({ server: bind.server, zone: DOMAIN, ...bind.key }, { clock: systemClock });
    const left = (name: string) => direct.read({ name: DOMAIN, id: '' }, name, 'TXT', signal());
    expect(await left(`_acme-challenge.${DOMAIN}`)).toBeNull();
    expect(await left(`_acme-challenge.elsewhere.${DOMAIN}`)).toBeNull();
    await access.close();
  }, 90_000);
});
