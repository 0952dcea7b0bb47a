/** Addresses: any text either is refused or gives an address that reads as itself, in every spelling of it. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { toASCII } from 'tr46';
import { type Jid, makeJid, parseJid, prepareDomain, prepareUsername } from '../../server/kernel/jid.ts';
import { nickname, nicknameKey, opaqueString, usernameCaseMapped } from '../../server/kernel/precis.ts';
import { hostileString } from '../interop/precis-strings.ts';
import { fuzz } from './run.ts';

const separators = fc.constantFrom(
  '.',
  '@',
  '/',
  '-',
  '。',
  '．',
  'xn--',
  '[',
  ']',
  ':',
  '%25',
  'xn--bcher-kva',
);
const part = fc.oneof(
  hostileString,
  fc.tuple(hostileString, separators, hostileString).map((pieces) => pieces.join('')),
);
const text = fc.oneof(
  part,
  fc.tuple(part, part, part).map(([local, domain, resource]) => `${local}@${domain}/${resource}`),
);

const fullwidth = (name: string) =>
  name.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

function holdsForProfiles(given: string): void {
  for (const profile of [usernameCaseMapped, opaqueString, nickname, nicknameKey]) {
    const once = profile(given);
    if (once !== undefined) deepStrictEqual(profile(once), once, 'prepared twice');
  }
}

function holdsForAddress(jid: Jid): void {
  const again = parseJid(String(jid));
  ok(again, 'not read again');
  deepStrictEqual(String(again), String(jid));
  deepStrictEqual(String(makeJid(jid.local, jid.domain, jid.resource)), String(jid));
  for (const each of [jid.local, jid.domain, jid.resource]) ok(Buffer.byteLength(each) <= 1023);
}

/** What a person may type for the same name: fullwidth, capitals that fold back, decomposed. */
function holdsForSpellings({ local, domain }: Jid): void {
  if (local !== '') {
    deepStrictEqual(prepareUsername(fullwidth(local)), local, 'fullwidth');
    const capitals = local.toUpperCase();
    if (capitals.toLowerCase() === local && prepareUsername(capitals) !== undefined)
      deepStrictEqual(prepareUsername(capitals), local, 'capitals');
    const decomposed = prepareUsername(local.normalize('NFD'));
    if (decomposed !== undefined) deepStrictEqual(decomposed, local, 'decomposed');
  }
  if (domain.startsWith('[')) return;
  deepStrictEqual(prepareDomain(`${domain}.`), domain, 'final dot');
  deepStrictEqual(prepareDomain(domain.replaceAll('.', '。')), domain, 'ideographic full stops');
  deepStrictEqual(prepareDomain(toASCII(domain) ?? ''), domain, 'A-labels');
}

fuzz(
  'jid',
  fc.property(text, (given) => {
    holdsForProfiles(given);
    const jid = parseJid(given);
    if (!jid) return;
    holdsForAddress(jid);
    holdsForSpellings(jid);
  }),
);
