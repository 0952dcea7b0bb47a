/** A router whose public address changes: the record in a real name server follows, and so do calls; nobody is disconnected. */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { whyNoNetwork } from '../../federation/lab/network.ts';
import { startProgram } from '../../federation/lab/program.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { startZoneServer } from '../../support/zone-server.ts';
import { FIRST, NAMES, openNat, SECOND, STUN } from './nat.ts';
import { DOMAIN } from './office.ts';

const why = whyNoNetwork();

describeWith(
  ['named', 'dig', 'nft', 'ip'],
  why ? `a changing address [skipped: ${why}]` : 'a changing address',
  () => {
    test.skipIf(why !== undefined)('is noticed, believed and followed', { timeout: 180_000 }, async () => {
      using folder = temporaryFolder();
      const undo: (() => unknown)[] = [];
      try {
        const nat = openNat();
        undo.push(nat.close);
        const bind = await startZoneServer({
          ...{ kind: 'bind', zone: DOMAIN, address: NAMES, port: 53, inside: nat.inet.inside },
          records: ['@ IN MX 10 mail', 'mail IN A 5.5.5.99'],
        });
        undo.push(bind.close);
        const stun = startProgram(nat.inet, [
          process.execPath,
          join(import.meta.dirname, 'stun-child.ts'),
          ...STUN,
        ]);
        undo.push(() => stun.end());
        await stun.said(/ready/);

        const access = JSON.stringify({ server: bind.server, zone: DOMAIN, ...bind.key });
        const child = join(import.meta.dirname, 'address-child.ts');
        const [program = '', ...args] = [...nat.office.inside, process.execPath, child, folder.path, access];
        const manager = spawn(program, [...args, STUN.join(','), NAMES], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        const gone = new Promise((resolve) => manager.once('close', resolve));
        const lines = createInterface({ input: manager.stdout })[Symbol.asyncIterator]();
        undo.push(async () => {
          manager.stdin.end('end\n');
          await gone;
        });
        const next = async () => JSON.parse((await lines.next()).value ?? '{"failed":"it ended"}');
        const tell = async (what: string) => {
          manager.stdin.write(`${what}\n`);
          const told = await next();
          expect(told).toMatchObject({ done: what });
          return told.value;
        };
        const records = (name: string, type = 'A') =>
          execFileSync('ip', [
            ...nat.inet.inside.slice(1),
            'dig',
            `@${NAMES}`,
            name,
            type,
            '+short',
            '+norec',
          ])
            .toString()
            .trim()
            .split('\n')
            .filter(Boolean);

        expect(await next()).toEqual({ ready: true });
        expect(await tell('setUp')).toEqual({ state: 'done' });
        expect(await tell('connect')).toMatchObject({ covers: [DOMAIN] });
        await tell('choose');
        expect(await tell('look')).toMatchObject({
          published: { v4: [FIRST] },
          look: { v4: FIRST, network: 'router' },
        });
        await tell('apply');
        expect(records(`xmpp.${DOMAIN}`)).toEqual([FIRST]);
        const before = await tell('server');
        expect(before.turn).toEqual([FIRST]);

        nat.readdress(FIRST, SECOND);
        const after = await tell('look');
        expect(after).toMatchObject({ published: { v4: [SECOND] }, look: { v4: SECOND }, wanted: [] });
        expect(records(`xmpp.${DOMAIN}`)).toEqual([SECOND]);
        // All else is as it was.
        expect([records(`mail.${DOMAIN}`), records(DOMAIN, 'MX')]).toEqual([
          ['5.5.5.99'],
          [`10 mail.${DOMAIN}.`],
        ]);
        // Calls are told, and the server goes on: the same process.
        expect(await tell('server')).toEqual({ pid: before.pid, turn: [SECOND] });
      } finally {
        for (const step of undo.reverse()) await step();
      }
    });
  },
);
