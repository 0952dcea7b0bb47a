/** The plan for others: as each provider's form wants it, and for a mail. */
import { describe, expect, it, test } from 'vitest';
import { type ExportProvider, exportProvider } from '../../../electron/contract/domains.ts';
import { providerRows } from '../../../electron/manager/dns/plan/fields.ts';
import { FORMS } from '../../../electron/manager/dns/plan/forms.ts';
import { dnsPlan } from '../../../electron/manager/dns/plan/plan.ts';
import { tableHtml, tableText } from '../../../electron/manager/dns/plan/table.ts';
import { factsOf } from './facts.ts';

const FACTS = factsOf({
  office: { names: { server: 'example.org' }, dns: { layout: 'one' } },
  authority: { caa: 'letsencrypt.org', accountUri: 'https://acme.example/7' },
  caa: { name: 'example.org', values: ['0 issue "other.example"'] },
  ...{ signed: true, tlsa: ['3 1 1 abcd'] },
});

/** `box=value` of the first record whose type and first box match. */
function form(
  provider: ExportProvider,
  type: string,
  pick = (_boxes: string) => true,
  language: 'en' | 'fr' = 'en',
) {
  const rows = providerRows(dnsPlan(FACTS), provider, { language, optional: true });
  const all = rows
    .filter((row) => row.type === type)
    .map(({ fields }) => fields.map(({ field, value }) => `${field}=${value}`).join(' · '));
  return all.find(pick);
}
const rooms = (boxes: string) => boxes.includes('_xmpp-server') && boxes.includes('conference');
const client = (boxes: string) => boxes.includes('_xmpp-client') && !boxes.includes('stun');

