/**
 * Whether a name in a certificate is the one that is wanted, and whether an authority may speak for it. Pure.
 * Specs: RFC 9525 (and RFC 6125, which it replaces), RFC 5280 §4.2.1.10.
 */
import { toASCII } from 'tr46';
import type { Constraint, NameConstraints, Presented } from './reading.ts';

/** RFC 6125 §6.4.2: U-labels become A-labels before they are compared. */
export const toAscii = (domain: string): string | undefined => toASCII(domain) || undefined;

/**
 * SPEC: RFC 6120 §13.7.1.2.1: names "MAY contain the wildcard character '*' as the complete left-most label within the identifier".
 * SPEC: RFC 6125 §6.4.3: "*.example.com would match foo.example.com but not bar.foo.example.com or example.com".
 */
export function isName(presented: string, wanted: string): boolean {
  if (!presented.startsWith('*.')) return presented === wanted;
  const parent = presented.slice(2);
  const dot = wanted.indexOf('.');
  // WHY two labels below the star: nobody may speak for a whole top-level domain.
  return parent.includes('.') && dot > 0 && wanted.slice(dot + 1) === parent;
}

/** A name in a certificate as the log and the app show it. */
export function wordsOf(name: Presented): string {
  switch (name.type) {
    case 'dns':
      return name.name;
    case 'srv':
      return `_${name.service}.${name.name}`;
    case 'xmpp':
      return `xmpp:${name.address}`;
    case 'ip':
      return name.bytes.length === 4
        ? name.bytes.join('.')
        : name.bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:');
  }
}

/**
 * The first of `names` that an authority may not speak for.
 * WHY the domains of SRV and XMPP names, too, though constraints of theirs are of a kind of their own: an authority held to
 * one DNS name must not vouch for another in other words.
 */
export function outsideConstraints(
  names: readonly Presented[],
  constraints: NameConstraints,
): Presented | undefined {
  return names.find((name) => {
    const inside = (constraint: Constraint) => covers(constraint, name);
    // RFC 5280 §4.2.1.10: where no name of a kind is permitted, names of that kind are free.
    const permitted = constraints.permitted.filter(
      ({ type }) => type === (name.type === 'ip' ? 'ip' : 'dns'),
    );
    const excluded = (constraint: Constraint) => inside(constraint) || isUnderStar(constraint, name);
    return constraints.excluded.some(excluded) || (permitted.length > 0 && !permitted.some(inside));
  });
}

/** WHY: `*.example.com` is good for `secret.example.com`, too, and would get around the one name that is excluded. */
function isUnderStar(constraint: Constraint, name: Presented): boolean {
  if (constraint.type !== 'dns' || name.type !== 'dns' || !name.name.startsWith('*.')) return false;
  return isName(name.name, constraint.name);
}

function covers(constraint: Constraint, name: Presented): boolean {
  if (constraint.type === 'ip') return name.type === 'ip' && isWithin(constraint.bytes, name.bytes);
  if (constraint.type !== 'dns' || name.type === 'ip') return false;
  const text =
    name.type === 'xmpp'
      ? toAscii(name.address.slice(name.address.indexOf('@') + 1).replace(/\/.*$/, ''))
      : name.name;
  // SPEC: RFC 5280 §4.2.1.10: a name "that can be constructed by simply adding zero or more labels to the left-hand side".
  const base = constraint.name.replace(/^\./, '');
  return (
    base === '' ||
    (text === base && !constraint.name.startsWith('.')) ||
    (text?.endsWith(`.${base}`) ?? false)
  );
}

/** An address and its mask, one after the other. */
function isWithin(range: Buffer, address: Buffer): boolean {
  if (range.length !== address.length * 2) return false;
  return address.every((byte, at) => ((byte ^ range[at]!) & range[address.length + at]!) === 0);
}
