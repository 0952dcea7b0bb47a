/** All that is played with one peer: every pair of domains, every fault, and what happens when it goes away. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FederationCode, Proof } from '../../server/s2s/report.ts';
import type { Agent } from '../support/agent.ts';
import { playAway, sayInVain } from './away.ts';
import { describeInLab } from './lab/describe.ts';
import { DISTRUSTED, type PeerName } from './lab/domains.ts';
import { type Lab, openLab } from './lab/lab.ts';
import { ask, type Expected, leave, linksOf, type Pair, playTogether, says } from './scenes.ts';

type Row = [title: string, ours: string, theirs: string, link: Expected];

/** We connect first. Names are put before the peer's own. */
const WE_BEGIN: Row[] = [
  ['certificates', 'office.example', '', { direction: 'out', proof: 'certificate', how: 'starttls' }],
  ['dialback', 'alone.office.example', 'alone.', { direction: 'in', proof: 'dialback', how: 'starttls' }],
  [
    'direct TLS',
    'direct.office.example',
    'direct.',
    { direction: 'out', proof: 'certificate', how: 'direct' },
  ],
];

/** They connect first; a certificate for servers only is as good as any. */
const THEY_BEGIN: Row[] = [
  [
    'a certificate for servers only',
    'modern.office.example',
    'modern.',
    { direction: 'in', proof: 'certificate', how: 'starttls' },
  ],
  ['dialback', 'modern.office.example', 'alone.', { direction: 'in', proof: 'dialback', how: 'starttls' }],
  [
    'direct TLS',
    'direct.office.example',
    'modern.',
    { direction: 'in', proof: 'certificate', how: 'direct' },
  ],
];

/** Whom we ping; how they proved to be themselves; which rule they broke. Without a proof the ping comes back. */
type Fault = [domain: string, proof: Proof | undefined, broken: FederationCode | undefined];
const FAULTS: Fault[] = [
  ['modern.', 'certificate', undefined],
  ['dane.', 'dane', undefined],
  // A zone that says something has the last word: nobody is called back.
  ['liar.', undefined, 'certificate.dane-mismatch'],
  // Called back instead, as long as our configuration is content with that; what is wrong is told all the same.
  ['expired.', 'nothing', 'certificate.expired'],
  ['wrong.', 'nothing', 'certificate.name-mismatch'],
  ['alone.', 'nothing', 'certificate.self-signed'],
  ['modern.strict.', 'certificate', undefined],
  ['expired.strict.', undefined, 'certificate.expired'],
  ['wrong.strict.', undefined, 'certificate.name-mismatch'],
  ['alone.strict.', undefined, 'certificate.self-signed'],
];

/** Domains without a server: the condition a query comes back with at once, and the rule. */
const NOWHERE: [domain: string, condition: string, code: FederationCode][] = [
  ['nobody.example', 'remote-server-not-found', 'dns.no-domain'],
  ['hostless.example', 'remote-server-not-found', 'dns.no-server'],
  ['not-offered.example', 'remote-server-not-found', 'dns.not-offered'],
  ['bogus.example', 'remote-server-not-found', 'dns.bogus'],
];

/** XEP-0288, and XEP-0198 between servers. */
const ABILITIES: Readonly<Record<PeerName, { bidirectional: boolean; managed: boolean }>> = {
  prosody: { bidirectional: true, managed: true },
  ejabberd: { bidirectional: false, managed: false },
};

/** How it can end without losing what it had said it has: ejabberd's database writes some time later. */
const ENDINGS: Readonly<Record<PeerName, readonly NodeJS.Signals[]>> = {
  prosody: ['SIGTERM', 'SIGKILL'],
  ejabberd: ['SIGTERM'],
};

