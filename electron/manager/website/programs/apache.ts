/** Apache 2.4.10 and later, with its modules for proxies, WebSocket, TLS and headers. Pure. */
import {
  bracketed,
  type Front,
  fileText,
  HOST_META,
  heading,
  httpsAddress,
  PATIENCE_SECONDS,
  PROOF_PATH,
  proofsUrl,
  type SiteWriter,
  upstreamUrl,
} from '../front.ts';

/** server/net/http/address.ts; the only path that is another protocol. */
const WEBSOCKET = '/xmpp-websocket';

export const apache: SiteWriter = (front) => [
  {
    kind: 'site',
    place: `/etc/apache2/sites-available/${front.name}.conf`,
    text: fileText([
      heading(front, `Apache: a site of its own for ${front.name}`),
      '',
      `<VirtualHost ${at(front)}:${front.ports.http}>`,
      `  ServerName ${front.name}`,
      '  # Everybody is sent to the encrypted address; certificates by HTTP are renewed as before, if yours are.',
      ...proofs(front),
      `  RedirectMatch permanent ^/(?!\\.well-known/acme-challenge/)(.*)$ ${httpsAddress(front)}/$1`,
      '</VirtualHost>',
      '',
      `<VirtualHost ${at(front)}:${front.ports.https}>`,
      `  ServerName ${front.name}`,
      '  SSLEngine on',
      `  # The certificate for ${front.name}, the whole chain, and its key.`,
      `  SSLCertificateFile    ${front.certificate.chain}`,
      `  SSLCertificateKeyFile ${front.certificate.key}`,
      '  SSLProtocol           -all +TLSv1.2 +TLSv1.3',
      '  # Only HTTP/1.1: chat programs and WebSockets need no more.',
      '  Protocols http/1.1',
      '',
      '  # The largest file colleagues may send.',
      `  LimitRequestBody ${front.maxUpload}`,
      '  # Chat connections are silent for long; Apache would cut them after a minute.',
      `  Timeout      ${PATIENCE_SECONDS}`,
      `  ProxyTimeout ${PATIENCE_SECONDS}`,
      '',
      '  # Never a proxy for anywhere else.',
      '  ProxyRequests Off',
      '  # The name people asked for, and that they came encrypted; who they are Apache adds by itself (X-Forwarded-For).',
      '  # Without the second line passwords are refused.',
      '  ProxyPreserveHost On',
      '  RequestHeader set X-Forwarded-Proto "https"',
      '  # File names arrive as they were sent.',
      '  AllowEncodedSlashes NoDecode',
      upstreamTls(front),
      '',
      '  # Chat in browsers: WebSockets come first, because the first line that fits counts.',
      `  ProxyPass "${WEBSOCKET}" "${upstreamUrl(front, 'ws')}${WEBSOCKET}"`,
      '  # Everything else. Answers are passed on as they come (flushpackets) instead of being collected.',
      `  ProxyPass "/" "${upstreamUrl(front)}/" nocanon flushpackets=on`,
      '</VirtualHost>',
    ]),
    commands: [
      `a2enmod ssl headers proxy proxy_http proxy_wstunnel${front.proofs ? ' rewrite' : ''}`,
      `a2ensite ${front.name}`,
      'apache2ctl configtest',
      'systemctl reload apache2',
    ],
  },
  {
    kind: 'domain',
    place: `the <VirtualHost> of ${front.domain}`,
    text: fileText([
      heading(front, `Apache: to be added to the <VirtualHost …> of the website ${front.domain}`),
      '',
      '# Programs in browsers look here for where chat is. Chatelaine answers, and lets pages of any site read it (CORS).',
      upstreamTls(front).map((line) => line.slice(2)),
      `<LocationMatch "^(?:${HOST_META.map((path) => path.replaceAll('.', '\\.')).join('|')})$">`,
      '  ProxyPreserveHost On',
      '</LocationMatch>',
      ...HOST_META.map((path) => `ProxyPass "${path}" "${upstreamUrl(front)}${path}"`),
      ...proofs(front).map((line) => line.slice(2)),
    ]),
    commands: [
      `a2enmod headers proxy proxy_http${front.proofs ? ' rewrite' : ''}`,
      'apache2ctl configtest',
      'systemctl reload apache2',
    ],
  },
];

/** The website's own proofs come first; what is none of its files is Chatelaine's. */
const proofs = ({ proofs: to }: Front): string[] =>
  to
    ? [
        '  # An authority that asks whose this name is: a file of the website, or else Chatelaine.',
        '  RewriteEngine On',
        '  RewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} !-f',
        `  RewriteRule ^${PROOF_PATH.replaceAll('.', '\\.')} ${proofsUrl(to)}%{REQUEST_URI} [P,L]`,
      ]
    : [];

const at = ({ ports }: Front): string => (ports.address ? bracketed(ports.address) : '*');

function upstreamTls({ upstream, authority }: Front): string[] {
  if (!upstream.tls) return [];
  return [
    '  # The other machine has to prove that it is Chatelaine: its certificate is checked for the name people asked for.',
    '  SSLProxyEngine            on',
    '  SSLProxyVerify            require',
    '  SSLProxyCheckPeerName     on',
    `  SSLProxyCACertificateFile ${authority}`,
  ];
}
