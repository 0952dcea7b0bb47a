/** HAProxy 2.2 and later. Pure. */
import {
  bracketed,
  type Front,
  fileText,
  HOST_META,
  heading,
  httpsAddress,
  PATIENCE_SECONDS,
  PROOF_PATH,
  type SiteWriter,
} from '../front.ts';

export const haproxy: SiteWriter = (front) => [
  {
    kind: 'site',
    place: '/etc/haproxy/haproxy.cfg',
    text: fileText([
      heading(front, `HAProxy: to be added at the end of haproxy.cfg`),
      '# Where a frontend has these ports already, move the lines behind "bind" there, and name the backend after "if".',
      '',
      'frontend chatelaine-http',
      '  mode http',
      ...bind(front, front.ports.http),
      '  timeout client 30s',
      ...(front.proofs
        ? [
            '  # An authority that asks whose this name is. Everybody else is sent to the encrypted address.',
            `  acl chatelaine-proof path_beg ${PROOF_PATH}`,
            `  http-request redirect prefix ${httpsAddress(front)} code 301 if ${isOurs(front)} !chatelaine-proof`,
            `  use_backend chatelaine-proofs if ${isOurs(front)} chatelaine-proof`,
          ]
        : [
            '  # Everybody is sent to the encrypted address.',
            `  http-request redirect prefix ${httpsAddress(front)} code 301 if ${isOurs(front)}`,
          ]),
      '',
      'frontend chatelaine-https',
      '  mode http',
      `  # The certificate for ${front.name}, the whole chain, and its key, one behind the other in one file.`,
      ...bind(
        front,
        front.ports.https,
        ` ssl crt ${front.certificate.both} alpn http/1.1 ssl-min-ver TLSv1.2`,
      ),
      '  # Chat connections are silent for long.',
      `  timeout client ${PATIENCE_SECONDS}s`,
      '  # The largest file colleagues may send.',
      `  http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${front.maxUpload} }`,
      '  # Who people are, and that they came encrypted. Without the second line passwords are refused.',
      '  option forwardfor',
      '  http-request set-header X-Forwarded-Proto https if { ssl_fc }',
      `  use_backend chatelaine if ${isOurs(front)}`,
      '',
      backend(front),
      ...(front.proofs ? ['', ...proofsBackend(front.proofs)] : []),
    ]),
    commands: ['haproxy -c -f /etc/haproxy/haproxy.cfg', 'systemctl reload haproxy'],
  },
  {
    kind: 'domain',
    place: `the frontend of ${front.domain} in haproxy.cfg`,
    text: fileText([
      heading(front, `HAProxy: to be added to the frontend that has the website ${front.domain}`),
      '',
      '# Programs in browsers look here for where chat is. Chatelaine answers, and lets pages of any site read it (CORS).',
      `acl chatelaine-host-meta path ${HOST_META.join(' ')}`,
      `use_backend chatelaine if chatelaine-host-meta { hdr(host),field(1,:) -i ${front.domain} }`,
    ]),
    commands: ['haproxy -c -f /etc/haproxy/haproxy.cfg', 'systemctl reload haproxy'],
  },
];

const isOurs = ({ name }: Front): string => `{ hdr(host),field(1,:) -i ${name} }`;

const proofsBackend = (to: NonNullable<Front['proofs']>): string[] => [
  'backend chatelaine-proofs',
  '  mode http',
  '  timeout connect 10s',
  '  timeout server 30s',
  `  server chatelaine-proofs ${bracketed(to.address)}:${to.port}`,
];

/** IPv4 and IPv6. */
const bind = ({ ports: { address } }: Front, port: number, more = ''): string[] =>
  (address ? [`${bracketed(address)}:${port}`] : [`:${port}`, `:::${port} v6only`]).map(
    (at) => `  bind ${at}${more}`,
  );

function backend({ domain, upstream, authority }: Front): string[] {
  const tls = upstream.tls
    ? ` ssl verify required ca-file ${authority} sni str(${domain}) verifyhost ${domain} alpn http/1.1`
    : '';
  return [
    'backend chatelaine',
    '  mode http',
    '  timeout connect 10s',
    `  timeout server ${PATIENCE_SECONDS}s`,
    '  # WebSockets, once they are open.',
    `  timeout tunnel ${PATIENCE_SECONDS}s`,
    ...(upstream.tls
      ? [
          '  # The other machine has to prove that it is Chatelaine: its certificate is checked for the chat domain.',
        ]
      : []),
    `  server chatelaine ${bracketed(upstream.address)}:${upstream.port}${tls}`,
  ];
}
