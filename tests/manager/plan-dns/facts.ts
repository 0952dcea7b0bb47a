/** Facts for plans: one office as most are, and any office there could be. */
import fc from 'fast-check';
import type { PlanFacts } from '../../../electron/manager/dns/plan/plan.ts';
import type { Office } from '../../../electron/manager/settings.ts';

export const OFFICE: Office = {
  ...{ way: 'domain', domain: 'example.org', ports: { starttls: 5222, direct: 5223 } },
  admins: ['sophie@example.org'],
};

export const factsOf = ({
  office,
  ...rest
}: Partial<Omit<PlanFacts, 'office'>> & { office?: Partial<Office> } = {}): PlanFacts => ({
  ...{ domain: 'example.org', onePortOpen: false },
  addresses: { v4: ['203.0.113.5'], v6: ['2001:db8::5'] },
  ...rest,
  office: { ...OFFICE, ...office },
});

const label = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
  .filter((text) => !text.startsWith('xn--'));
const suffix = fc.constantFrom('org', 'example', 'co.uk', 'xn--p1ai', 'github.io', 'test');
/** `example.org`, `chat.example.co.uk`, a domain with letters of its own. */
export const domainName = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.boolean(), suffix)
  .map(([labels, idn, end]) => [...(idn ? ['xn--bcher-kva'] : []), ...labels, end].join('.'));

const port = fc.integer({ min: 1, max: 65_535 });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const caaValue = fc.constantFrom(
  '0 issue "letsencrypt.org"',
  '0 issue "other.example; accounturi=https://other.example/1"',
  '0 issue ";"',
  '0 issuewild "other.example"',
  '0 iodef "mailto:security@example.org"',
);

/** Every office and every world a person could have. */
export const anyFacts: fc.Arbitrary<PlanFacts> = fc
  .record({
    domains: fc.uniqueArray(domainName, { minLength: 1, maxLength: 3 }),
    which: fc.nat(),
    ports: fc.record({ starttls: port, direct: port }),
    otherPorts: fc.record(
      { servers: port, serversDirect: port, stun: port, stunDirect: port, web: port },
      { requiredKeys: [] },
    ),
    server: fc.constantFrom('usual', 'below', 'domain', 'elsewhere'),
    labels: fc.record(
      { conference: label, upload: label, pubsub: label, proxy: label },
      { requiredKeys: [] },
    ),
    guests: maybe(label.map((one) => ({ label: one }))),
    federation: fc.constantFrom('open', 'listed', 'closed', undefined),
    doors: fc.record({ calls: fc.boolean(), files: fc.boolean() }, { requiredKeys: [] }),
    website: fc.constantFrom('none', 'here', 'machine'),
    dns: fc.record(
      {
        scheme: fc.constantFrom('direct-first', 'one-port-first', 'starttls-first', 'even', 'weighted'),
        layout: fc.constantFrom('names', 'one'),
        ttl: fc.integer({ min: 60, max: 604_800 }),
        caa: fc.boolean(),
        proofZone: domainName,
      },
      { requiredKeys: [] },
    ),
    addresses: fc.record({
      v4: fc.uniqueArray(fc.ipV4(), { maxLength: 2 }),
      v6: fc.uniqueArray(fc.constantFrom('2001:db8::5', '2001:db8:1::7', '::ffff:c000:201'), {
        maxLength: 2,
      }),
    }),
    onePortOpen: fc.boolean(),
    signed: fc.boolean(),
    occupied: fc.array(fc.constantFrom('conference', 'upload', 'xmpp', 'guests'), { maxLength: 2 }),
    caa: maybe(fc.uniqueArray(caaValue, { maxLength: 3 })),
    authority: maybe(
      fc.record({ accountUri: maybe(fc.constant('https://acme.example/acct/7')), wildcard: fc.boolean() }),
    ),
    tlsa: fc.constantFrom(
      [],
      [`3 1 1 ${'ab'.repeat(32)}`],
      [`3 1 1 ${'ab'.repeat(32)}`, `3 1 1 ${'cd'.repeat(32)}`],
    ),
  })
  .map(({ domains, which, server, labels, website, ...rest }) => {
    const domain = domains[0]!;
    const names = {
      ...labels,
      ...(server === 'below' && { server: `chat.${domain}` }),
      ...(server === 'domain' && { server: domain }),
      ...(server === 'elsewhere' && { server: 'vps7.hoster.example' }),
    };
    const office: Office = {
      ...{ way: 'domain', domain, ports: rest.ports, admins: [], names, otherDomains: domains.slice(1) },
      ...{ otherPorts: rest.otherPorts, doors: rest.doors, onePort: rest.onePortOpen, dns: rest.dns },
      ...(rest.guests && { guests: rest.guests }),
      ...(rest.federation && { federation: { policy: rest.federation, companies: {} } }),
      ...(website !== 'none' && {
        website: {
          program: 'nginx',
          name: `web.${domain}`,
          machine: website === 'here' ? null : '192.0.2.9',
        },
      }),
    };
    const asked = domains[which % domains.length]!;
    return {
      ...{
        office,
        domain: asked,
        addresses: rest.addresses,
        onePortOpen: rest.onePortOpen,
        signed: rest.signed,
      },
      ...{ occupied: rest.occupied.map((one) => `${one}.${asked}`), tlsa: rest.tlsa },
      caa: rest.caa ? { name: asked, values: rest.caa } : null,
      authority: rest.authority
        ? {
            ...{ caa: 'letsencrypt.org', wildcard: rest.authority.wildcard },
            ...(rest.authority.accountUri && { accountUri: rest.authority.accountUri, methods: ['dns-01'] }),
          }
        : null,
    };
  });
