/** Privileges and delegation over a component's life: other options while it is there, other domains, more than fits. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../server/config.ts';
import { delegationOptions } from '../../../server/modules/delegation/options.ts';
import { privilegeOptions } from '../../../server/modules/privileges/options.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { type ComponentStage, stageWith } from './stage.ts';

let stage: ComponentStage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

const INFO = 'http://jabber.org/protocol/disco#info';
const roster = (type: string, id: string, from: string, to: string) =>
  `<iq type='${type}' id='${id}' from='${from}' to='${to}'><query xmlns='jabber:iq:roster'/></iq>`;

/** Takes over other options of modules, as an operator's reload does. */
function reloadWith(one: ComponentStage, modules: Record<string, unknown>): void {
  const { test } = one;
  const given = {
    ...JSON.parse(JSON.stringify({ data: 'data', limits: 'off' })),
    hosts: Object.fromEntries(
      Object.keys(test.config.hosts).map((host) => [
        host,
        { certificate: { chain: 'server.pem', key: 'server.key' } },
      ]),
    ),
    components: Object.fromEntries(
      Object.entries(test.config.components).map(([domain, component]) => [domain, { ...component }]),
    ),
    modules,
  };
  const text = JSON.stringify(given);
  writeFileSync(test.file, text);
  const parsed = parseConfig(text, test.file);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  expect(test.server.reload(parsed.config)).toEqual([]);
}

const child = async (client: RawClient, name: string) =>
  (await client.find((element) => element.getChild(name) !== undefined)).getChild(name)!;

describe('options', () => {
  it.each<[what: string, grant: object, ok: boolean]>([
    ['nothing', {}, true],
    ['presence of contacts with their lists', { presence: 'roster', roster: 'get' }, true],
    // XEP-0356 §7.4: "The server MUST reject the permission if the privileged entity doesn't have read permission on roster namespace."
    ['presence of contacts without their lists', { presence: 'roster' }, false],
    ['presence of contacts, lists only to write', { presence: 'roster', roster: 'set' }, false],
    ['an unknown privilege', { everything: true }, false],
    ['messages into the house', { message: 'incoming' }, false],
    ['queries of an unknown kind', { iq: { 'jabber:iq:roster': 'delete' } }, false],
  ])('privileges: %s', (_what, grant, ok) =>
    expect(privilegeOptions.safeParse({ components: { 'pep.test': grant } }).success).toBe(ok),
  );
  it.each<[what: string, delegated: object, ok: boolean]>([
    ['a namespace', { namespace: 'urn:xmpp:mam:2' }, true],
    ['with attributes', { namespace: 'urn:xmpp:mam:2', attributes: ['node'] }, true],
    ['the namespace of delegation itself', { namespace: 'urn:xmpp:delegation:2' }, false],
    ['none', {}, false],
  ])('delegation: %s', (_what, delegated, ok) =>
    expect(delegationOptions.safeParse({ components: { 'pep.test': [delegated] } }).success).toBe(ok),
  );
});

it('with other options, whoever is there is told anew, and the old rights are gone', async () => {
  stage = await stageWith({
    domains: ['pep.test'],
    modules_: { privileges: { components: { 'pep.test': { roster: 'both' } } } },
  });
  await stage.test.createAccounts('nina');
  const pep = await stage.attach('pep.test');
  expect(String(await child(pep, 'privilege'))).toContain('type="both"');
  reloadWith(stage, {
    privileges: { components: { 'pep.test': { roster: 'get', push: false } } },
    delegation: { components: { 'pep.test': [{ namespace: 'vcard-temp' }] } },
  });
  expect(String(await child(pep, 'privilege'))).toContain('type="get"');
  expect(String(await child(pep, 'delegation'))).toContain('namespace="vcard-temp"');
  pep.send(roster('set', 'r1', 'pep.test', 'nina@test'));
  const refused = await pep.find(({ attrs }) => attrs.id === 'r1');
  expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('forbidden');
});

it('rights hold however their domain is written', async () => {
  const grant = { 'xn--bcher-kva.test': { roster: 'get' } };
  stage = await stageWith({
    domains: ['xn--bcher-kva.test'],
    modules_: {
      privileges: { components: grant },
      delegation: { components: { 'BÜCHER.test': [{ namespace: 'vcard-temp' }] } },
    },
  });
  const books = await stage.attach('bücher.test');
  expect(String(await child(books, 'privilege'))).toContain('type="get"');
  expect(String(await child(books, 'delegation'))).toContain('namespace="vcard-temp"');
});

