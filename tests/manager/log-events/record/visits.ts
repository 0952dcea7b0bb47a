/** What people and others do to a server while its log is recorded: right and wrong log-ins, bad TLS, other servers. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type CertificateOptions, makeAuthority, makeSelfSigned, PURPOSE } from '../../../support/pki.ts';
import { connectClient, type RawClient } from '../../../support/xmpp-client.ts';

export const DOMAIN = 'office.test';
export const PASSWORD = 'correct horse battery';

export interface Ports {
  readonly client: number;
  readonly server: number;
}

/** Whatever a step comes to, the next one is made: it is the log that counts. */
export async function tried(step: () => Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, 30_000);
  // Most of it is meant to be refused.
  await Promise.race([step().catch(() => undefined), late.promise]);
  clearTimeout(timer);
}

async function logIn(ports: Ports, user: string, password: string): Promise<RawClient> {
  const client = await connectClient({ port: ports.client, host: DOMAIN, timeoutMs: 20_000 });
  await client.startTls();
  await client.authenticate(user, password);
  return client;
}

/** Sends bytes and waits until the other side closes. */
async function raw(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(text);
  await once(socket.resume(), 'close');
}

/** All that the programs that serve chat go through; `far` is a domain that does not answer, each in its own way. */
export async function visit(ports: Ports, far: readonly string[]): Promise<void> {
  for (const [user, password] of [
    ['otto', 'wrong'],
    ['otto', 'wrong again'],
    ['nobody', 'x'],
  ] as const)
    await tried(async () => (await logIn(ports, user, password)).destroy());
  await tried(() => raw(ports.client, 'GET / HTTP/1.0\r\n\r\n'));
  await tried(() =>
    raw(
      ports.client,
      '<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" to="office.test"><message/>',
    ),
  );
  await tried(async () => {
    const client = await connectClient({ port: ports.client, host: 'elsewhere.test' });
    await client.openStream();
  });
  await tried(async () => {
    const client = await connectClient({
      port: ports.client,
      host: DOMAIN,
      secure: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
    });
    await client.startTls();
  });
  await tried(async () => {
    const client = await connectClient({
      port: ports.client,
      host: DOMAIN,
      ca: (await makeAuthority('Somebody Else')).pem,
    });
    await client.startTls();
  });
  await tried(async () => {
    const first = await logIn(ports, 'otto', PASSWORD);
    await first.bind('desk');
    first.send("<presence/><enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    await first.query('get', "<query xmlns='jabber:iq:roster'/>");
    const again = await logIn(ports, 'otto', PASSWORD);
    await again.bind('desk');
    again.send(
      "<presence to='salon@conference.office.test/otto'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
    );
    for (const domain of far)
      again.send(`<message to='someone@${domain}' type='chat' id='m1'><body>hello</body></message>`);
    await again.query('get', "<ping xmlns='urn:xmpp:ping'/>");
    first.destroy();
    // Each comes back, with the reason.
    for (const domain of far)
      await again.find((one) => one.attrs.type === 'error' && String(one.attrs.from).endsWith(`@${domain}`));
    await again.close();
  });
  await tried(async () => {
    const phone = await logIn(ports, 'nina', PASSWORD);
    await phone.bind('phone');
    phone.send("<presence/><enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    await phone.expect();
    phone.destroy();
  });
  await others(ports);
}

/** Another server comes in: with a certificate of nobody, one that is over, one for another name; by dialback. */
async function others(ports: Ports): Promise<void> {
  const wrong: CertificateOptions[] = [
    { dns: ['partner.test'], purposes: [PURPOSE.server, PURPOSE.client] },
    { dns: ['partner.test'], from: -20, to: -1, purposes: [PURPOSE.server, PURPOSE.client] },
    { dns: ['elsewhere.test'], purposes: [PURPOSE.server, PURPOSE.client] },
  ];
  const header =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' version='1.0' from='partner.test' to='office.test'>";
  const talk = (options: CertificateOptions, then: string) =>
    tried(async () => {
      const own = await makeSelfSigned(options);
      const socket = connect(ports.server, '127.0.0.1');
      socket.write(`${header}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
      let heard = '';
      while (!heard.includes('<proceed')) heard += String((await once(socket, 'data'))[0]);
      const safe = connectTls({
        socket,
        cert: own.pem,
        key: own.key,
        rejectUnauthorized: false,
        servername: DOMAIN,
      });
      safe.on('error', () => undefined);
      await once(safe, 'secureConnect');
      safe.write(`${header}${then}`);
      let answer = '';
      safe.on('data', (chunk) => (answer += String(chunk)));
      while (!/<failure|<\/stream:stream>|<db:result/.test(answer) && !safe.destroyed)
        await Promise.race([once(safe, 'data'), once(safe, 'close')]);
      safe.destroy();
    });
  for (const options of wrong)
    await talk(
      options,
      "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>cGFydG5lci50ZXN0</auth>",
    );
  await talk(wrong[0]!, "<db:result from='partner.test' to='office.test'>abcdef</db:result>");
  await tried(() => raw(ports.server, 'GET / HTTP/1.0\r\n\r\n'));
}
