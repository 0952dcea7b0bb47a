/** From targets to a connection: their addresses, raced in the order of the targets; and why it failed when all did. */
import { type AddressParts, addressesOf } from './addresses.ts';
import { asNamesError } from './find.ts';
import { type Attempt, type Dial, type Failure, race } from './race.ts';
import { type Connected, type NamesCode, NamesError, type Target } from './target.ts';

export interface ConnectParts extends AddressParts {
  readonly dial?: Dial | undefined;
  readonly timeoutMs: number;
}

/** SPEC: RFC 8305 §5: "Connection Attempt Delay", 250 milliseconds recommended, between addresses of one host. */
const NEXT_ADDRESS_MS = 250;
/** WHY longer: another target is the domain's second choice, not another way to its first. */
const NEXT_TARGET_MS = 2000;
/** WHY: whoever writes a zone decides where we knock, and could have us do so at a hundred doors of somebody else's. */
const MOST_ATTEMPTS = 16;

interface TargetAttempt extends Attempt {
  readonly target: Target;
}

/** Rejects with a NamesError, or the signal's reason. */
export async function connectTo(
  targets: readonly Target[],
  parts: ConnectParts,
  signal: AbortSignal,
): Promise<Connected> {
  const late = AbortSignal.timeout(parts.timeoutMs);
  const missing: NamesError[] = [];
  const outcome = await race(
    attemptsOf(targets, parts, missing, signal),
    AbortSignal.any([signal, late]),
    parts.dial,
  ).catch((error) => {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    return undefined;
  });
  const names = targets.map(nameOf).join(', ');
  if (!outcome)
    throw new NamesError('connect.timeout', `no answer from ${names} in ${parts.timeoutMs} ms`, {
      target: nameOf(targets[0]!),
    });
  if (outcome.is === 'failed') throw whyNot(outcome.failures, missing, names);
  const { attempt, socket } = outcome;
  const rest = targets.slice(targets.indexOf(attempt.target) + 1);
  return { socket, target: attempt.target, address: attempt.address, rest };
}

const nameOf = ({ host, port }: { host: string; port: number }) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Address after address, target after target; a host without any is noted, and passed over. */
async function* attemptsOf(
  targets: readonly Target[],
  parts: ConnectParts,
  missing: NamesError[],
  signal: AbortSignal,
): AsyncGenerator<TargetAttempt> {
  let attempts = 0;
  for (const target of targets) {
    // What the operator has written down may lead anywhere.
    const loopback = parts.loopback || target.because === 'configured';
    try {
      const { addresses, exists, refused } = await addressesOf(target.host, { ...parts, loopback }, signal);
      if (addresses.length === 0) missing.push(noAddress(target, exists, refused));
      let patienceMs = NEXT_TARGET_MS;
      for (const address of addresses) {
        if (attempts >= MOST_ATTEMPTS) return;
        attempts += 1;
        yield { target, address, port: target.port, patienceMs };
        patienceMs = NEXT_ADDRESS_MS;
      }
    } catch (error) {
      signal.throwIfAborted();
      const known = asNamesError(error, nameOf(target));
      if (!(known instanceof NamesError)) throw error;
      missing.push(known);
    }
  }
}

function noAddress({ host, port, because }: Target, exists: boolean, refused: readonly string[]): NamesError {
  const target = nameOf({ host, port });
  if (refused.length > 0)
    return new NamesError(
      'dns.no-server',
      `${host} leads to ${refused.join(', ')}, where no other server can be`,
      { target },
    );
  if (exists) return new NamesError('dns.no-server', `${host} has no address`, { target });
  return new NamesError(because === 'no-srv' ? 'dns.no-domain' : 'dns.no-server', `${host} does not exist`, {
    target,
  });
}

const CODES: Readonly<Record<string, NamesCode>> = {
  ECONNREFUSED: 'connect.refused',
  ETIMEDOUT: 'connect.timeout',
  ECONNRESET: 'connect.closed',
};

/** The first target's reason tells most: it is the one the domain wants us to use. */
function whyNot(
  failures: readonly Failure<TargetAttempt>[],
  missing: readonly NamesError[],
  names: string,
): NamesError {
  const [first] = failures;
  if (!first) return missing[0] ?? new NamesError('dns.no-server', `nothing to connect to among ${names}`);
  const tried = failures.map(
    ({ attempt, error }) =>
      `${nameOf({ host: attempt.address, port: attempt.port })} ${error.code ?? error.message}`,
  );
  return new NamesError(CODES[first.error.code ?? ''] ?? 'connect.unreachable', tried.join(', '), {
    target: nameOf(first.attempt.target),
    cause: first.error,
  });
}
