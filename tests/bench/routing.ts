/**
 * The kernel without network: a change of presence to 500 contacts, from the parsed stanza to 500 texts handed to their
 * connections: `node tests/bench/routing.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../server/config.ts';
import { parseJid } from '../../server/kernel/jid.ts';
import { createLog } from '../../server/kernel/log.ts';
import type { KernelRouter } from '../../server/kernel/router.ts';
import type { ClientStream, KernelSession } from '../../server/kernel/session.ts';
import type { SessionRegistry } from '../../server/kernel/sessions.ts';
import { parseXml } from '../../server/kernel/xml.ts';
import { startServer } from '../../server/server.ts';
import { makeCertificate } from '../support/certificates.ts';
import { HOST } from './engines/engine.ts';
import { median, quantile } from './statistics.ts';

const CONTACTS = 500;
const ROUNDS = 60;
const WARM_UP = 10;

const folder = mkdtempSync(join(tmpdir(), 'chatelaine-bench-'));
const { chain, key } = await makeCertificate(folder, 'bench', [HOST]);
const text = JSON.stringify({
  ...{ data: 'data', limits: 'off', listen: [{ type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' }] },
  hosts: { [HOST]: { certificate: { chain, key } } },
});
const parsed = parseConfig(text, join(folder, 'server.json'));
if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
const server = await startServer({
  config: parsed.config,
  log: createLog({ level: 'error', write: (line) => void process.stderr.write(line) }),
});
// What the server shows of them is less than they are.
const router = server.router as KernelRouter;
const sessions = server.sessions as SessionRegistry;

try {
  const hub = bind('hub');
  const contacts = Array.from({ length: CONTACTS }, (_, index) => bind(`u${index}`));
  for (const contact of contacts) {
    say(contact.session, `<presence type='subscribe' to='hub@${HOST}'/>`);
    say(hub.session, `<presence type='subscribed' to='${contact.session.jid.bare}'/>`);
  }
  await server.storage.commits.flush();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const status = `round-${round}.`;
    const all = Promise.all(contacts.map((contact) => contact.until(status)));
    const began = performance.now();
    say(hub.session, `<presence><show>away</show><status>${status}</status></presence>`);
    await all;
    if (round >= WARM_UP) times.push(performance.now() - began);
  }
  const middle = median(times);
  process.stdout.write(
    `presence to ${CONTACTS}: median ${middle.toFixed(2)} ms, slowest ${quantile(times, 1).toFixed(2)} ms, ` +
      `${Math.round((CONTACTS / middle) * 1000)} stanzas/s\n`,
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** An available session whose connection only looks at what it is given. */
function bind(user: string) {
  const jid = parseJid(`${user}@${HOST}/bench`);
  if (!jid) throw new Error(`${user} is no name`);
  const row = { username: user, host: HOST, credentials: '', disabled: false, displayName: '' };
  server.storage.accounts.put({ ...row, createdAt: 0, lastLogin: null });
  let waiting: { text: string; resolve: () => void } | undefined;
  const stream: Partial<ClientStream> = {
    ...{ id: user, host: HOST, account: jid.bare, encrypted: true, remoteAddress: '127.0.0.1' },
    send() {},
    write(xml) {
      if (waiting && xml.includes(waiting.text)) waiting.resolve();
    },
    fail() {},
    close() {},
  };
  const session = sessions.bind(stream as ClientStream, jid, () => {});
  if (!session) throw new Error(`${user} cannot connect`);
  say(session, '<presence/>');
  return {
    session,
    until: (wanted: string) => new Promise<void>((resolve) => (waiting = { text: wanted, resolve })),
  };
}

function say(session: KernelSession, xml: string): void {
  const stanza = parseXml(xml);
  stanza.attrs.from = session.jid.toString();
  router.accept(stanza, session, stanza.attrs.to === undefined ? undefined : parseJid(stanza.attrs.to));
}
