/**
 * The headless face's door: a one-time token in the address's fragment becomes a cookie.
 * A fragment never leaves the browser by itself, so it is in no server's or proxy's log.
 */

/** Why the door stays shut: no link was used yet, or this one was used before or has run out. */
export type Locked = 'no-link' | 'link-used' | 'too-many';

const tokenIn = (location: Location): string | null =>
  new URLSearchParams(location.hash.replace(/^#\/?/, '')).get('token');

/** Whether the address brings a token. */
export const hasToken = (location: Location): boolean => tokenIn(location) !== null;

/** Takes the token out of the address bar and the history, so that it is neither bookmarked nor shared by accident. */
export function takeToken(location: Location, history: History): string | null {
  const token = tokenIn(location);
  if (token !== null) history.replaceState(null, '', `${location.pathname}${location.search}`);
  return token;
}

/** Hands the token over. @returns null when the cookie is set, else why not. Rejects when nobody answers. */
export async function redeem(token: string, fetcher: typeof fetch): Promise<Locked | null> {
  const answer = await fetcher('/access', {
    method: 'POST',
    // A header no form and no foreign page can send without our consent (CSRF).
    headers: { 'content-type': 'application/json', 'x-chatelaine': '1' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
  });
  if (answer.ok) return null;
  return answer.status === 429 ? 'too-many' : 'link-used';
}

/** Asked only when the WebSocket did not open, which a browser never explains: is it us, or is nobody there? */
export async function hasSession(fetcher: typeof fetch): Promise<boolean> {
  const answer = await fetcher('/access', { headers: { 'x-chatelaine': '1' }, credentials: 'same-origin' });
  return answer.ok;
}
