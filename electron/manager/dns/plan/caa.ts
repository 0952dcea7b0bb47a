/** Who may sign for a name: reading CAA values and adding one. Pure. Specs: RFC 8659, RFC 8657. */
import type { PlanFacts } from './facts.ts';
import { quoted } from './records.ts';

type Authority = NonNullable<PlanFacts['authority']>;
type Tag = 'issue' | 'issuewild';

interface Issuer {
  readonly tag: Tag;
  /** Empty: nobody may. */
  readonly name: string;
  /** `accounturi`, `validationmethods`: under what conditions. */
  readonly conditions: ReadonlyMap<string, string>;
}

/** Undefined for what says nothing about who may sign (`iodef`, later tags). */
function readIssuer(value: string): Issuer | undefined {
  const [, tag, rest = ''] = /^\d+\s+(issue|issuewild)\s+(.*)$/i.exec(value) ?? [];
  if (tag === undefined) return undefined;
  const [name = '', ...conditions] = rest.replace(/^"|"$/g, '').split(';');
  const pairs = conditions.map((one) => one.trim().split('=')).filter(([key]) => key !== '');
  return {
    tag: tag.toLowerCase() as Tag,
    name: name.trim().toLowerCase(),
    conditions: new Map(pairs.map(([key = '', ...text]) => [key.toLowerCase(), text.join('=')])),
  };
}

/** Whether anybody is named: only then are others kept from signing. */
export const isRestricted = (values: readonly string[]): boolean => values.some(readIssuer);

/** Whether this value lets the authority sign for our account, in one of the ways we have. */
function lets(value: string, tag: Tag, { caa, accountUri, methods }: Authority): boolean {
  const issuer = readIssuer(value);
  if (issuer?.tag !== tag || issuer.name !== caa) return false;
  const account = issuer.conditions.get('accounturi');
  const ways = issuer.conditions.get('validationmethods')?.split(',');
  const ourWay = ways === undefined || methods === undefined || methods.some((one) => ways.includes(one));
  return (account === undefined || account === accountUri) && ourWay;
}

/**
 * All who may sign, and ours. Nobody's permission is narrowed or taken away: the website may have its certificate of the same
 * authority under another account.
 */
export function withAuthority(there: readonly string[], authority: Authority): string[] {
  const { caa, accountUri, methods = [], wildcard } = authority;
  // SPEC: RFC 8659 §4.3: issuewild counts for wildcards instead of issue wherever there is one.
  const wild = wildcard === true && there.some((value) => readIssuer(value)?.tag === 'issuewild');
  const tags: readonly Tag[] = wild ? ['issue', 'issuewild'] : ['issue'];
  const missing = tags.filter((tag) => !there.some((value) => lets(value, tag, authority)));
  const conditions = [
    ...(accountUri === undefined ? [] : [`accounturi=${accountUri}`]),
    ...(methods.length === 0 ? [] : [`validationmethods=${methods.join(',')}`]),
  ];
  const ours = quoted([caa, ...conditions].join('; '));
  // `issue ";"` says that nobody may: beside one that may it says nothing any more, but it reads as if.
  const kept = there.filter((value) => {
    const issuer = readIssuer(value);
    return !(issuer?.name === '' && missing.includes(issuer.tag));
  });
  return [...kept, ...missing.map((tag) => `0 ${tag} ${ours}`)];
}
