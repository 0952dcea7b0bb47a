/** nginx 1.18 and later. Pure. */
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

export const nginx: SiteWriter = (front) => [
  {
    kind: 'site',
    place: `/etc/nginx/sites-available/${front.name}`,
    text: fileText([
      heading(front, `nginx: a site of its own for ${front.name}`),
      '',
      '# A WebSocket is asked for with two headers. They are passed on where a program sends them, and only there.',
      'map $http_upgrade $chatelaine_connection {',
      '  default upgrade;',
      "  ''      '';",
      '}',
      '',
      'server {',
      ...listen(front, front.ports.http),
      `  server_name ${front.name};`,
      '  # Certificates by HTTP are renewed here, if yours are.',
      ...proofs(front, '/var/www/html'),
      '  # Everybody else is sent to the encrypted address.',
      `  location / { return 301 ${httpsAddress(front)}$request_uri; }`,
      '}',
      '',
      'server {',
      ...listen(front, front.ports.https, ' ssl'),
      `  server_name ${front.name};`,
      `  # The certificate for ${front.name}, the whole chain, and its key.`,
      `  ssl_certificate     ${front.certificate.chain};`,
      `  ssl_certificate_key ${front.certificate.key};`,
      '  ssl_protocols       TLSv1.2 TLSv1.3;',
      '',
      '  # The largest file colleagues may send. Without this line nginx stops at 1 MB, and files fail without a word.',
      `  client_max_body_size ${front.maxUpload};`,
      '',
      '  location / {',
      `    proxy_pass ${upstreamUrl(front)};`,
      upstreamTls(front),
      '    # WebSockets need HTTP/1.1, and the two headers from above.',
      '    proxy_http_version 1.1;',
      '    proxy_set_header Upgrade    $http_upgrade;',
      '    proxy_set_header Connection $chatelaine_connection;',
      '    # The name people asked for, who they are and that they came encrypted. Without the last one passwords are refused.',
      '    proxy_set_header Host              $http_host;',
      '    proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;',
      '    proxy_set_header X-Forwarded-Proto $scheme;',
      '    # Files and messages pass through as they come, instead of being collected on disk first.',
      '    proxy_request_buffering off;',
      '    proxy_buffering         off;',
      '    # Chat connections are silent for long; nginx would cut them after a minute.',
      `    proxy_read_timeout ${PATIENCE_SECONDS}s;`,
      `    proxy_send_timeout ${PATIENCE_SECONDS}s;`,
      '  }',
      '}',
    ]),
    commands: [
      `ln -s ../sites-available/${front.name} /etc/nginx/sites-enabled/`,
      'nginx -t',
      'systemctl reload nginx',
    ],
  },
  {
    kind: 'domain',
    place: `the "server" of ${front.domain}`,
    text: fileText([
      heading(front, `nginx: to be added to the "server { … }" of the website ${front.domain}`),
      '',
      ...HOST_META.flatMap((path) => [
        '# Programs in browsers look here for where chat is. Chatelaine answers, and lets pages of any site read it (CORS).',
        `location = ${path} {`,
        `  proxy_pass ${upstreamUrl(front)};`,
        upstreamTls(front).map((line) => line.slice(2)),
        `  proxy_set_header Host ${front.domain};`,
        '  proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;',
        '  proxy_set_header X-Forwarded-Proto $scheme;',
        '}',
      ]).flat(),
      ...(front.proofs ? proofs(front).map((line) => line.slice(2)) : []),
    ]),
    commands: ['nginx -t', 'systemctl reload nginx'],
  },
];

/** The website's own proofs come first; what is none of them is Chatelaine's. `root`: where no website says where its files are. */
function proofs({ proofs: to }: Front, root?: string): string[] {
  const folder = root === undefined ? [] : [`root ${root};`];
  if (!to) return [`  location ${PROOF_PATH} { ${folder.join(' ')} }`];
  return [
    '  # An authority that asks whose this name is: a file of the website, or else Chatelaine.',
    `  location ${PROOF_PATH} { ${[...folder, 'try_files $uri @chatelaine_proof;'].join(' ')} }`,
    `  location @chatelaine_proof { proxy_pass ${proofsUrl(to)}; }`,
  ];
}

/** IPv4 and IPv6. */
const listen = ({ ports: { address } }: Front, port: number, more = ''): string[] =>
  (address ? [`${bracketed(address)}:${port}`] : [`${port}`, `[::]:${port}`]).map(
    (at) => `  listen ${at}${more};`,
  );

function upstreamTls({ upstream, domain, authority }: Front): string[] {
  if (!upstream.tls) return [];
  return [
    '    # The other machine has to prove that it is Chatelaine: its certificate is checked for the chat domain.',
    '    proxy_ssl_server_name         on;',
    `    proxy_ssl_name                ${domain};`,
    '    proxy_ssl_verify              on;',
    `    proxy_ssl_trusted_certificate ${authority};`,
  ];
}
