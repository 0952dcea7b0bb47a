/** What a person's program shows of a registration and of the wait for a yes: in the language of the stream. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeJid } from '../../server/kernel/jid.ts';
import { spokenFor } from '../../server/kernel/languages.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    ...{ registration: 'open', admins: ['anna@test'] },
    config: { modules: { registration: { approval: true } } },
  });
  await server.createAccounts('nina');
});
afterAll(() => server.stop());

test.each([
  ['fr', 'fr'],
  ['fr-CA', 'fr'],
  ['FR', 'fr'],
  ['de', 'en'],
  ['frr', 'en'],
  ['', 'en'],
  [undefined, 'en'],
] as const)('%s is spoken to in %s', (lang, language) => expect(spokenFor(lang)).toBe(language));

const header = (lang: string) =>
  `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0' xml:lang='${lang}'>`;
const plain = (user: string, password: string) => Buffer.from(`\0${user}\0${password}`).toString('base64');

test.each([
  ['fr', 'Choisissez un nom et un mot de passe.', 'attend l’accord d’un administrateur'],
  ['de', 'Choose a name and a password.', 'waits until an administrator agrees'],
])('in %s: what is asked, and why the log-in has to wait', async (lang, asked, waits) => {
  const client = await server.connect({ tls: 'direct' });
  await client.openHeader(header(lang));
  await client.expect();
  client.send(`<iq type='get' id='r1'><query xmlns='jabber:iq:register'/></iq>`);
  const form = await client.find((element) => element.attrs.id === 'r1', 'the form');
  expect(form.getChild('query')?.getChildText('instructions')).toContain(asked);
  const name = `paul-${lang}`;
  client.send(
    `<iq type='set' id='r2'><query xmlns='jabber:iq:register'><username>${name}</username><password>mine</password></query></iq>`,
  );
  await client.find((element) => element.attrs.id === 'r2', 'the answer');

  const failure = async (user: string, password: string) => {
    client.send(
      `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain(user, password)}</auth>`,
    );
    return client.find((element) => element.name === 'failure', 'the refusal');
  };
  const refused = await failure(name, 'mine');
  expect(refused.getChild('account-disabled')).toBeTruthy();
  expect(refused.getChild('text')?.getText()).toContain(waits);
  expect(refused.getChild('text')?.attrs['xml:lang']).toBe(lang === 'fr' ? 'fr' : 'en');
  client.destroy();
});

test('who has not the password learns nothing of who waits', async () => {
  const client = await server.connect({ tls: 'direct' });
  await client.openHeader(header('fr'));
  await client.expect();
  client.send(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain('paul-fr', 'wrong')}</auth>`,
  );
  const refused = await client.find((element) => element.name === 'failure', 'the refusal');
  expect([refused.getChild('not-authorized') !== undefined, refused.getChild('text')]).toEqual([
    true,
    undefined,
  ]);
  client.destroy();
});

test('somebody the administrator has disabled is told no more than that', async () => {
  await server.server.accounts.setDisabled(makeJid('nina', 'test')!, true);
  const client = await server.connect({ tls: 'direct' });
  await client.openHeader(header('en'));
  await client.expect();
  client.send(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain('nina', 'secret')}</auth>`,
  );
  const refused = await client.find((element) => element.name === 'failure', 'the refusal');
  expect([refused.getChild('account-disabled') !== undefined, refused.getChild('text')]).toEqual([
    true,
    undefined,
  ]);
  client.destroy();
});