it('rights hold beside one domain of several, for a component that stands there', async () => {
  stage = await stageWith({
    hosts: ['test', 'other.test'],
    domains: ['pep.test'],
    modules_: {
      privileges: {
        components: { 'pep.test': { roster: 'both', message: 'outgoing', presence: 'managed_entity' } },
      },
      delegation: { components: { 'pep.test': [{ namespace: 'vcard-temp' }] } },
    },
  });
  await stage.test.createAccounts('nina', 'paul@other.test');
  const pep = await stage.attach('pep.test');
  await child(pep, 'privilege');
  const paul = await stage.test.session('paul', { host: 'other.test', resource: 'desk' });
  paul.send('<presence/>');
  await paul.settle();
  pep.send(roster('get', 'r1', 'pep.test', 'paul@other.test'));
  const answer = await pep.find(({ attrs }) => attrs.id === 'r1');
  expect(answer.getChild('error')?.getChildElements()[0]?.name).toBe('service-unavailable');
  pep.send(
    "<message id='n1' from='pep.test' to='test'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'>" +
      "<message xmlns='jabber:client' from='paul@other.test' to='nina@test'><body>x</body></message></forwarded></privilege></message>",
  );
  const refused = await pep.find(({ attrs }) => attrs.id === 'n1');
  expect(refused.getChild('error')?.getChildElements()[0]?.name).toBe('forbidden');
  // His own domain answers for him, and describes itself as ever.
  expect((await paul.query('set', "<vCard xmlns='vcard-temp'><FN>Paul</FN></vCard>")).attrs.type).toBe(
    'result',
  );
  const described = String(await paul.query('get', `<query xmlns='${INFO}'/>`, 'other.test'));
  expect(described).toContain('"vcard-temp"');
  await pep.settle();
  expect(pep.received.filter(({ name }) => name === 'presence')).toEqual([]);
});

it('nobody sends in the name of somebody whose account is disabled', async () => {
  const grant = { message: 'outgoing', iq: { 'jabber:iq:private': 'both' } };
  stage = await stageWith({
    domains: ['pep.test'],
    modules_: { privileges: { components: { 'pep.test': grant } } },
  });
  await stage.test.createAccounts('nina', 'otto');
  const pep = await stage.attach('pep.test');
  const otto = await stage.test.session('otto', { resource: 'desk' });
  const { accounts } = stage.test.server;
  const asNina = async (id: string) => {
    pep.send(
      `<message id='${id}' from='pep.test' to='test'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'>` +
        `<message xmlns='jabber:client' from='nina@test' to='${otto.jid}'><body>${id}</body></message></forwarded></privilege></message>`,
    );
    pep.send(
      `<iq type='get' id='q-${id}' from='pep.test' to='nina@test'><privileged_iq xmlns='urn:xmpp:privilege:2'>` +
        "<iq xmlns='jabber:client' type='get' id='p'><query xmlns='jabber:iq:private'><x xmlns='x:y'/></query></iq></privileged_iq></iq>",
    );
    return (await pep.find(({ attrs }) => attrs.id === `q-${id}`)).attrs.type;
  };
  expect(await asNina('before')).toBe('result');
  await accounts.setDisabled(accounts.list('test').find(({ jid }) => jid.local === 'nina')!.jid, true);
  expect(await asNina('after')).toBe('error');
  expect((await pep.find(({ attrs }) => attrs.id === 'after')).attrs.type).toBe('error');
  await otto.settle();
  expect(otto.received.map((message) => message.getChildText('body'))).toEqual(['before']);
});

it('a component that never answers is waited for by nobody else', async () => {
  stage = await stageWith({
    domains: ['pep.test'],
    modules_: { delegation: { components: { 'pep.test': [{ namespace: 'vcard-temp' }] } } },
  });
  await stage.test.createAccounts('nina');
  const pep = await stage.attach('pep.test');
  const nina = await stage.test.session('nina');
  for (let asked = 0; asked < 1005; asked += 1)
    nina.send(`<iq type='get' id='v${asked}'><vCard xmlns='vcard-temp'/></iq>`);
  // Ours are answered in between, and what is over the bound at once.
  await nina.settle();
  const refused = nina.received.filter(({ attrs }) => attrs.type === 'error');
  expect(refused.map((one) => one.getChild('error')?.getChildElements()[0]?.name)).toEqual(
    Array.from({ length: 5 }, () => 'resource-constraint'),
  );
  await pep.settle();
});
