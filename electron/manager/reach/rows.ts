/** Each door in each family by the best word there is about it. Pure. */
import type { ReachCell, ReachDoor, ReachFamily, ReachRow, ReachView } from '../../contract/reach.ts';
import { type Addresses, isLoopback } from './places.ts';

const HOUR_MS = 3_600_000;
/** How long somebody's word from outside counts: a box that was restarted since may have forgotten the rules. */
export const FRESH_MS = 48 * HOUR_MS;

const isOutside = ({ from }: ReachView) => from === 'machine' || from === 'partner';

/** From the best to the worst news, for several addresses of one family: whoever tries the wrong one first waits, so that the worst counts. */
const BAD: Readonly<Record<ReachCell['verdict'], number>> = {
  open: 0,
  'not-checked': 1,
  mute: 2,
  'relay-broken': 2,
  'no-encryption': 3,
  'wrong-certificate': 3,
  'other-server': 4,
  'other-program': 4,
  filtered: 5,
  closed: 5,
};
const worst = (cells: readonly ReachCell[]): ReachCell | undefined =>
  [...cells].sort((one, other) => BAD[other.verdict] - BAD[one.verdict])[0];

export interface RowsParts {
  readonly doors: readonly ReachDoor[];
  readonly addresses: Addresses;
  /** The newest first. */
  readonly views: readonly ReachView[];
  readonly now: number;
}

export function rowsOf(parts: RowsParts): ReachRow[] {
  const { doors, addresses, views } = parts;
  const families = (['v4', 'v6'] as const).filter(
    (family) =>
      family === 'v4' ||
      addresses.v6.length > 0 ||
      views.some((view) => isOutside(view) && view.cells.some((cell) => cell.family === family)),
  );
  return doors.flatMap((door) => families.map((family) => rowOf(door, family, parts)));
}

function rowOf(door: ReachDoor, family: ReachFamily, { addresses, views, now }: RowsParts): ReachRow {
  const seenBy = (wanted: (view: ReachView) => boolean, at: (cell: ReachCell) => boolean = () => true) =>
    views.filter(wanted).flatMap((view) => {
      const cell = worst(view.cells.filter((one) => one.id === door.id && one.family === family && at(one)));
      return cell ? [{ view, cell }] : [];
    });
  const told = ({ view, cell }: { view: ReachView; cell: ReachCell }): ReachRow => ({
    ...cell,
    ...{ from: view.from, by: view.name, at: view.at },
  });
  const decisive = ({ cell }: { cell: ReachCell }) => cell.verdict !== 'not-checked';

  const fromOutside = seenBy((view) => isOutside(view) && now - view.at < FRESH_MS);
  const [outside] = fromOutside.filter(decisive);
  // Loopback only counts where the computer has no other address.
  const local =
    seenBy(
      ({ from }) => from === 'local',
      ({ address }) => !isLoopback(address),
    )[0] ?? seenBy(({ from }) => from === 'local')[0];
  // Where nobody listens nobody comes in, whatever was seen from outside before.
  const isShut = local && decisive(local) && local.cell.verdict !== 'open';
  if (isShut && !(outside && outside.view.at >= local.view.at)) return told(local);
  if (outside) return told(outside);
  const [open] = seenBy(({ from }) => from === 'public').filter(decisive);
  if (open) return told(open);
  const elsewhere = fromOutside.find(({ cell }) => cell.because === 'other-address');
  if (elsewhere) return told(elsewhere);
  if (local?.cell.verdict === 'open')
    return {
      ...told(local),
      verdict: 'not-checked',
      because: addresses[family].length > 0 ? 'only-from-here' : 'no-address',
    };
  const [untried] = seenBy(() => true);
  if (untried) return told(untried);
  return {
    ...{ id: door.id, family, address: '', verdict: 'not-checked', evidence: [] },
    because: addresses[family].length > 0 ? 'not-asked' : 'no-address',
    ...{ from: null, by: null, at: null },
  };
}

/** Whether people of outside come in, as far as somebody outside, or the way round through the box, has shown it. */
export function standingOf(
  rows: readonly ReachRow[],
  doors: readonly ReachDoor[],
): { outside: 'open' | 'closed' | 'unknown'; at: number | null } {
  const needed = new Set(doors.filter(({ door }) => door === 'programs').map(({ id }) => id));
  const asked = rows.filter((row) => needed.has(row.id) && row.verdict !== 'not-checked');
  const at = asked.length > 0 ? Math.max(...asked.map((row) => row.at ?? 0)) : null;
  if (asked.length === 0) return { outside: 'unknown', at };
  return { outside: asked.some(({ verdict }) => verdict === 'open') ? 'open' : 'closed', at };
}
