/**
 * The page behind an invitation's web address. Spec: XEP-0379 §3.3, XEP-0401 §5.2: who invites, which program, and a prominent
 * button. Pure; without scripts, so that it works in every browser and can be locked down.
 */
import { createHash } from 'node:crypto';
import type { InvitationKind } from '../support/invitations.ts';
import { PROGRAMS, type Program, SYSTEM_NAMES, type System } from './programs.ts';
import { type Language, WORDS } from './words.ts';

export interface PageContent {
  readonly host: string;
  readonly kind: InvitationKind;
  readonly inviterName: string;
  /** The name it is for; empty when it may be chosen. */
  readonly username: string;
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

const STYLE = `
:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}
html{background:Canvas;color:CanvasText}
body{max-width:34rem;margin:0 auto;padding:2rem 1.25rem}
h1{font-size:1.6rem;line-height:1.25}
ol{padding-left:1.25rem}li{margin:1.25rem 0}
a.button{display:block;margin:.5rem 0;padding:.75rem 1rem;border-radius:.5rem;text-align:center;text-decoration:none;border:1px solid}
a.main{background:#1a5fb4;color:#fff;border-color:#1a5fb4;font-weight:600}
a:focus-visible{outline:3px solid;outline-offset:2px}
code{overflow-wrap:anywhere}
small,details{font-size:.9rem}`;

/** What every answer carries: nothing is loaded, sent on, framed or kept. The token is in the address. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string) => value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

export function invitationPage(content: PageContent, system: System | undefined, language: Language): string {
  const words = WORDS[language];
  const { kind, inviterName, username, host, uri, expires } = content;
  const title = words.title[kind](inviterName, host, username);
  const first = system ?? 'android';
  const others = (Object.keys(PROGRAMS) as System[]).filter((one) => one !== system);
  const date = new Date(expires).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
  const own = system
    ? PROGRAMS[first].map((program) => button(words.install(program.name), program)).join('')
    : '';
  const more = others
    .map((one) => `<p>${SYSTEM_NAMES[one]}: ${PROGRAMS[one].map(link).join(', ')}</p>`)
    .join('');
  return html(
    title,
    language,
    `<ol>
<li>${text(words.steps[0])}${own}
<details${system ? '' : ' open'}><summary>${text(words.otherSystems)}</summary>${more}</details></li>
<li>${text(words.steps[1])}
<a class="button main" href="${text(uri)}">${text(words.open[kind])}</a>
<small>${text(words.address)}<br><code>${text(uri)}</code></small></li>
</ol>
<p><small>${text(words.until(date, kind))} ${text(words.ignore)}</small></p>`,
  );
}

export function gonePage(language: Language): string {
  const [title, advice] = WORDS[language].gone;
  return html(title, language, `<p>${text(advice)}</p>`);
}

const link = ({ name, url }: Program) => `<a href="${text(url)}" rel="noreferrer">${text(name)}</a>`;
const button = (label: string, { url }: Program) =>
  `<a class="button" href="${text(url)}" rel="noreferrer">${text(label)}</a>`;

const html = (title: string, language: Language, body: string) =>
  `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${text(title)}</h1>
${body}
</main></body></html>
`;