describe('a form', () => {
  test.each<[ExportProvider, string, string]>([
    [
      'plain',
      'name=_xmpp-client._tcp.example.org · value=10 0 5222 example.org. · ttl=3600',
      'name=_xmpp-server._tcp.conference.example.org · value=10 0 5269 example.org. · ttl=3600',
    ],
    [
      'ovh',
      'name=_xmpp-client._tcp · priority=10 · weight=0 · port=5222 · value=example.org. · ttl=3600',
      'name=_xmpp-server._tcp.conference · priority=10 · weight=0 · port=5269 · value=example.org. · ttl=3600',
    ],
    [
      'hetzner',
      'name=_xmpp-client._tcp · value=10 0 5222 example.org. · ttl=3600',
      'name=_xmpp-server._tcp.conference · value=10 0 5269 example.org. · ttl=3600',
    ],
    [
      'cloudflare',
      'name=_xmpp-client._tcp · priority=10 · weight=0 · port=5222 · value=example.org · ttl=3600',
      'name=_xmpp-server._tcp.conference · priority=10 · weight=0 · port=5269 · value=example.org · ttl=3600',
    ],
    [
      'godaddy',
      'name=@ · service=_xmpp-client · protocol=_tcp · priority=10 · weight=0 · port=5222 · value=example.org · ttl=3600',
      'name=conference · service=_xmpp-server · protocol=_tcp · priority=10 · weight=0 · port=5269 · value=example.org · ttl=3600',
    ],
    [
      'namecheap',
      'service=_xmpp-client · protocol=_tcp · priority=10 · weight=0 · port=5222 · value=example.org · ttl=3600',
      'service=_xmpp-server · protocol=_tcp.conference · priority=10 · weight=0 · port=5269 · value=example.org · ttl=3600',
    ],
    [
      'o2switch',
      'name=_xmpp-client._tcp.example.org. · priority=10 · weight=0 · port=5222 · value=example.org · ttl=3600',
      'name=_xmpp-server._tcp.conference.example.org. · priority=10 · weight=0 · port=5269 · value=example.org · ttl=3600',
    ],
  ])('of %s has SRV in its boxes', (provider, first, second) => {
    expect(form(provider, 'SRV', client)).toBe(first);
    expect(form(provider, 'SRV', rooms)).toBe(second);
  });

  test.each<[ExportProvider, string]>([
    ['ovh', 'name= · value=203.0.113.5 · ttl=3600'],
    ['gandi', 'name=@ · value=203.0.113.5 · ttl=3600'],
    ['o2switch', 'name=example.org. · value=203.0.113.5 · ttl=3600'],
    // Behind its proxy only the web would arrive.
    ['cloudflare', 'name=@ · value=203.0.113.5 · ttl=3600 · proxy=DNS only'],
  ])('of %s has the domain itself', (provider, expected) => expect(form(provider, 'A')).toBe(expected));

  test.each<[ExportProvider, string, string]>([
    ['ovh', 'CNAME', 'name=xmpp · value=example.org. · ttl=3600'],
    ['ionos', 'CNAME', 'name=xmpp · value=example.org · ttl=3600'],
    ['ovh', 'CAA', 'name= · flags=0 · tag=issue · value=other.example · ttl=3600'],
    ['hetzner', 'CAA', 'name=@ · value=0 issue "other.example" · ttl=3600'],
    ['infomaniak', 'TLSA', 'name=_5223._tcp · usage=3 · selector=1 · matching=1 · value=abcd · ttl=3600'],
    ['godaddy', 'TLSA', ''],
    [
      'gandi',
      'TXT',
      'name=_xmppconnect · value="_xmpp-client-xbosh=https://xmpp.example.org:5443/http-bind" · ttl=3600',
    ],
    [
      'ovh',
      'TXT',
      'name=_xmppconnect · value=_xmpp-client-xbosh=https://xmpp.example.org:5443/http-bind · ttl=3600',
    ],
  ])('of %s: %s', (provider, type, expected) => expect(form(provider, type)).toBe(expected));

  it('is there for every provider, with labels in both languages', () => {
    expect(Object.keys(FORMS)).toEqual(exportProvider.options);
    const [row] = providerRows(dnsPlan(FACTS), 'ovh', { language: 'fr', optional: false });
    expect(row?.fields.map(({ label }) => label)).toEqual(['Sous-domaine', 'Cible', 'TTL']);
  });

  it('counts from where the zone begins', () => {
    const facts = factsOf({ office: { domain: 'chat.example.org' }, domain: 'chat.example.org' });
    const name = (zone?: string) =>
      providerRows(dnsPlan(facts), 'ovh', { language: 'en', optional: false, zone })[2]?.fields[0]?.value;
    expect(name()).toBe('_xmpps-client._tcp.chat');
    expect(name('chat.example.org')).toBe('_xmpps-client._tcp');
  });
});

describe('for a mail', () => {
  const plan = dnsPlan(factsOf({ addresses: { v4: ['203.0.113.5'], v6: [] } }));
  it('is text that survives any mail program: a line a fact', () => {
    const text = tableText(plan, { language: 'fr', optional: false });
    expect(text.split('\n\n').slice(0, 2).join('\n\n')).toBe(`== Où se trouve le serveur ==

L’adresse du serveur sur Internet.
  Type\u00a0: A
  Nom\u00a0: xmpp.example.org
  Valeur\u00a0: 203.0.113.5
  TTL\u00a0: 3600`);
    expect(text).toContain('https://example.org/.well-known/host-meta');
  });
  it('is HTML that says the same, and lets nothing through', () => {
    const html = tableHtml(
      { ...plan, gaps: [{ code: 'host-meta', subject: '<script>&"' }] },
      { language: 'en', optional: false },
    );
    expect(html).toContain('<code>10 0 5222 xmpp.example.org.</code>');
    expect(html).not.toMatch(/<script|style sheet|class=/);
    for (const { set } of plan.records.filter(({ need }) => need !== 'optional'))
      for (const value of set.values) expect(html).toContain(`<code>${value}</code>`);
  });
});
