/** `chatelaine certificate renew`: orders the next certificate from wherever it comes, or rehearses that; the page without its face. */
import type { CertificateSource, CertificateStatus } from '../contract/index.ts';
import { withManager } from '../local/client.ts';
import { certificateIdle } from '../local/wait.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { problem } from '../manager/problem.ts';
import { createNodeHost } from '../node-host.ts';
import { findingLines } from './certificate-text.ts';

export interface RenewAsked {
  readonly domain: string | undefined;
  readonly rehearse: boolean;
  /** Which kind of certificate, by the authority's own name for it (`shortlived`); remembered. `usual` forgets it. */
  readonly profile: string | undefined;
  readonly language: 'en' | 'fr';
  readonly data: string | undefined;
  readonly json: boolean;
}

const WORDS = {
  en: {
    rehearsed: 'The rehearsal went well. Nothing was changed.',
    renewed: (until: string) => `In force; good until ${until}.`,
    same: (until: string) => `There was nothing newer; the present one is good until ${until}.`,
    noKinds: 'Only a public authority offers kinds of certificates; this one comes from elsewhere.',
    own: 'The certificate is of the office’s own authority, and renews by itself.',
  },
  fr: {
    rehearsed: 'La répétition a réussi. Rien n’a été changé.',
    renewed: (until: string) => `En vigueur ; valable jusqu’au ${until}.`,
    same: (until: string) => `Il n’y avait rien de plus récent ; l’actuel est valable jusqu’au ${until}.`,
    noKinds:
      'Seule une autorité publique propose plusieurs sortes de certificats ; celui-ci vient d’ailleurs.',
    own: 'Le certificat vient de l’autorité propre au bureau, et se renouvelle tout seul.',
  },
} as const;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const day = (at: number | undefined) => (at === undefined ? '?' : new Date(at).toISOString().slice(0, 10));

/** 0: done; 1: it did not work, and the one before is in force. */
export const renew = (asked: RenewAsked): Promise<number> =>
  withManager(createNodeHost(dataFolder(asked.data)), async ({ client: { certificates }, client }) => {
    const { certificates: all } = await certificates.list();
    const first = asked.domain === undefined ? all[0] : all.find((one) => one.domain === asked.domain);
    if (!first) throw problem('setup.not-done', {});
    const { domain } = first;
    const source = withProfile(first.source, asked.profile);
    if (source === 'not-there') {
      process.stderr.write(`${WORDS[asked.language].noKinds}\n`);
      return 1;
    }
    const before = source
      ? await certificates.chooseSource({ domain, source, ticket: null })
      : await certificates.order({ domain, rehearse: asked.rehearse });
    const after = await certificateIdle(client, domain);
    if (asked.json) say(JSON.stringify(after));
    else for (const line of linesOf(asked, before, after)) say(line);
    return after.problem === null ? 0 : 1;
  });

function linesOf(
  { rehearse, language }: RenewAsked,
  before: CertificateStatus,
  after: CertificateStatus,
): string[] {
  const words = WORDS[language];
  if (after.source.from === 'local') return [words.own];
  if (after.problem) return [...after.orderLog, ...findingLines([after.problem.finding], language)];
  if (rehearse) return [...after.orderLog, words.rehearsed];
  const until = day(after.current?.validUntil);
  const same = after.current?.fingerprint === before.current?.fingerprint;
  return [...after.orderLog, same ? words.same(until) : words.renewed(until)];
}

/** Undefined: nothing else was chosen. Pure. */
export function withProfile(
  source: CertificateSource | undefined,
  profile: string | undefined,
): CertificateSource | 'not-there' | undefined {
  if (profile === undefined) return undefined;
  if (source?.from !== 'authority') return 'not-there';
  return { ...source, profile: profile === 'usual' ? null : profile };
}
