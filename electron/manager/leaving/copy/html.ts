/** The readable part of the copy: pages without scripts, without anything from outside. Pure. */
import type { Language } from '../../../contract/findings/finding.ts';
import { COPY_WORDS } from './words.ts';

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#221d1a;background:#fff}' +
  'p{margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere}time{color:#665c55;font-size:.85em}.me b{color:#7a2048}i{color:#665c55}a{color:#7a2048}';

export const pageHead = (title: string, language: Language): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
  `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>\n`;
export const PAGE_END = '</body></html>\n';

export interface Line {
  readonly when: number;
  readonly mine: boolean;
  readonly who: string;
  readonly kind: 'text' | 'encrypted' | 'other';
  readonly text: string;
}

export function lineOf({ when, mine, who, kind, text }: Line, language: Language): string {
  const words = COPY_WORDS[language];
  const said = kind === 'text' ? escaped(text) : `<i>${escaped(words[kind])}</i>`;
  return `<p${mine ? ' class="me"' : ''}><time>${momentOf(when, language)}</time> <b>${escaped(mine ? words.me : who)}</b> ${said}</p>\n`;
}

const FORMATS = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short' }),
};
export const momentOf = (at: number, language: Language): string => FORMATS[language].format(at);

export interface Index {
  readonly address: string;
  readonly displayName: string;
  readonly at: number;
  readonly conversations: readonly { readonly peer: string; readonly file: string; readonly count: number }[];
  readonly rooms: readonly { readonly name: string; readonly file: string; readonly count: number }[];
  readonly files: readonly { readonly name: string; readonly file: string }[];
}

export function indexPage(index: Index, language: Language): string {
  const words = COPY_WORDS[language];
  const list = (rows: readonly string[]) =>
    rows.length === 0
      ? `<p>${words.nothing}</p>`
      : `<ul>${rows.map((row) => `<li>${row}</li>`).join('')}</ul>`;
  const link = (file: string, text: string) =>
    `<a href="${escaped(file.split('/').map(encodeURIComponent).join('/'))}">${escaped(text)}</a>`;
  const counted = ({ file, count }: { file: string; count: number }, name: string) =>
    `${link(file, name)}, ${words.messages(count)}`;
  return [
    pageHead(words.title(index.displayName || index.address), language),
    `<p>${escaped(index.address)}</p><p>${words.made(momentOf(index.at, language))} ${words.law}</p>`,
    `<h2>${words.contents}</h2>${list([words.profile, words.lines])}`,
    `<h2>${words.conversations}</h2>${list(index.conversations.map((one) => counted(one, one.peer)))}`,
    `<h2>${words.rooms}</h2>${list(index.rooms.map((one) => counted(one, one.name)))}`,
    `<h2>${words.files}</h2>${list(index.files.map(({ file, name }) => link(file, name)))}`,
    `<p>${words.not}</p>`,
    PAGE_END,
  ].join('\n');
}
