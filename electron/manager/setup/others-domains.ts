/** Endings and domains that an office cannot have as its own: what lives on one network only, and addresses everybody can get. Data. */

/**
 * Endings that are not in the world's DNS (RFC 6762 Appendix G, RFC 8375, RFC 9476, RFC 7686, ICANN's `internal`), and so are nobody's
 * at a registry.
 */
export const ONE_NETWORK: ReadonlySet<string> = new Set([
  ...['local', 'localdomain', 'localhost', 'lan', 'home', 'corp', 'internal', 'intranet', 'private'],
  ...['alt', 'onion'],
]);

/** Mail services at whose domain people have an address of their own; the domain is the service's. */
const MAIL_SERVICES: ReadonlySet<string> = new Set([
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'live.com'],
  ...['live.fr', 'msn.com', 'yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'aol.com', 'icloud.com'],
  ...['me.com', 'mac.com', 'orange.fr', 'wanadoo.fr', 'free.fr', 'sfr.fr', 'neuf.fr', 'laposte.net'],
  ...['bbox.fr', 'numericable.fr', 'gmx.com', 'gmx.net', 'gmx.de', 'gmx.fr', 'web.de', 't-online.de'],
  ...['proton.me', 'protonmail.com', 'tutanota.com', 'posteo.net', 'posteo.de', 'mailo.com', 'zoho.com'],
  ...['bluewin.ch', 'skynet.be', 'proximus.be', 'btinternet.com', 'comcast.net', 'fastmail.com'],
]);

/** @param ascii lower case, as DNS has it. */
export const isMailService = (ascii: string): boolean => MAIL_SERVICES.has(ascii);
export const isOneNetwork = (ascii: string): boolean =>
  ONE_NETWORK.has(ascii.slice(ascii.lastIndexOf('.') + 1)) || ascii.endsWith('.home.arpa');
