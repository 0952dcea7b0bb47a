/** What an authority is asked for once in ten years, after a theft: withdrawing a certificate, another key for the account. */
import { X509Certificate } from 'node:crypto';
import type { AccountKeyChange, Withdrawal, WithdrawalReason } from '../../../contract/acme.ts';
import type { Changes } from '../../changes.ts';
import { readIfThere } from '../../files.ts';
import { servedDomains } from '../../office-names.ts';
import { problem } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import { AcmeError, type Authority } from './acme.ts';
import type { AcmeDesk } from './desk.ts';

export interface AccountDesk {
  /** @param domain whose authority is asked; undefined: the office's first. Rejects with `setup.not-done`, `input.invalid`. */
  withdraw(wish: {
    readonly domain?: string | undefined;
    /** PEM. */
    readonly certificate: string;
    readonly reason: WithdrawalReason;
  }): Promise<Withdrawal>;
  newAccountKey(wish: { readonly domain?: string | undefined }): Promise<AccountKeyChange>;
}

export interface AccountDeskParts {
  readonly desk: Pick<AcmeDesk, 'acme' | 'authorityFor' | 'findingOf'>;
  /** Null before the set-up. */
  readonly office: () => Office | null;
  /** Where the certificate in force of a domain lies. */
  readonly chainOf: (domain: string) => string;
  readonly changes: Pick<Changes, 'note'>;
}

/** SPEC: RFC 5280 §5.3.1: the codes of CRLReason that an authority takes from whoever has the certificate. */
const CODES: Readonly<Record<WithdrawalReason, number>> = {
  unspecified: 0,
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
};

const ASK_MS = 60_000;

export function createAccountDesk({ desk, office, chainOf, changes }: AccountDeskParts): AccountDesk {
  async function ask<T>(
    wished: string | undefined,
    work: (authority: Authority, name: string) => Promise<T>,
  ): Promise<T | Extract<Withdrawal, { state: 'no-authority' | 'refused' }>> {
    const set = officeNow(office());
    const domain = wished ?? set.domain;
    const source = set.certificates?.[domain];
    if (source?.from !== 'authority') return { state: 'no-authority', domain };
    const { authority, name } = desk.authorityFor(source, 0);
    try {
      return await work(authority, name);
    } catch (error) {
      if (!(error instanceof AcmeError)) throw error;
      return { state: 'refused', finding: desk.findingOf(error.failure, domain) };
    }
  }

  async function inForce(fingerprint: string): Promise<string | undefined> {
    for (const domain of servedDomains(officeNow(office()))) {
      const chain = await readIfThere(chainOf(domain));
      if (chain !== undefined && leafOf(chain).fingerprint256 === fingerprint) return domain;
    }
    return undefined;
  }

  return {
    async withdraw({ domain: wished, certificate, reason }) {
      officeNow(office());
      const { fingerprint256: fingerprint } = leafOf(certificate);
      const domain = await inForce(fingerprint);
      if (domain !== undefined) return { state: 'in-force', domain };
      return ask(wished, async (authority) => {
        const signal = AbortSignal.timeout(ASK_MS);
        await desk.acme.revoke({ authority, leafPem: certificate, reason: CODES[reason], signal });
        changes.note({
          ...{ action: 'certificate.withdraw', subject: fingerprint, state: 'applied' },
          ...{ before: null, after: reason },
        });
        return { state: 'withdrawn' as const, fingerprint };
      });
    },
    newAccountKey: ({ domain }) =>
      ask(domain, async (authority, name) => {
        await desk.acme.rollKey(authority, AbortSignal.timeout(ASK_MS));
        changes.note({
          ...{ action: 'certificate.account-key', subject: name, state: 'applied' },
          ...{ before: null, after: null },
        });
        return { state: 'changed' as const };
      }),
  };
}

function officeNow(office: Office | null): Office {
  if (!office) throw problem('setup.not-done', {});
  return office;
}

function leafOf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw problem('input.invalid', { field: 'file', reason: 'certificate' }, error);
  }
}
