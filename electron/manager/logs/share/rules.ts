/** What is looked for at each place of a text, the most particular first. Expressions are sticky and linear: bounded repetitions only. */
import { isIP } from 'node:net';
import type { StandIns } from './stand-ins.ts';
import { isPlain } from './words.ts';

export interface Rule {
  readonly says: RegExp;
  /** Undefined: it was not that after all. */
  show(found: RegExpExecArray, standIns: StandIns): string | undefined;
}

const rule = (says: RegExp, show: Rule['show']): Rule => ({ says, show });
const kept = (says: RegExp) => rule(says, ([text]) => text);
/** Not in the middle of a word. */
const START = String.raw`(?<![\p{L}\p{N}_])`;

const SECRET_WORD = String.raw`[\w-]{0,40}?(?:pass(?:word|phrase|wd)?|pwd|secret|token|api[_-]?key|apikey|private[_-]?key|credentials?|cookie|nonce|salt|sasl|hmac|authzid|session[_-]?id|sid|otp|pin)[\w-]{0,20}`;
const QUOTED = String.raw`<<"(?:[^"\\]|\\.){0,4000}">>|\\?"(?:[^"\\]|\\[^"]){0,4000}\\?"|'[^']{0,4000}'`;

export const RULES: readonly Rule[] = [
  // Keys and certificates, whole or cut off.
  rule(
    /-----BEGIN [A-Z0-9 ]{1,60}-----[\s\S]{0,60000}?(?:-----END [A-Z0-9 ]{1,60}-----|$)/y,
    ([text], standIns) => standIns.of('secret', text),
  ),
  // When.
  kept(/(?<![\w.])\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?![\w.])/y),
  kept(/(?<![\w.])\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}(?![\w.])/y),
  kept(/(?<![\w.:])\d\d:\d\d:\d\d(?:\.\d{1,9})?(?![\w.:])/y),
  // What is said to be secret, by the word before it.
  rule(
    /(?<![\p{L}\p{N}])((?:proxy-)?authorization|(?:set-)?cookie)(\\?["']?\s{0,4}[:=]\s{0,4})([^\r\n]{1,8000})/iuy,
    ([, name, between, value = ''], standIns) => `${name}${between}${standIns.of('secret', value)}`,
  ),
  rule(
    /(?<![\p{L}\p{N}])(basic|bearer|digest|negotiate)( )([\w+/=.~-]{6,8000})/iuy,
    ([, name, between, value = ''], standIns) =>
      isPlain(value) ? undefined : `${name}${between}${standIns.of('secret', value)}`,
  ),
  rule(
    new RegExp(
      `${START}(${SECRET_WORD})((?:">>|\\\\?["'])?(?:\\s{0,4}(?:[:=]|=>)\\s{0,4}|,(?=<<"|"|')|,\\s(?=<<"|"|')))(${QUOTED}|[^\\s,;&)}\\]>"']{1,4000})`,
      'iuy',
    ),
    ([, name = '', between, value = ''], standIns) =>
      `${isPlain(name) ? name : standIns.of('word', name)}${between}${standIns.of('secret', value)}`,
  ),
  // What people write to each other, and what apps prove themselves with: the text of an element.
  rule(
    /<([\w:.-]{1,60})((?:\s[^<>]{0,2000})?)>([^<]{1,20000})(<\/\1>)/y,
    ([, name = '', rest = '', text = '', end = ''], standIns) =>
      text.trim() === ''
        ? undefined
        : `<${tagName(name, standIns)}${attributes(rest, standIns)}>${standIns.of('text', text)}${end === `</${name}>` ? `</${tagName(name, standIns)}>` : ''}`,
  ),
  rule(
    /<(body|subject|text|auth|response|challenge|success|handshake|nick|note|desc|value)((?:\s[^<>]{0,2000})?)>([^<]{1,20000})/y,
    ([, name, rest = '', text = ''], standIns) =>
      `<${name}${attributes(rest, standIns)}>${standIns.of('text', text)}`,
  ),
  // Letters written as their numbers, for whatever reason.
  rule(/[^\s"'<>;&]{0,64}(?:&#x?[\da-f]{1,7};[^\s"'<>;&]{0,64}){1,2000}/iuy, ([text], standIns) =>
    standIns.of('id', text),
  ),
  // Links.
  rule(
    /(?<![\p{L}\p{N}])([a-z][a-z0-9+.-]{1,15}):\/\/([^\s"'<>`|\\^{}]{1,4000})/iuy,
    ([, scheme = '', rest = ''], standIns) =>
      `${isPlain(scheme) ? scheme : standIns.of('word', scheme)}://${link(rest, standIns)}`,
  ),
  // People.
  rule(
    /([^\s"'<>()[\]{},;:=@/&?#|\\]{1,256})(@|%40)([^\s"'<>()[\]{},;:=@/&?#|\\%]{1,253})(\/[^\s"'<>()[\]{},;|]{1,256})?/iuy,
    (found, standIns) => person(found, standIns),
  ),
  // Computers.
  rule(
    /\[?((?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?)(?:%\w{1,16})?\]?(?![\w:])/iy,
    ([text, address = ''], standIns) => {
      if (isIP(address) !== 6) return undefined;
      const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
      const shown =
        mapped === undefined ? standIns.address(address) : `::ffff:${standIns.address(mapped) ?? mapped}`;
      return text.replace(/%\w+/, '').replace(address, shown ?? address);
    },
  ),
  rule(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/y, ([address], standIns) =>
    isIP(address) === 4 ? (standIns.address(address) ?? address) : undefined,
  ),
  rule(/(?<![\w:])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5,31}(?![\w:])/iy, ([text], standIns) =>
    standIns.of('id', text),
  ),
  // Telephones, cards, accounts of banks: groups of digits.
  rule(/(?<![\p{L}\p{N}])\+\d[\d ().\u00a0-]{5,22}\d/uy, ([text], standIns) => standIns.of('phone', text)),
  rule(/(?<![\p{L}\p{N}.:#-])\d{2,6}(?:[ .\u00a0-]\d{2,6}){3,10}(?![\p{L}\p{N}:])/uy, ([text], standIns) =>
    standIns.of('number', text),
  ),
  // Names of hosts and files.
  rule(
    /(?:[\p{L}\p{N}_-]{1,63}\.){1,12}\p{L}[\p{L}\p{N}-]{0,61}[\p{L}\p{N}]\.?(?![\p{L}\p{N}@%])/uy,
    ([text], standIns) => hostOrFile(text, standIns),
  ),
  rule(/(?:~|\.{1,2}|(?<![\p{L}\p{N}]))\/[^\s"'<>()[\]{},;:|`]{1,2000}/uy, ([text], standIns) =>
    path(text, standIns),
  ),
  kept(/<\d{1,6}\.\d{1,9}\.\d{1,6}>/y),
  // Everything else: a word of the list, or somebody's.
  rule(/[^\s"'`<>()[\]{},;:=|&?#!@/]{1,8000}/uy, ([text], standIns) => word(text, standIns)),
];

function tagName(name: string, standIns: StandIns): string {
  return name.split(':').every(isPlain) ? name : standIns.of('word', name);
}

/** ` to='otto@…' type='chat'`: each value for itself. */
function attributes(text: string, standIns: StandIns): string {
  return text.replace(/[^\s=]+|\s+|=/g, (part) => (/^[\s=]/.test(part) ? part : pieces(part, standIns)));
}

/** Piece by piece, with the last rules only: nothing in here is worth another look. */
function pieces(text: string, standIns: StandIns): string {
  let out = '';
  const PIECE = /[^\s"'`<>()[\]{},;:=|&?#!/]+|[\s\S]/gy;
  for (const [piece] of text.matchAll(PIECE))
    out += /[\p{L}\p{N}@%\\]/u.test(piece) ? one(piece, standIns) : piece;
  return out;
}

function one(text: string, standIns: StandIns): string {
  const [, local = '', , domain = ''] = /^([^@]+)(@)([^@]+)$/.exec(text) ?? [];
  if (local !== '') return standIns.person(local, domain);
  if (isIP(text)) return standIns.address(text) ?? text;
  if (/^(?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}-]+$/u.test(text)) return hostOrFile(text, standIns);
  return word(text, standIns);
}

function person(
  [text, local = '', at = '@', domain = '', device]: RegExpExecArray,
  standIns: StandIns,
): string | undefined {
  // `file@line` and the like.
  if (text === undefined) return undefined;
  const [, place = domain, stop = ''] = /^(.*?)([.:!]*)$/.exec(domain) ?? [];
  const name = at === '@' ? local : decoded(local);
  const who = isIP(place)
    ? `${standIns.of('person', name)}@${standIns.address(place) ?? place}`
    : standIns.person(name, place);
  const shown = at === '@' ? who : who.replace('@', '%40');
  if (device === undefined) return shown + stop;
  const [, resource = '', end = ''] = /^\/(.*?)([.:!]*)$/.exec(device) ?? [];
  return `${shown}/${resource === '' ? '' : standIns.of('device', resource)}${end}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ENDINGS =
  /^(?:log|txt|ya?ml|lua|json|conf|cfg|pem|crt|key|c|cc|cpp|h|hpp|js|ts|mjs|erl|beam|so|html?|css|php|xml|db|sqlite|gz|zst|pdf|jpe?g|png|gif|webp|mp[34]|m4a|ogg|opus|webm|docx?|xlsx?|odt|zip|service|socket|timer|sock|pid|env|htaccess|dat|cgi|local|dump)$/i;
/** Names every computer has. */
const EVERYWHERE =
  /^(?:localhost|localhost\.localdomain|xmpp\.org|jabber\.org|etherx\.jabber\.org|openssl\.org|w3\.org|www\.w3\.org)$/i;

function hostOrFile(text: string, standIns: StandIns): string {
  const [, name = text, stop = ''] = /^(.*?)(\.?)$/.exec(text) ?? [];
  if (EVERYWHERE.test(name)) return text;
  const cut = name.lastIndexOf('.');
  const [base, ending] = [name.slice(0, cut), name.slice(cut + 1)];
  if (ENDINGS.test(ending)) return (isPlain(base) ? name : `${standIns.of('file', base)}.${ending}`) + stop;
  // `net.connect`, `unbound.query…`: parts of programs.
  if (name.split('.').every((part) => isPlain(part)) && !/\.(?:com|net|org|example|test|local)$/i.test(name))
    return text;
  return standIns.domain(name) + stop;
}

/** `/var/lib/…/otto/plan.pdf?token=x`: each part for itself; of a query the names. */
function path(text: string, standIns: StandIns): string {
  const [way = '', ...queries] = text.split('?');
  const shown = way
    .split('/')
    .map((part) => (part === '' || /^(?:~|\.{1,2})$/.test(part) ? part : segment(part, standIns)))
    .join('/');
  return queries.length === 0 ? shown : `${shown}?${query(queries.join('?'), standIns)}`;
}

function segment(part: string, standIns: StandIns): string {
  if (part.includes('@') || /%40/i.test(part)) {
    const [, local = '', at = '', domain = ''] = /^([^@%]+)(@|%40)([^@%]+)$/i.exec(part) ?? [];
    return local === '' ? standIns.of('file', part) : standIns.person(local, domain).replace('@', at);
  }
  if (isPlain(part)) return part;
  const known = standIns.named(part);
  if (known !== undefined) return known;
  const ending = /\.(\w{1,10})$/.exec(part)?.[1];
  const base = ending === undefined ? part : part.slice(0, -ending.length - 1);
  if (ending !== undefined && ENDINGS.test(ending))
    return isPlain(base) ? part : `${standIns.of('file', base)}.${ending}`;
  return standIns.of('file', part);
}

const query = (text: string, standIns: StandIns): string =>
  text
    .split('&')
    .map((pair) => {
      const [name = '', value] = pair.split(/=(.*)/s);
      const shown = isPlain(name) ? name : standIns.of('word', name);
      return value === undefined ? shown : `${shown}=${value === '' ? '' : standIns.of('secret', value)}`;
    })
    .join('&');

function link(rest: string, standIns: StandIns): string {
  const [, authority = '', tail = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const [, user, host = ''] = /^(?:(.*)@)?([^@]*)$/s.exec(authority) ?? [];
  const [, name = host, port = ''] = /^(\[[^\]]*\]|[^:]*)((?::\d{1,5})?)/.exec(host) ?? [];
  const bare = name.replace(/^\[|\]$/g, '');
  const place = isIP(bare)
    ? name.replace(bare, standIns.address(bare) ?? bare)
    : EVERYWHERE.test(name) || name === ''
      ? name
      : standIns.domain(name);
  const after = tail.startsWith('#') ? standIns.of('secret', tail) : path(tail, standIns);
  return `${user === undefined ? '' : `${standIns.of('secret', user)}@`}${place}${port}${after}`;
}

/** `c2s5605df66d250` of Prosody: where in memory its connection lies. */
const SESSION = /^(c2s|s2sin|s2sout|jcp|serv|query)([\w-]{8,20})$/;

function word(text: string, standIns: StandIns): string {
  const [, bare = text, stop = ''] = /^(.*?)([.!…]*)$/su.exec(text) ?? [];
  if (bare === '') return text;
  const known = standIns.named(bare);
  if (known !== undefined) return known + stop;
  if (!/[\p{L}\p{N}]/u.test(bare)) return text;
  if (isPlain(bare)) return text;
  const session = SESSION.exec(bare);
  if (session && /\d/.test(session[2] ?? '')) return `${session[1]}-${standIns.of('id', bare)}${stop}`;
  if (/^\d+$/.test(bare)) return standIns.of('number', bare) + stop;
  return standIns.of(/^[\p{L}'’-]+$/u.test(bare) ? 'word' : 'id', bare) + stop;
}
