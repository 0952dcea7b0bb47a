/**
 * The page behind an invitation's web address. Spec: XEP-0379 §3.3, XEP-0401 §5.2: who invites, which program, and a prominent
 * button; and, where it does not work any more, why and what to do. Pure; without scripts, so that it works in every browser and
 * can be locked down.
 */
import { createHash } from 'node:crypto';
import encodeQR from 'qr';
import type { InvitationKind } from '../support/invitations.ts';
import { PROGRAMS, type Program, SYSTEM_NAMES, type System } from './programs.ts';
import { type Gone, LANGUAGE_NAMES, type Language, languages, WORDS } from './words.ts';

export interface PageContent {
  readonly host: string;
  readonly kind: InvitationKind;
  readonly inviterName: string;
  /** The name it is for; empty when it may be chosen. */
  readonly username: string;
  /** The label of the team it leads to; empty for none. */
  readonly team: string;
  readonly uri: string;
  /** Of this page; empty where nobody knows. */
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

const STYLE = `
:root{color-scheme:light dark;font:1.0625rem/1.55 system-ui,sans-serif;--desk:#f3efe8;--sheet:#fffdf9;--ink:#2b2430;--soft:#655c6b;--line:#ddd5cc;--accent:#7a2e5d;--on:#fff}
@media(prefers-color-scheme:dark){:root{--desk:#1b181d;--sheet:#26222a;--ink:#f0eaf2;--soft:#b9afbf;--line:#443d4a;--accent:#d99abf;--on:#2a1022}}
*{box-sizing:border-box}
body{margin:0;background:var(--desk);color:var(--ink)}
main{max-width:36rem;margin:0 auto;padding:1.75rem 1.25rem 1.5rem;background:var(--sheet)}
@media(min-width:40rem){body{padding:2.5rem 1rem}main{padding:2.25rem 2.5rem 1.75rem;border-radius:1.1rem;border:1px solid var(--line)}}
h1{font-size:1.7rem;line-height:1.2;letter-spacing:-.018em;margin:0 0 .75rem;text-wrap:balance;overflow-wrap:anywhere}
p{margin:.5rem 0}
ol{padding:0;margin:1.5rem 0;list-style:none;counter-reset:n}
li{counter-increment:n;position:relative;padding:0 0 0 2.6rem;margin:0 0 1.5rem}
li::before{content:counter(n);position:absolute;left:0;top:-.1rem;width:1.8rem;height:1.8rem;border-radius:50%;border:1.5px solid var(--accent);color:var(--accent);font-weight:600;text-align:center;line-height:1.65rem}
a{color:var(--accent)}
a.button{display:block;margin:.6rem 0;padding:.8rem 1rem;border-radius:.7rem;text-align:center;text-decoration:none;border:1.5px solid var(--accent);font-weight:600}
a.main{background:var(--accent);color:var(--on)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
summary{cursor:pointer;padding:.3rem 0}
code{overflow-wrap:anywhere}
small,details,.soft{font-size:.9rem;color:var(--soft)}
aside{display:flex;gap:1.1rem;align-items:center;margin:1.5rem 0;padding:1rem;border:1px solid var(--line);border-radius:.9rem}
svg{flex:none;width:9rem;height:9rem;background:#fff;border-radius:.4rem}
footer{margin-top:1.75rem;padding-top:.9rem;border-top:1px solid var(--line)}
@media(max-width:26rem){aside{flex-direction:column;text-align:center}}`;

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
/** French puts spaces that do not break before high punctuation and inside its quotation marks. */
const text = (value: string) =>
  value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '').replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0');

export function invitationPage(content: PageContent, system: System | undefined, language: Language): string {
  const words = WORDS[language];
  const { kind, inviterName, username, host, uri, expires, team } = content;
  const title = words.title[kind](inviterName, host, username);
  const others = (Object.keys(PROGRAMS) as System[]).filter((one) => one !== system);
  const own = system
    ? PROGRAMS[system].map((program) => button(words.install(program.name), program)).join('')
    : '';
  const more = others
    .map((one) => `<p>${SYSTEM_NAMES[one]}: ${PROGRAMS[one].map(link).join(', ')}</p>`)
    .join('');
  const lead = kind === 'person' ? words.lead(username === '' ? '' : `${username}@${host}`, team) : '';
  return html(
    title,
    language,
    `${lead && `<p>${text(lead)}</p>`}
<ol>
<li>${text(words.steps[0])}${own}
<details${system ? '' : ' open'}><summary>${text(words.otherSystems)}</summary>${more}</details></li>
<li>${text(words.steps[1])}
<a class="button main" href="${text(uri)}">${text(words.open[kind])}</a>
<small>${text(words.address)}<br><code>${text(uri)}</code></small></li>
</ol>
${phone(content, system, words.phone)}<p class="soft">${text(words.until(dateOf(expires, language), kind))} ${text(words.ignore)}</p>`,
  );
}

/**
 * Why it does not work any more, and what to do; with nobody's address on it but that of whoever invited.
 * @param content what it was, where it is remembered.
 */
export function gonePage(why: Gone, language: Language, content?: PageContent): string {
  const isReset = content?.kind === 'reset';
  const words = WORDS[language].gone[why];
  const { inviterName = '', expires = 0 } = content ?? {};
  const advice = (isReset ? words.resetAdvice : words.advice)(inviterName, dateOf(expires, language));
  return html(
    isReset ? words.resetTitle : words.title,
    language,
    advice.map((one) => `<p>${text(one)}</p>`).join('\n'),
  );
}

const dateOf = (at: number, language: Language) =>
  new Date(at).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });

/** A telephone cannot be handed a link from the computer's screen but by its camera. */
function phone(
  { address }: PageContent,
  system: System | undefined,
  [title, how]: readonly [string, string],
): string {
  if (address === '' || system === 'android' || system === 'ios') return '';
  return `<aside>${square(address, title)}<div><b>${text(title)}</b><p>${text(how)}</p></div></aside>\n`;
}

function square(value: string, label: string): string {
  const rows = encodeQR(value, 'raw', { ecc: 'medium', border: 2 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  const size = rows.length;
  return `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${text(label)}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}

const link = ({ name, url }: Program) => `<a href="${text(url)}" rel="noreferrer">${text(name)}</a>`;
const button = (label: string, { url }: Program) =>
  `<a class="button" href="${text(url)}" rel="noreferrer">${text(label)}</a>`;

/** The token stays in the path: this only adds to it. */
const otherLanguages = (language: Language) =>
  languages
    .filter((one) => one !== language)
    .map((one) => `<a href="?language=${one}" hreflang="${one}" lang="${one}">${LANGUAGE_NAMES[one]}</a>`)
    .join(' ');

const html = (title: string, language: Language, body: string) =>
  `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${text(title)}</h1>
${body}
<footer class="soft">${otherLanguages(language)}</footer>
</main></body></html>
`;
