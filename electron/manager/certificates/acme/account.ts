/**
 * An account at an authority: made once, found again, its key exchanged, given up. Specs: RFC 8555 §7.3.
 * The key is on disk before the authority hears of it, so that no crash leaves an account nobody has the key of.
 */
import { z } from 'zod';
import { AcmeError, type Authority } from './acme.ts';
import { bind, newAccountKey, type Signer, sign, signerOf } from './jws.ts';
import { failure } from './problems.ts';
import { account as accountSchema } from './schemas.ts';
import { type Author, resource, type Session } from './session.ts';
import type { AccountFile, AcmeStore } from './store.ts';

/** An author whose requests the authority knows by an address. */
export interface Account extends Author {
  readonly signer: Signer;
  readonly kid: string;
}

export interface AccountParts {
  readonly session: Session;
  readonly authority: Authority;
  readonly store: AcmeStore;
  /** Asked before a new one is made; throws where our own count says no. */
  readonly mayRegister: () => Promise<void>;
}

/** The account, made if there is none. Rejects with an AcmeError. */
export async function openAccount(parts: AccountParts): Promise<Account> {
  const { authority, store } = parts;
  const kept = await settled(parts, await store.account(authority.directory));
  if (kept?.url !== undefined) return { signer: await signerOf(kept.key), kid: kept.url };
  try {
    return await register(parts, kept?.key);
  } catch (error) {
    // A key whose account was given up or taken away is of no more use: RFC 8555 §7.3.6 has no way back.
    if (!kept || !isReason(error, 'unauthorized')) throw error;
    return register(parts, undefined);
  }
}

/** The authority does not know the account any more (a test authority forgets all): the same key makes another. */
export async function forgetAddress(store: AcmeStore, directory: string): Promise<void> {
  const kept = await store.account(directory);
  if (kept) await store.saveAccount(directory, { directory, key: kept.key });
}

/** Whether the authority still takes requests of this account; one it does not is forgotten with its key (RFC 8555 §7.3.6). */
export async function stillOurs({ session, authority, store }: AccountParts): Promise<boolean> {
  const kept = await store.account(authority.directory);
  if (kept?.url === undefined) return true;
  try {
    const author = { signer: await signerOf(kept.key), kid: kept.url };
    const { value } = await session.post(kept.url, undefined, author, accountSchema);
    if (value.status === 'valid') return true;
  } catch (error) {
    if (!isReason(error, 'unauthorized')) throw error;
  }
  await store.saveAccount(authority.directory, undefined);
  return false;
}

export const isReason = (error: unknown, reason: AcmeError['failure']['reason']): error is AcmeError =>
  error instanceof AcmeError && error.failure.reason === reason;

async function register(parts: AccountParts, key: string | undefined): Promise<Account> {
  const { session, authority, store, mayRegister } = parts;
  const { directory, eab, contact = [] } = authority;
  const { newAccount, meta } = await session.directory();
  if (meta?.externalAccountRequired && !eab)
    throw failure({ reason: 'externalAccountRequired', authority: directory, link: meta.website });
  await mayRegister();
  const pem = key ?? newAccountKey();
  await store.saveAccount(directory, { directory, key: pem });
  const signer = await signerOf(pem);
  const made = await session.post(
    newAccount,
    {
      // Agreed to by the person who chose the authority, where the terms are shown.
      termsOfServiceAgreed: true,
      ...(contact.length > 0 && { contact: contact.map((address) => `mailto:${address}`) }),
      ...(eab && { externalAccountBinding: await bind(signer.jwk, eab, newAccount) }),
    },
    { signer },
    accountSchema,
  );
  const kid = addressOf(made.headers.location, session);
  await store.saveAccount(directory, { directory, key: pem, url: kid });
  return { signer, kid };
}

/** SPEC: RFC 8555 §7.3: the account's address is in the Location header field. */
function addressOf(location: string | undefined, session: Session): string {
  const url = URL.parse(location ?? '', session.url);
  if (url?.protocol !== 'https:')
    throw failure({ reason: 'nonsense', authority: session.url, said: 'an account without an address' });
  return url.href;
}

/** Of a roll-over that was cut off, which of the two keys counts: the authority is asked for the account of the new one. */
async function settled(
  { session, authority, store }: AccountParts,
  kept: AccountFile | undefined,
): Promise<AccountFile | undefined> {
  if (!kept?.nextKey) return kept;
  const { directory } = authority;
  const found = await find(session, kept.nextKey);
  const now: AccountFile = found
    ? { directory, key: kept.nextKey, url: found }
    : { directory, key: kept.key, ...(kept.url !== undefined && { url: kept.url }) };
  await store.saveAccount(directory, now);
  return now;
}

/** SPEC: RFC 8555 §7.3.1: "onlyReturnExisting": the account of a key; undefined where there is none. */
async function find(session: Session, key: string): Promise<string | undefined> {
  const { newAccount } = await session.directory();
  try {
    const found = await session.post(
      newAccount,
      { onlyReturnExisting: true },
      { signer: await signerOf(key) },
      accountSchema,
    );
    return addressOf(found.headers.location, session);
  } catch (error) {
    if (isReason(error, 'accountDoesNotExist')) return undefined;
    throw error;
  }
}

/**
 * Exchanges the account's key. SPEC: RFC 8555 §7.3.5: an inner signature by the new key, naming account and old key, within a
 * request signed by the old one. The new key is on disk first; `settled` finds out what became of a request that was cut off.
 */
export async function rollKey(parts: AccountParts): Promise<void> {
  const { session, authority, store } = parts;
  const { directory } = authority;
  const { signer, kid } = await openAccount(parts);
  const kept = await store.account(directory);
  if (!kept) throw new Error('the account was forgotten while its key was exchanged');
  const keyChange = await resource(session, 'keyChange');
  const nextKey = newAccountKey();
  await store.saveAccount(directory, { ...kept, nextKey });
  const inner = await sign(
    await signerOf(nextKey),
    { url: keyChange },
    JSON.stringify({ account: kid, oldKey: signer.jwk }),
  );
  // The answer's body is the account, or nothing: RFC 8555 says no more than 200.
  await session.post(keyChange, inner, { signer, kid }, z.unknown());
  await store.saveAccount(directory, { directory, key: nextKey, url: kid });
}

/** SPEC: RFC 8555 §7.3.6: "ACME does not provide a way to reactivate a deactivated account." */
export async function deactivate(parts: AccountParts): Promise<void> {
  const { session, authority, store } = parts;
  const account = await openAccount(parts);
  await session.post(account.kid, { status: 'deactivated' }, account, accountSchema);
  await store.saveAccount(authority.directory, undefined);
}
