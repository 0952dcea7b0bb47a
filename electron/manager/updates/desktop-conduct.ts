/**
 * The exchange on the desktop. The installer takes the place of this program, so that the new version cannot show itself beforehand
 * as in a folder (conduct.ts): it counts at its first start, before anything else, and where something is missing the data goes back
 * and that version stays closed. The earlier program is not there any more; its installer has to be run by a person.
 */
import type { UpdateTrouble } from '../../contract/updates.ts';
import { type ConductParts, settle } from './conduct.ts';
import { UpdateError } from './download.ts';
import { isNothingLost, next } from './machine.ts';
import { comesUp, countWith } from './prove.ts';
import type { UpdateRecord } from './record.ts';

/** Starts a new version gets. Those that ended with the computer do not count: a plug that was pulled is no fault of it. */
const TRIES = 3;
/** But not without end: a version that makes people switch the computer off ends with it each time. As the launcher has it. */
const CUTS = 10;

export type DesktopStart =
  | { readonly do: 'open'; readonly proving: boolean }
  | ({ readonly do: 'stay-closed' } & NonNullable<UpdateRecord['closed']>);

/**
 * What a start of the desktop finds. Pure.
 * @param bootedAt when this computer was started; milliseconds since the epoch.
 */
export function desktopVerdict(
  { state, plan, closed }: Pick<UpdateRecord, 'state' | 'plan' | 'closed'>,
  version: string,
  bootedAt: number,
) {
  if (closed)
    return closed.version === version
      ? ({ do: 'stay-closed', because: 'this version was not good for the data' } as const)
      : ({ do: 'open-again', because: 'another version was installed' } as const);
  if (state.state !== 'proving' || !plan)
    return { do: 'settle', because: 'no installer was at work' } as const;
  if (version === state.offer.version) {
    const endedWithComputer = plan.tries > 0 && plan.triedAt < bootedAt && plan.interrupted < CUTS;
    const tries = endedWithComputer ? plan.tries - 1 : plan.tries;
    const interrupted = endedWithComputer ? plan.interrupted + 1 : plan.interrupted;
    return tries < TRIES
      ? ({ do: 'prove', tries, interrupted, because: 'this is the new version' } as const)
      : ({ do: 'put-back', because: 'proof.program' } as const);
  }
  if (plan.tries > 0) return { do: 'end-with-data', because: 'proof.program' } as const;
  return { do: 'end', because: 'install.refused' } as const;
}

/** Before a manager opens. */
export async function settleDesktop(parts: ConductParts): Promise<DesktopStart> {
  const { record, version, now } = parts;
  const known = await record.read();
  const { state, plan } = known;
  const verdict = desktopVerdict(known, version, parts.bootedAt());
  const open = (proving = false): DesktopStart => ({ do: 'open', proving });
  switch (verdict.do) {
    case 'settle':
      await settle(parts);
      return open();
    case 'stay-closed':
      return { do: 'stay-closed', ...known.closed! };
    case 'open-again':
      await record.write({ ...known, closed: null });
      return open();
    case 'end':
      await record.write({
        ...{ ...known, plan: null },
        state: next(state, { type: 'trouble', because: verdict.because, at: now() }),
      });
      return open();
    case 'end-with-data':
      // The person put the earlier version back by hand.
      await putBack(parts, known, verdict.because);
      return open();
    case 'put-back':
      return closedFor(await putBack(parts, known, verdict.because));
    case 'prove': {
      const tried = {
        ...known,
        plan: { ...plan!, tries: verdict.tries + 1, interrupted: verdict.interrupted, triedAt: now() },
      };
      await record.write(tried);
      try {
        const after = await comesUp(parts.programOf(version), parts.dataDir, parts.run);
        const { before } = plan!;
        if (before && (after === null || !isNothingLost(before, after))) throw new UpdateError('proof.lost');
        return open(true);
      } catch (error) {
        parts.log('the new version was not kept', { version, cause: String(error) });
        return closedFor(await putBack(parts, tried, troubleOf(error)));
      }
    }
  }
}

const troubleOf = (error: unknown): UpdateTrouble =>
  error instanceof UpdateError ? error.because : 'unexpected';

const closedFor = ({ closed }: UpdateRecord): DesktopStart =>
  closed ? { do: 'stay-closed', ...closed } : { do: 'open', proving: false };

/** After `installing`, with the manager closed: counts, and writes down that the new version has to show itself. */
export async function conductDesktop(parts: ConductParts): Promise<{ readonly sha512: string }> {
  const { record, version, dataDir, run, now } = parts;
  const known = await record.read();
  const { plan, state } = known;
  if (state.state !== 'installing' || !plan) throw new Error('there is no update to conduct');
  try {
    const before = await countWith(parts.programOf(version), dataDir, run);
    await record.write({ ...known, plan: { ...plan, before }, state: next(state, { type: 'closed' }) });
    return { sha512: plan.sha512 };
  } catch (error) {
    await record.write({
      ...{ ...known, plan: null },
      state: next(state, { type: 'trouble', because: troubleOf(error), at: now() }),
    });
    throw error;
  }
}

/** The new version opened and did not work: its data goes back. At its next start it stays closed. */
export async function giveUpDesktop(parts: ConductParts, because: UpdateTrouble): Promise<void> {
  const known = await parts.record.read();
  if (known.state.state === 'proving') await putBack(parts, known, because);
}

async function putBack(
  parts: ConductParts,
  known: UpdateRecord,
  because: UpdateTrouble,
): Promise<UpdateRecord> {
  const { plan, state } = known;
  if (!plan || !('offer' in state)) return known;
  // Repeating it ends the same, so that a stop in the middle is gone on with.
  if (plan.snapshot) await parts.copies.putBack(plan.snapshot);
  const { version } = state.offer;
  const after: UpdateRecord = {
    ...{ ...known, plan: null, refused: [...known.refused, version].slice(-100) },
    state: next(state, { type: 'not-proven', because, at: parts.now() }),
    closed: parts.version === version ? { version, from: plan.from, because, earlier: plan.earlier } : null,
  };
  await parts.record.write(after);
  return after;
}
