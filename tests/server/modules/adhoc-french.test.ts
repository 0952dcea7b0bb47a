/** Ad-hoc commands in the language of whoever asks: every word of every command that modules declare has its French. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inFrench } from '../../../server/modules/adhoc/french.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';

const COMMANDS = 'http://jabber.org/protocol/commands';
let server: TestServer;
let anna: RawClient;

beforeAll(async () => {
  server = await startTestServer({ admins: ['anna@test'] });
  await server.createAccounts('anna');
  anna = await server.session('anna', { resource: 'desk' });
});
afterAll(() => server.stop());

let asked = 0;
/** As a program that speaks `lang` asks. */
function ask(type: 'get' | 'set', payload: string, lang: string) {
  const id = `l${asked++}`;
  anna.send(`<iq type='${type}' to='test' id='${id}' xml:lang='${lang}'>${payload}</iq>`);
  return anna.find(({ name, attrs }) => name === 'iq' && attrs.id === id);
}
const execute = (node: string, lang: string, rest = '') =>
  ask('set', `<command xmlns='${COMMANDS}' node='${node}' ${rest}</command>`, lang);

test('the menu, a form and what came of it', async () => {
  const list = await ask(
    'get',
    `<query xmlns='http://jabber.org/protocol/disco#items' node='${COMMANDS}'/>`,
    'fr-CA',
  );
  const items = list.getChild('query')!.getChildren('item');
  const named = (node: string) => items.find(({ attrs }) => attrs.node?.endsWith(node))?.attrs.name;
  expect([named('#add-user'), named('#strangers')]).toEqual(['Ajouter une personne', 'Messages d’inconnus']);

  const begun = await execute('chatelaine#strangers', 'fr', '>');
  const command = begun.getChild('command')!;
  const form = command.getChild('x')!;
  expect([command.attrs['xml:lang'], form.getChildText('title')]).toEqual(['fr', 'Messages d’inconnus']);
  const filled = `<x xmlns='jabber:x:data' type='submit'><field var='block'><value>1</value></field></x>`;
  const ended = await execute(
    'chatelaine#strangers',
    'fr',
    `sessionid='${command.attrs.sessionid}'>${filled}`,
  );
  expect(ended.getChild('command')!.getChildText('note')).toBe('Les inconnus sont bloqués.');
});

test('English for whoever speaks another language, or says nothing', async () => {
  const begun = await execute('chatelaine#strangers', 'de', '>');
  expect(begun.getChild('command')!.getChild('x')!.getChildText('title')).toBe('Messages from strangers');
});

test('no word of a command that modules declare is left in English', async () => {
  const list = await ask(
    'get',
    `<query xmlns='http://jabber.org/protocol/disco#items' node='${COMMANDS}'/>`,
    'en',
  );
  const items = list
    .getChild('query')!
    .getChildren('item')
    .map(({ attrs: { node = '', name = '' } }) => ({ node, name }));
  // The others are the table of `ctl`.
  const own = items.filter(({ node }) => !node.startsWith('chatelaine#') || node === 'chatelaine#strangers');
  expect(own.length).toBeGreaterThan(30);
  const words = new Set<string>(own.map(({ name }) => name));
  // What is done when it is asked for: nothing is left to look at afterwards.
  const silent = /#(?:delete-motd|delete-welcome|invite)$/;
  for (const { node } of own.filter(({ node }) => !silent.test(node))) {
    const answer = await execute(node, 'en', '>');
    const form = answer.getChild('command')!.getChild('x');
    for (const field of form?.getChildren('field') ?? []) {
      if (field.attrs.label) words.add(field.attrs.label);
      for (const option of field.getChildren('option')) words.add(option.attrs.label ?? '');
    }
    for (const name of ['title', 'instructions']) words.add(form?.getChildText(name) ?? '');
  }
  words.delete('');
  const left = [...words].filter((word) => !/^\d+$/.test(word) && inFrench(word) === undefined);
  expect(left).toEqual([]);
});

test.each([
  ['otto@test is registered.', 'otto@test a maintenant un compte.'],
  ['These are 25 of 120.', 'En voici 25 sur 120.'],
  ['Only accounts of test can be made here.', 'Seuls des comptes de test peuvent être créés ici.'],
  ['In 30 seconds.', 'Dans 30 secondes.'],
  ['Something of ours that is not there', undefined],
])('%s', (english, french) => {
  expect(inFrench(english)).toBe(french);
});
