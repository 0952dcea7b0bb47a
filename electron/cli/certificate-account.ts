/** `chatelaine certificate revoke` and `new-account-key`: what an authority is asked for once in ten years, after a theft. */
import { readFile } from 'node:fs/promises';
import { type AccountKeyChange, type Withdrawal, withdrawalReason } from '../contract/acme.ts';
import { withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { findingLines } from './certificate-text.ts';
import { didYouMean } from './options.ts';

export interface AccountAsked {
  readonly files: readonly string[];
  readonly domain: string | undefined;
  readonly reason: string;
  readonly language: 'en' | 'fr';
  readonly data: string | undefined;
  readonly json: boolean;
}

const WORDS = {
  en: {
    withdrawn: (fingerprint: string) => `Withdrawn: ${fingerprint}`,
    changed: 'The account has a new key. Certificates stay as they are.',
    inForce: (domain: string) =>
      `This is the one in force for ${domain}: nobody could connect once it is withdrawn. First "chatelaine certificate renew", then withdraw this file's copy: the folder of the one before stays where it is.`,
    noAuthority: (domain: string) => `The certificate of ${domain} does not come from a public authority.`,
  },
  fr: {
    withdrawn: (fingerprint: string) => `Révoqué : ${fingerprint}`,
    changed: 'Le compte a une nouvelle clé. Les certificats restent tels quels.',
    inForce: (domain: string) =>
      `C’est celui qui est en vigueur pour ${domain} : une fois révoqué, plus personne ne pourrait se connecter. D’abord « chatelaine certificate renew », puis révoquez la copie dans ce fichier : le dossier du précédent reste en place.`,
    noAuthority: (domain: string) => `Le certificat de ${domain} ne vient pas d’une autorité publique.`,
  },
} as const;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 withdrawn, 1 it did not work, 2 asked wrongly. */
export async function revoke(asked: AccountAsked): Promise<number> {
  const reason = withdrawalReason.safeParse(asked.reason);
  if (!reason.success) {
    const names = withdrawalReason.options;
    process.stderr.write(`--reason is one of ${names.join(', ')}.${didYouMean(asked.reason, names)}\n`);
    return 2;
  }
  const certificate = await readFile(asked.files[0]!, 'utf8');
  const { domain } = asked;
  return withManager(createNodeHost(dataFolder(asked.data)), async ({ client }) => {
    const went = await client.acme.withdraw({ certificate, reason: reason.data, ...(domain && { domain }) });
    if (went.state !== 'withdrawn') return refused(asked, went);
    const { fingerprint } = went;
    say(
      asked.json ? JSON.stringify({ withdrawn: fingerprint }) : WORDS[asked.language].withdrawn(fingerprint),
    );
    return 0;
  });
}

/** Exit codes: 0 done, 1 it did not work; then the old key still is good. */
export const newAccountKey = (asked: AccountAsked): Promise<number> =>
  withManager(createNodeHost(dataFolder(asked.data)), async ({ client }) => {
    const went = await client.acme.newAccountKey(asked.domain === undefined ? {} : { domain: asked.domain });
    if (went.state !== 'changed') return refused(asked, went);
    say(asked.json ? JSON.stringify({ rolled: true }) : WORDS[asked.language].changed);
    return 0;
  });

type Refused = Exclude<Withdrawal | AccountKeyChange, { state: 'withdrawn' } | { state: 'changed' }>;

/** Why not, on standard error; for programs on standard output as well. */
function refused({ language, json }: AccountAsked, went: Refused): number {
  const words = WORDS[language];
  if (went.state === 'refused') {
    for (const line of findingLines([went.finding], language)) process.stderr.write(`${line}\n`);
    const { code, data } = went.finding;
    if (json) say(JSON.stringify({ error: { code, data } }));
    return 1;
  }
  const { state, domain } = went;
  process.stderr.write(`${state === 'in-force' ? words.inForce(domain) : words.noAuthority(domain)}\n`);
  if (json) say(JSON.stringify({ error: { code: `certificate.${state}`, data: { domain } } }));
  return 1;
}
