/**
 * Profanity: `accounts`, a GLib key file with a section for each account; the password in it as it is. It connects when it is told
 * to: `/connect ADDRESS`. Certificates it has accepted are in `tlscerts`, by their fingerprint.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { type AccountWish, bytes, literally, RANDOM, type Recipe, type TrustFacts } from '../recipe.ts';

const POLICY = { starttls: 'force', direct: 'legacy' } as const;

export function profanity(
  { address, local, server, password }: AccountWish,
  trust: TrustFacts | null,
): Recipe {
  const entries: readonly (readonly [string, string])[] = [
    ['enabled', 'true'],
    ['jid', address],
    ['resource', `profanity.${RANDOM}`],
    ...(server
      ? ([
          ['server', server.host],
          ['port', `${server.port}`],
        ] as const)
      : []),
    ['muc.nick', local],
    ['tls.policy', POLICY[server?.tls ?? 'starttls']],
    ...(password === null ? [] : ([['password', keyfileValue(password)]] as const)),
  ];
  const block = [`[${address}]`, ...entries.map(([key, value]) => `${key}=${value}`), ''].join('\n');
  const line = '(?!\\[)[^\\n]*\\n';
  return {
    program: 'profanity',
    cannotReach: false,
    edit: {
      ...{ kind: 'text', form: 'keyfile', skeleton: '', before: '', hollow: null, taken: '' },
      block: bytes(block),
      own: `(?:^|(?<=\\n))\\[[^\\]\\n]*\\]\\n(?:${line})*?jid=${literally(address)}\\n(?:${line})*(?:(?!\\[)[^\\n]+$)?`,
      settings: entries
        .filter(([key]) => ['enabled', 'server', 'port', 'tls.policy'].includes(key))
        .map(([key, value]) => ({
          find: `(?<=\\n)${literally(key)}=[^\\n]*`,
          text: `${key}=${value}`,
          after: '\\][ \\t]*(?=\\n)',
        })),
    },
    trust: trust && tlscerts(trust.certificate),
  };
}

/** As GLib writes strings: a backslash before what would be read as something else. */
const keyfileValue = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replace(/^ /, '\\s');

function tlscerts(pem: string): NonNullable<Recipe['trust']> {
  const certificate = new X509Certificate(pem);
  const fingerprint = createHash('sha1').update(certificate.raw).digest('hex');
  return {
    ...{ way: 'certificate', how: 'append' },
    place: { root: 'data', path: ['profanity', 'tlscerts'] },
    text: `[${fingerprint}]\nsubjectname=${certificate.subject.replaceAll('\n', ', ')}\n`,
    own: `(?:^|(?<=\\n))\\[${fingerprint}\\]\\n(?:(?!\\[)[^\\n]*\\n)*`,
  };
}
