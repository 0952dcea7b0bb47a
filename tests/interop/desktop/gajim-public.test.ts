/** Gajim checks a certificate that our ACME client got from pebble, with pebble's root as the machine's own: it logs in, and asks nobody. */
import { afterAll, expect, test } from 'vitest';
import { dnsChallenger, request, testOffice } from '../../manager/acme/office.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { prepareGajim, startGajim } from './gajim.ts';
import { DOMAIN, NINA, OTTO } from './office.ts';
import { playOnDesktop } from './play.ts';
import { setUpForMe } from './set-up.ts';

let pebble: Pebble | undefined;
afterAll(() => pebble?.stop());

/** Chain and key as the certificate's job would install them, and the root a machine knows. */
async function fromPebble() {
  pebble = await startPebble();
  await using client = await testOffice();
  const names = [DOMAIN, `conference.${DOMAIN}`];
  const { chain } = await client.acme.obtain(
    request(client, pebble, names, 'dns-provider', dnsChallenger(pebble)),
  );
  return { certificate: { chain, key: client.keyPem, ca: (await pebble.roots())[0]! } };
}

playOnDesktop(
  'Gajim and a public certificate',
  ['gajim', 'gdbus', ...PEBBLE],
  (scene) => {
    test('logs in: nothing about the certificate keeps it out', async () => {
      prepareGajim(scene.desktop);
      await setUpForMe('gajim', { home: scene.desktop.home, office: scene.office });
      const gajim = await startGajim(scene.desktop);
      await scene.office.nina.expect(
        'presence',
        { jid: new RegExp(`^${OTTO}/gajim`), type: 'available' },
        30_000,
      );
      await gajim.say(NINA, 'Angekommen');
      await scene.office.nina.expect('message', { body: 'Angekommen' });
      expect(scene.desktop.complaints()).not.toMatch(/certificate.*(untrusted|unknown|invalid|bad)/i);
    });
  },
  fromPebble,
);
