/** A public authority as an origin: ACME's client with this office's authorities, ways and names. */
import { request as ask } from 'node:https';
import type { AcmeFailure, ProofWay } from '../../../../contract/acme.ts';
import type { CertificatePlan, CertificateSource, NameProgress } from '../../../../contract/certificates.ts';
import type { DoctorFinding } from '../../../../contract/findings/finding.ts';
import { type Acme, AcmeError, type Authority } from '../../acme/acme.ts';
import type { Challenger } from '../../acme/challenger.ts';
import { WHOSE } from '../../acme/failover.ts';
import { type Issued, type Origin, OriginError, type OriginRequest } from '../origin.ts';

export type AuthoritySource = Extract<CertificateSource, { from: 'authority' }>;

export interface AuthorityOriginParts {
  readonly domain: string;
  readonly source: AuthoritySource;
  readonly acme: Acme;
  /** By what it is called, and whom to ask; the second one after so many failures, if there is one. */
  readonly authorityFor: (
    source: AuthoritySource,
    failures: number,
  ) => { name: string; authority: Authority };
  /** Its practice ground; undefined where it has none. */
  readonly practice: (source: AuthoritySource) => Authority | undefined;
  readonly challengers: (source: AuthoritySource) => Readonly<Partial<Record<ProofWay, Challenger>>>;
  readonly plan: (domain: string, source: AuthoritySource, signal: AbortSignal) => Promise<CertificatePlan>;
  readonly findingOf: (failure: AcmeFailure, domain: string) => DoctorFinding;
  readonly byHand: () => Promise<Pick<NameProgress, 'name' | 'record' | 'lookedAt'>[]>;
}

/** Whose trouble of a practice ground has nothing to do with us. */
const SHUT: readonly string[] = ['authority', 'limit'];
const TIME_MS = 10_000;

export function authorityOrigin(parts: AuthorityOriginParts): Origin {
  const { domain, source, acme } = parts;
  const main = () => parts.authorityFor(source, 0);
  /** Who signed it decides whom to ask about it; an authority asked about another's certificate answers 404. */
  const asked = () => main().authority;

  async function obtain(request: OriginRequest): Promise<Issued> {
    const { plan, keyPem, rehearsal, failures, replaces } = request;
    if (keyPem === undefined) throw new Error('an authority is given a key');
    const { name, authority } = rehearsal
      ? { name: main().name, authority: parts.practice(source) ?? asked() }
      : parts.authorityFor(source, failures);
    const wanted = plan.names.filter(({ leftOut }) => !leftOut);
    const ways = new Map(wanted.map(({ name, way }) => [name, way]));
    try {
      const { chain } = await acme.obtain({
        ...{ id: request.id, keyPem, authority, replaces, signal: request.signal, onProgress: request.on },
        names: wanted.map(({ name }) => name),
        wayOf: (name) => ways.get(name) ?? 'dns-by-hand',
        challengers: parts.challengers(source),
        profile: source.profile ?? undefined,
      });
      return { chain, by: name };
    } catch (error) {
      if (!(error instanceof AcmeError)) throw error;
      const { reason, retry } = error.failure;
      const groundShut = rehearsal && SHUT.includes(WHOSE[reason]);
      throw new OriginError(parts.findingOf(error.failure, domain), retry, { cause: error, groundShut });
    }
  }

  return {
    get name() {
      return main().name;
    },
    kind: 'authority',
    // An authority of one's own (step-ca) is believed by those who were told to.
    believed: source.authority !== 'custom',
    get rehearses() {
      return parts.practice(source) !== undefined;
    },
    plan: (signal) => parts.plan(domain, source, signal),
    obtain,
    kept: (id) => acme.settle(id),
    window: (leaf, signal) => acme.renewalInfo(asked(), leaf, signal),
    askTime: (signal) => dateOf(asked(), signal),
    byHand: parts.byHand,
  };
}

/** The `Date` of its answer (RFC 9110 §6.6.1); undefined where it does not answer. Nothing of the answer is read. */
function dateOf({ directory, ca }: Authority, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { method: 'HEAD', timeout: TIME_MS, signal, ...(ca && { ca }) };
    const asking = ask(directory, options, (answer) => {
      const date = Date.parse(answer.headers.date ?? '');
      answer.destroy();
      resolve(Number.isFinite(date) ? date : undefined);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(undefined));
    asking.on('close', () => resolve(undefined));
    asking.end();
  });
}
