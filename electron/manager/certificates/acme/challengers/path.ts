/** Where an authority looks for HTTP-01. Pure. */

/** SPEC: RFC 8555 §8.3: 'the fixed prefix "/.well-known/acme-challenge/", followed by the "token" value in the challenge'. */
export const PREFIX = '/.well-known/acme-challenge/';

const TOKEN = /^[A-Za-z0-9_-]{16,512}$/;

/** Throws for what is no token: it becomes a path and a file's name. */
export function pathOf(token: string): string {
  if (!TOKEN.test(token)) throw new Error('an authority gave a token that is none');
  return PREFIX + token;
}
