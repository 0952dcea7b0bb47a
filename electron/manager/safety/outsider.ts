/** A server, or somebody elsewhere, as a person types it. Pure; the server has the last word. */
import { domainToASCII } from 'node:url';
import { problem } from '../problem.ts';
import { readUsername } from '../username.ts';

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const MAX = 3071;

/** Refused with `address.invalid`: also for our own domain, whose people have a switch of their own. */
export function readOutsider(typed: string, own: string): string {
  const malformed = () => problem('address.invalid', { value: typed.slice(0, 200), reason: 'malformed' });
  const text = typed.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  const domain = domainToASCII(text.slice(at + 1).replace(/\.$/, ''));
  if (text.length > MAX || !HOST.test(domain)) throw malformed();
  if (domain === own) throw problem('address.invalid', { value: typed.slice(0, 200), reason: 'own' });
  if (at < 0) return domain;
  try {
    return `${readUsername(text.slice(0, at))}@${domain}`;
  } catch {
    throw malformed();
  }
}
