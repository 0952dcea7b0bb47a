/**
 * `xmpp:` links that are opened with Chatelaine: it is no chat program, and answers with its page about whom the link names. It offers itself
 * for such links and never takes them for itself: people's chat programs come first.
 *
 * SPEC: RFC 5122 §2.2: `xmpp:otto@example.org?join`; XEP-0147: the query's first word is what to do.
 */

/** A link longer than this is nobody's address. */
const MOST = 3200;
/** What stands before the address where a link names the account to use (RFC 5122 §2.2, `//AUTHORITY/`). */
const AUTHORITY = /^\/\/[^/]*\//;

/** @returns the page, such as `/people/otto%40example.org`; undefined for anything but an `xmpp:` link to an address. */
export function pageOfLink(link: string): string | undefined {
  if (link.length > MOST || !/^xmpp:/i.test(link)) return undefined;
  const [path = '', query = ''] = link
    .slice('xmpp:'.length)
    .replace(AUTHORITY, '')
    .split('#')[0]!
    .split('?', 2);
  let address: string;
  try {
    address = decodeURIComponent(path).split('/')[0]!;
  } catch {
    return undefined;
  }
  if (address === '' || /[\s\p{Cc}"<>]/u.test(address)) return undefined;
  const [action] = query.split(';');
  if (action === 'join') return '/rooms';
  // An address without a person in it is a server.
  return `${address.includes('@') ? '/people' : '/federation'}/${encodeURIComponent(address)}`;
}

/** The first such link among a program's arguments, where desktops put it. */
export const linkArgument = (argv: readonly string[]): string | undefined =>
  argv.find((word) => /^xmpp:/i.test(word) && word.length <= MOST);
