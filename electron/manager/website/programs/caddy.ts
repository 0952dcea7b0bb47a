/** Caddy 2. Pure. It obtains certificates by itself, and adds the usual headers and WebSockets without being told. */
import {
  type Front,
  fileText,
  HOST_META,
  heading,
  httpsAddress,
  PROOF_PATH,
  proofsUrl,
  type SiteWriter,
  upstreamUrl,
} from '../front.ts';

export const caddy: SiteWriter = (front) => [
  {
    kind: 'site',
    place: '/etc/caddy/Caddyfile',
    text: fileText([
      heading(front, `Caddy: to be added to the Caddyfile, a site of its own for ${front.name}`),
      '',
      `${httpsAddress(front)} {`,
      ...(front.ports.address ? [`\tbind ${front.ports.address}`] : []),
      ...(front.automatic
        ? ['\t# Caddy obtains and renews the certificate for this name by itself.']
        : [
            '\t# A certificate you have already. Without this line Caddy obtains and renews one itself.',
            `\ttls ${front.certificate.chain} ${front.certificate.key}`,
          ]),
      '\t# The largest file colleagues may send.',
      '\trequest_body {',
      `\t\tmax_size ${front.maxUpload}`,
      '\t}',
      ...proofs(front, '\t'),
      '\t# WebSockets, the name people asked for, who they are and that they came encrypted: Caddy passes all of it on by itself.',
      `\treverse_proxy ${upstreamUrl(front)} {`,
      '\t\t# Answers pass through as they come.',
      '\t\tflush_interval -1',
      upstreamTls(front),
      '\t}',
      '}',
    ]),
    commands: ['caddy validate --config /etc/caddy/Caddyfile', 'systemctl reload caddy'],
  },
  {
    kind: 'domain',
    place: `the site of ${front.domain} in the Caddyfile`,
    text: fileText([
      heading(front, `Caddy: to be added to the site of the website ${front.domain}`),
      '',
      '# Programs in browsers look here for where chat is. Chatelaine answers, and lets pages of any site read it (CORS).',
      `@chatelaine path ${HOST_META.join(' ')}`,
      'handle @chatelaine {',
      `\treverse_proxy ${upstreamUrl(front)} {`,
      upstreamTls(front),
      '\t}',
      '}',
      ...proofs(front, ''),
    ]),
    commands: ['caddy validate --config /etc/caddy/Caddyfile', 'systemctl reload caddy'],
  },
];

/** Caddy answers for certificates of its own before it comes to these lines. */
const proofs = ({ proofs: to }: Front, by: string): string[] =>
  to
    ? [
        `${by}# An authority that asks whose this name is, if Caddy did not ask it to.`,
        `${by}handle ${PROOF_PATH}* {`,
        `${by}\treverse_proxy ${proofsUrl(to)}`,
        `${by}}`,
      ]
    : [];

function upstreamTls({ upstream, domain, authority }: Front): string[] {
  if (!upstream.tls) return [];
  return [
    '\t\t# The other machine has to prove that it is Chatelaine: its certificate is checked for the chat domain.',
    '\t\ttransport http {',
    `\t\t\ttls_server_name ${domain}`,
    `\t\t\ttls_trusted_ca_certs ${authority}`,
    '\t\t}',
  ];
}
