/** The name under which a web server shows Chatelaine. Pure. */
import { domainToASCII } from 'node:url';
import type { WebsiteFront } from '../../contract/index.ts';
import { problem } from '../problem.ts';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const usualName = (domain: string): string => `xmpp.${domain}`;

/** In DNS's spelling. Refused with `settings.refused`. */
export function readFront(front: WebsiteFront, domain: string): WebsiteFront {
  const refuse = (reason: string) => problem('settings.refused', { field: 'website.name', reason });
  const typed = front.name
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\.?\/?$/, '');
  const name = domainToASCII(typed);
  const labels = name.split('.');
  if (name.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label)))
    throw refuse('malformed');
  // The website is there already, and stays as it is.
  if (name === domain) throw refuse('own');
  // Apache checks the certificate of the machine behind it for the name people asked for, and ours has this one (names.ts).
  if (front.program === 'apache' && front.machine !== null && name !== usualName(domain))
    throw refuse('certificate');
  return { ...front, name };
}
