/**
 * The headless face's door, over HTTP, for what a WebSocket cannot do: giving a password or a passkey sets a cookie.
 */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { AccessWays } from '../../electron/contract/index.ts';

export type { AccessWays };

/** Why somebody was not let in; `seconds` until another try is read. */
export type NotIn =
  | { because: 'wrong' }
  | { because: 'wait'; seconds: number }
  | { because: 'none' }
  | { because: 'ended' }
  | { because: 'given-up' }
  | { because: 'lost' };

/** Coming in, or giving it once more before something dangerous. */
export type For = 'enter' | 'confirm';

/** Let in: with what makes this page's own line a confirmed one. */
export type Given = { in: true; ticket: string | null } | ({ in: false } & NotIn);

type PasskeyJson = Parameters<typeof startAuthentication>[0]['optionsJSON'];

const post = (path: string, body: object = {}): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    // A header no form and no foreign page can send without our consent (CSRF).
    headers: { 'content-type': 'application/json', 'x-chatelaine': '1' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
  });

/** What the door offers here; nothing while nobody answers. */
export async function askWays(): Promise<AccessWays> {
  try {
    const answer = await fetch('/access/ways', { credentials: 'same-origin' });
    if (answer.ok) return (await answer.json()) as AccessWays;
  } catch {
    // Nobody answers: the link is explained, which needs nobody.
  }
  return { password: false, passkey: false, passkeyAt: null };
}

async function give(what: For, body: object): Promise<Given> {
  const not = (why: NotIn): Given => ({ in: false, ...why });
  try {
    const answer = await post(`/access/${what}`, body);
    if (answer.ok) return { in: true, ticket: answer.headers.get('x-chatelaine-ticket') };
    if (answer.status === 429)
      return not({ because: 'wait', seconds: Number(answer.headers.get('retry-after') ?? '5') || 5 });
    if (answer.status === 403) return not({ because: 'none' });
    if (answer.status !== 401) return not({ because: 'lost' });
    const still = what === 'enter' || (await fetch('/access', { credentials: 'same-origin' })).ok;
    return not({ because: still ? 'wrong' : 'ended' });
  } catch {
    return not({ because: 'lost' });
  }
}

export const givePassword = (what: For, password: string): Promise<Given> =>
  give(what, { by: 'password', password });

/** Asks the browser for a passkey of this address. */
export async function givePasskey(what: For): Promise<Given> {
  let response: unknown;
  try {
    const options = (await (await post('/access/passkey')).json()) as PasskeyJson;
    response = await startAuthentication({ optionsJSON: options });
  } catch {
    // The person closed the browser's question, or there was nothing to answer it with.
    return { in: false, because: 'given-up' };
  }
  return give(what, { by: 'passkey', response });
}

const TICKET = 'chatelaine.ticket';

/** Over the loading anew that follows a log-in; this tab's alone, and the manager takes it for a minute. */
export const keepTicket = (ticket: string | null): void => {
  if (ticket !== null) sessionStorage.setItem(TICKET, ticket);
};

/** Takes it out for good. */
export function takeTicket(storage: Storage): string | null {
  const ticket = storage.getItem(TICKET);
  storage.removeItem(TICKET);
  return ticket;
}

/** Has the browser make a passkey. Rejects when its person gave up. @returns what the manager is to be given. */
export async function makePasskey(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  const made = await startRegistration({
    optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
  });
  return made as unknown as Record<string, unknown>;
}

/** Ends this browser's session. */
export async function leave(): Promise<void> {
  await post('/access/leave');
}