export function playWith(peer: PeerName): void {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });
  const their = (prefix: string) => `${prefix}${peer}.example`;
  const together = [...WE_BEGIN, ...THEY_BEGIN].flatMap(([, ours, theirs]) => [
    `nina@${ours}`,
    `otto@${their(theirs)}`,
  ]);

  describeInLab([peer], `with ${peer}`, () => {
    let lab: Lab;
    /** She sends to servers that are away; nobody sees that she is there. */
    let patient: Agent;
    beforeAll(async () => {
      lab = await openLab({ peers: [peer], people: [...new Set([...together, `nina@${DISTRUSTED}`])] });
      patient = await lab.enter('nina@office.example/patient', { silent: true });
      sayInVain(patient);
    });
    afterAll(() => lab?.close());

    describe.each(WE_BEGIN)('over %s', (_, ours, prefix, link) => {
      const theirs = their(prefix);
      let pair: Pair;
      beforeAll(async () => {
        const [nina, otto] = await Promise.all([lab.enter(`nina@${ours}`), lab.enter(`otto@${theirs}`)]);
        pair = { nina, otto, ours, theirs };
      });
      afterAll(() => Promise.all([leave(pair?.nina), leave(pair?.otto)]));

      playTogether(
        () => pair,
        () => lab,
      );

      test('our server says how it is secured and proven', async () => {
        expect(await linksOf(lab, ours, theirs)).toContainEqual(link);
      });
    });

    test('what it can, we do: both directions on one connection, and counting', async () => {
      expect(await ask(patient, 'ping', their(''))).not.toHaveProperty('error');
      const remote = await lab.ours.remote(their(''));
      const links = remote?.links.filter(
        ({ local, direction }) => local === 'office.example' && direction === 'out',
      );
      expect(links).toContainEqual(expect.objectContaining(ABILITIES[peer]));
    });

    test.each(THEY_BEGIN)('they begin, over %s', async (_, ours, prefix, link) => {
      const theirs = their(prefix);
      const [nina, otto] = await Promise.all([lab.enter(`nina@${ours}`), lab.enter(`otto@${theirs}`)]);
      try {
        await says(otto, nina, `nina@${ours}`);
        expect(await linksOf(lab, ours, theirs)).toContainEqual(link);
        await says(nina, otto, `otto@${theirs}`);
      } finally {
        await Promise.all([leave(nina), leave(otto)]);
      }
    });

    describe('what is wrong with them', () => {
      let nina: Agent;
      beforeAll(async () => {
        nina = await lab.enter('nina@office.example/faults');
      });
      afterAll(() => leave(nina));

      for (const [prefix, proof, broken] of FAULTS)
        test(`${their(prefix)}: ${proof ?? 'refused'}${broken ? `, for ${broken}` : ''}`, async () => {
          const domain = their(prefix);
          const answer = await ask(nina, 'ping', domain);
          const remote = await lab.ours.remote(domain);
          const logged = lab.ours
            .process()
            .log.some((line) => line.remote === domain && line.code === broken);
          expect(logged || broken === undefined, 'a line in the log').toBe(true);
          if (proof === undefined) {
            expect(answer.error).toBe('remote-server-timeout');
            expect(remote).toMatchObject({ problem: { code: broken, direction: 'out' } });
            return;
          }
          expect(answer.error).toBeUndefined();
          // Of any of our domains: a connection that is there already carries the next pair, too.
          const out = remote?.links.filter(({ direction }) => direction === 'out') ?? [];
          expect(out.map((link) => ({ proof: link.proof, broken: link.flaw?.code }))).toContainEqual({
            proof,
            broken,
          });
        });

      test.each(NOWHERE)('%s: %s, %s', async (domain, condition, code) => {
        expect(await ask(nina, 'ping', domain)).toMatchObject({ error: condition });
        expect(await lab.ours.remote(domain)).toMatchObject({ problem: { code } });
      });
    });

    // ejabberd wants it of everybody or of nobody.
    if (peer === 'prosody')
      test('they want a certificate they trust, and ours is not: it comes back, and says so', async () => {
        const nina = await lab.enter(`nina@${DISTRUSTED}`);
        try {
          expect(await ask(nina, 'ping', their(''))).toMatchObject({ error: 'remote-server-timeout' });
          expect(await lab.ours.remote(their(''))).toMatchObject({
            problem: { code: 'auth.refused', direction: 'out' },
          });
        } finally {
          await leave(nina);
        }
      });

    describe('it goes away', () => {
      playAway(
        () => ({ lab, peer: lab.peers[peer]!, nina: patient, otto: `otto@${their('')}` }),
        ENDINGS[peer],
      );
    });
  });
}
