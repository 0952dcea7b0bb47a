/** A notice as a mail: plain text, found again by its subject, answered by no machine. Specs: RFC 5322, 2045, 2047, 3834. */
import type { NoticeWords } from '../../../contract/notice-words.ts';

export interface MailAbout {
  /** Of the notice. The same mail sent twice, by a manager that was killed in between, is one to mail programs. */
  readonly id: string;
  readonly words: NoticeWords;
  readonly link: string | null;
  readonly domain: string;
  readonly at: number;
}

/** Headers and text as they go over the wire, in ASCII alone. */
export function composeMail(
  { id, words, link, domain, at }: MailAbout,
  from: string,
  to: readonly string[],
): string {
  const parts = [words.text, words.fix, link ?? '', `-- \r\nChatelaine, ${domain}`];
  const text = parts.filter((part) => part !== '').join('\r\n\r\n');
  const headers: readonly (readonly [name: string, value: string])[] = [
    ['From', `Chatelaine <${from}>`],
    ['To', to.join(',\r\n ')],
    ['Subject', encodedWords(`[${domain}] ${words.title}`)],
    ['Date', new Date(at).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${id}@${domain}>`],
    // RFC 3834 §5: who answers by himself, such as during holidays, leaves what is marked like this alone.
    ['Auto-Submitted', 'auto-generated'],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', 'base64'],
  ];
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  return `${head}\r\n\r\n${lines(Buffer.from(`${text}\r\n`, 'utf8').toString('base64'))}\r\n`;
}

/** RFC 2045 §6.8: "The encoded output stream must be represented in lines of no more than 76 characters each." */
const lines = (base64: string): string => base64.match(/.{1,76}/g)?.join('\r\n') ?? '';

/** Bytes that fit an encoded-word. RFC 2047 §2: "An 'encoded-word' may not be more than 75 characters long". */
const WORD_BYTES = 45;

/** As it is where it is ASCII; otherwise in pieces that break no character in two (RFC 2047 §5). */
export function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const pieces: string[] = [''];
  for (const character of text) {
    const longer = pieces.at(-1)! + character;
    if (Buffer.byteLength(longer) > WORD_BYTES) pieces.push(character);
    else pieces[pieces.length - 1] = longer;
  }
  return pieces.map((piece) => `=?utf-8?B?${Buffer.from(piece, 'utf8').toString('base64')}?=`).join('\r\n ');
}
