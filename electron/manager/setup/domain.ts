/**
 * What people type when asked for their domain, and what is wrong with it. Pure.
 * Upper case, what stands around it (blanks, quotation marks, a trailing dot, a port) is just taken away; a web or mail address is a
 * mistake with a suggestion.
 */
import ipaddr from 'ipaddr.js';
import { parse } from 'tldts';
import tr46 from 'tr46';
import type { DomainModel, ReadAs } from '../../contract/domains.ts';
import type { ProblemData } from '../../contract/index.ts';
import { namesOf } from '../office-names.ts';
import { isMailService, isOneNetwork } from './others-domains.ts';

type Refusal = Omit<ProblemData<'domain.invalid'>, 'value'>;
export type Domain = { readonly domain: string; readonly ascii: string };

const IDNA = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
};

/** `domain` in its readable form, `ascii` as DNS has it; or why it cannot be one, with what was probably meant. */
export function readDomain(typed: string): Domain | Refusal {
  const value = typed.replace(AROUND, '').replace(/^(?:xmpp|mailto):(?!\/\/)/i, '');
  if (value === '') return { reason: 'empty' };
  if (isAddress(value)) return { reason: 'ip-address' };
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(value) ?? [];
  if (host !== undefined) {
    const name = withoutPort(host);
    return isAddress(name) ? { reason: 'ip-address' } : refuse('url', name);
  }
  // The local part is before the first slash: what follows one is a device's (RFC 7622 §3.1), or a path.
  const [before = ''] = value.split(/[/?#]/);
  if (before.includes('@'))
    return refuse('email', before.slice(before.lastIndexOf('@') + 1).replace(AROUND, ''));
  if (before !== value) return refuse('url', withoutPort(before));
  return readName(withoutPort(value));
}

/** What is copied along with a name, or typed around it. */
const AROUND = /^[\s"'“”„‘’«»<>(]+|[\s"'“”„‘’«»<>),;]+$/g;
const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '');
const isAddress = (text: string): boolean => ipaddr.isValid(text.replace(/^\[|\]$/g, ''));

function readName(value: string): Domain | Refusal {
  const found = judge(value);
  // A comma where the dot should be; blanks between; an underscore, which only DNS records may have.
  if ('reason' in found && found.reason === 'label') {
    const meant = value.replace(/,/g, '.').replace(/\s+/g, '').replace(/_/g, '-').replace(/\.\.+/g, '.');
    return refuse('label', meant);
  }
  return found;
}

/** The verdict on a bare name, without looking for what else could be meant. */
function judge(value: string): Domain | Refusal {
  // SPEC: RFC 7622 §3.2: "a trailing dot […] MUST be stripped before any other canonicalization steps are taken."
  const name = value.replace(/\.$/, '');
  const ascii = tr46.toASCII(name, IDNA);
  if (ascii === null) {
    const long = name.length > 253 || name.split('.').some((label) => label.length > 63);
    return { reason: long ? 'too-long' : 'label' };
  }
  // SPEC: RFC 5892 §2: letters, marks and digits of any script, and few others; UTS #46, which tr46 follows, lets symbols pass.
  if (!/^[\p{L}\p{M}\p{N}.\-·͵׳״・\u200c\u200d]+$/u.test(tr46.toUnicode(ascii, IDNA).domain))
    return { reason: 'label' };
  if (!ascii.includes('.')) return { reason: 'no-dot' };
  const suffix = parse(ascii, { allowPrivateDomains: true });
  if (suffix.publicSuffix === ascii && (suffix.isIcann || suffix.isPrivate))
    return { reason: 'public-suffix' };
  return { domain: tr46.toUnicode(ascii, IDNA).domain, ascii };
}

/** A suggestion is made only when it would itself be accepted. */
function refuse(reason: Refusal['reason'], meant: string): Refusal {
  const found = judge(meant.trim());
  return 'ascii' in found ? { reason, suggestion: found.domain } : { reason };
}

/** What moving costs, worst first: nothing moves by itself, and nothing is taken away while both domains are served (P15). */
const MOVING: DomainModel['moving'] = [
  { code: 'contacts', cost: 'lost' },
  { code: 'history', cost: 'lost' },
  { code: 'addresses', cost: 'by-hand' },
  { code: 'rooms', cost: 'by-hand' },
  { code: 'devices', cost: 'by-hand' },
  { code: 'old-addresses', cost: 'kept' },
];

/** First words of a name that belong to machines. */
const MACHINES: readonly string[] = ['xmpp', 'jabber', 'server', 'serveur', 'mail', 'smtp', 'ns1', 'vps'];

/**
 * What was typed as a model of the office's names. Where a web or mail address was typed its domain is taken, and said so.
 * Answers why it cannot be one where nothing can be made of it.
 */
export function readModel(typed: string): DomainModel | Refusal {
  const read: ReadAs[] = [];
  let found = readDomain(typed);
  if ('reason' in found && (found.reason === 'url' || found.reason === 'email') && found.suggestion) {
    read.push(found.reason);
    found = readDomain(found.suggestion);
  }
  if ('reason' in found) return found;
  if (found.ascii.startsWith('www.')) {
    const without = readDomain(found.ascii.slice(4));
    if ('ascii' in without) {
      read.push('www');
      found = without;
    }
  }
  const { domain, ascii } = found;
  const registrable = parse(ascii, { allowPrivateDomains: true }).domain ?? ascii;
  if (domain !== ascii) read.push('idn');
  if (isMailService(ascii)) read.push('mail-service');
  if (isOneNetwork(ascii)) read.push('one-network');
  else if (ascii !== registrable)
    read.push(MACHINES.includes(ascii.split('.')[0]!) ? 'server-name' : 'subdomain');
  return {
    ...{ display: domain, registrable, isSubdomain: ascii !== registrable },
    names: namesOf({ domain: ascii }),
    ...{ read, moving: MOVING },
  };
}

/** The name offered for trying it on this network: as mDNS announces this machine, or its full name if it has one. */
export function lanName(hostname: string): string {
  if (hostname === 'localhost') return 'chatelaine.local';
  const found = readDomain(hostname.includes('.') ? hostname : `${hostname}.local`);
  return 'ascii' in found ? found.ascii : 'chatelaine.local';
}
