/**
 * Entity capabilities, the pure part: what a presence advertises, and the hashes of XEP-0115 §5 and XEP-0390 §4 over an
 * answer to disco#info. No storage, no questions asked: that is caps.ts.
 */
import { createHash } from 'node:crypto';
import type { Element } from 'ltx';
import type { SessionStateKey } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';

export const CAPS2 = 'urn:xmpp:caps';
export const HASHES = 'urn:xmpp:hashes:2';

/** Nodes a device wants notifications of. Not `ctx.sessionState`, which is one module's own: several modules ask for it. */
export const WANTED: SessionStateKey<string[]> = { name: 'caps.wanted', initial: () => [] };

/**
 * Hash functions by their names of RFC 6920, the stronger first. SPEC XEP-0115 §9.1: "All implementations MUST support
 * SHA-1."
 */
const HASH_FUNCTIONS: Readonly<Record<string, string>> = {
  'sha-512': 'sha512',
  'sha-256': 'sha256',
  'sha3-512': 'sha3-512',
  'sha3-256': 'sha3-256',
  'sha-1': 'sha1',
};

export interface Advertised {
  readonly version: '0115' | '0390';
  /** The hash function; absent in the form of XEP-0115 before 1.4, which cannot be verified. */
  readonly hash: string | undefined;
  readonly ver: string;
  /** The disco node to ask. */
  readonly node: string;
}

const MAX_VALUE = 256;
/** Features of one answer worth reading. */
const MAX_FEATURES = 500;
const MAX_WANTED = 200;
/** Characters of them: a program's are some hundreds, and those of thousands of programs are remembered. */
const MAX_WANTED_LENGTH = 8192;

/** What a presence says of its sender; undefined when it says nothing. */
export function advertisedIn(presence: Element): Advertised | undefined {
  const hashes = presence.getChild('c', CAPS2)?.getChildren('hash', HASHES) ?? [];
  const known = hashes.find((hash) => hash.attrs.algo !== 'sha-1' && HASH_FUNCTIONS[hash.attrs.algo ?? '']);
  const value = known?.getText().trim() ?? '';
  if (known && value !== '' && value.length <= MAX_VALUE) {
    const hash = known.attrs.algo!;
    return { version: '0390', hash, ver: value, node: `${CAPS2}#${hash}.${value}` };
  }
  const { node, ver, hash } = presence.getChild('c', NS.caps)?.attrs ?? {};
  if (!node || !ver || node.length > MAX_VALUE || ver.length > MAX_VALUE) return undefined;
  return {
    version: '0115',
    hash: hash && HASH_FUNCTIONS[hash] ? hash : undefined,
    ver,
    node: `${node}#${ver}`,
  };
}

/**
 * SPEC XEP-0060 §9.2: 'all possible NodeIDs can be appended with the string "+notify" to indicate that the contact wishes
 * to receive notifications'.
 */
export function wantedIn(info: Element): string[] {
  const features = info.getChildren('feature').slice(0, MAX_FEATURES);
  const nodes = features
    .map((feature) => feature.attrs.var ?? '')
    .filter((name) => name.endsWith('+notify') && name.length <= MAX_VALUE * 4)
    .map((name) => name.slice(0, -'+notify'.length));
  let length = 0;
  return [...new Set(nodes)].slice(0, MAX_WANTED).filter((name) => {
    length += name.length;
    return length <= MAX_WANTED_LENGTH;
  });
}

/** Does the answer hash to what was advertised? False also for answers the specification calls ill-formed. */
export function isVerified({ version, hash, ver }: Advertised, info: Element): boolean {
  if (hash === undefined) return false;
  return (version === '0390' ? capsHash2(info, hash) : capsHash(info, hash)) === ver;
}

const digest = (hash: string, input: string): string =>
  createHash(HASH_FUNCTIONS[hash]!).update(input, 'utf8').digest('base64');

/** The collation i;octet. */
const inOctetOrder = (texts: readonly string[]): string[] =>
  texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const identityParts = (identity: Element): string[] => {
  const { category = '', type = '', name = '' } = identity.attrs;
  return [category, type, identity.attrs['xml:lang'] ?? '', name];
};

const formsIn = (info: Element) => info.getChildren('x', NS.data);
const valuesOf = (field: Element) => field.getChildren('value').map((value) => value.getText());
const formType = (form: Element) =>
  form.getChildren('field').find(({ attrs }) => attrs.var === 'FORM_TYPE' && attrs.type === 'hidden');

/** XEP-0115 §5.1; undefined for what §5.4 calls ill-formed. */
export function capsHash(info: Element, hash = 'sha-1'): string | undefined {
  const identities = info.getChildren('identity').map((one) => identityParts(one).join('/'));
  const features = info.getChildren('feature').map(({ attrs }) => attrs.var ?? '');
  // §5.4, 3.6: "If the response includes an extended service discovery information form where the FORM_TYPE field is not of
  // type "hidden" or the form does not include a FORM_TYPE field, ignore the form but continue processing."
  const forms = formsIn(info).filter((form) => formType(form));
  const types = forms.map((form) => valuesOf(formType(form)!));
  const twice = (list: readonly string[]) => new Set(list).size < list.length;
  if (twice(identities) || twice(features) || twice(types.map((values) => values[0] ?? ''))) return undefined;
  if (types.some((values) => new Set(values).size > 1)) return undefined;
  const parts = [
    ...inOctetOrder(identities),
    ...inOctetOrder(features),
    ...inOctetOrder(types.map((values) => values[0] ?? '')).flatMap((type) => {
      const form = forms.find((one) => valuesOf(formType(one)!)[0] === type)!;
      const fields = form.getChildren('field').filter((field) => field !== formType(form));
      const byName = new Map(fields.map((field) => [field.attrs.var ?? '', field]));
      return [
        type,
        ...inOctetOrder([...byName.keys()]).flatMap((name) => [
          name,
          ...inOctetOrder(valuesOf(byName.get(name)!)),
        ]),
      ];
    }),
  ];
  return digest(hash, parts.map((part) => `${part}<`).join(''));
}

const UNIT = '\x1f';
const RECORD = '\x1e';
const GROUP = '\x1d';
const FILE = '\x1c';

/** XEP-0390 §4.1; undefined where that says "abort with an error". */
export function capsHash2(info: Element, hash = 'sha-256'): string | undefined {
  const known = ({ name }: Element) => name === 'identity' || name === 'feature' || name === 'x';
  const forms = formsIn(info);
  const odd = forms.some((form) => form.getChild('reported') || form.getChild('item') || !formType(form));
  if (odd || !info.getChildElements().every(known)) return undefined;
  const sorted = (parts: readonly string[]) => inOctetOrder(parts).join('');
  const units = (parts: readonly string[]) => parts.map((part) => part + UNIT);
  const features = sorted(units(info.getChildren('feature').map(({ attrs }) => attrs.var ?? '')));
  const identities = sorted(
    info.getChildren('identity').map((identity) => units(identityParts(identity)).join('') + RECORD),
  );
  const fields = (form: Element) =>
    form
      .getChildren('field')
      .map((field) => (field.attrs.var ?? '') + UNIT + sorted(units(valuesOf(field))) + RECORD);
  const extensions = sorted(forms.map((form) => sorted(fields(form)) + GROUP));
  return digest(hash, features + FILE + identities + FILE + extensions + FILE);
}
