/** What people outside find at the fake office's doors, for the pages under test: as a test says, by the manager's own judgement. */
import type { ManagerEvent, ReachRow, ReachState, ReachView } from '../../electron/contract/index.ts';
import { reachDoors } from '../../electron/manager/reach/doors.ts';
import { findingsOf } from '../../electron/manager/reach/findings.ts';
import type { Addresses } from '../../electron/manager/reach/places.ts';
import { rowsOf } from '../../electron/manager/reach/rows.ts';

const OFFICE = {
  way: 'domain',
  domain: 'fabrik-martin.example',
  ports: { starttls: 5222, direct: 5223 },
  admins: [],
} as const;
const DOORS = reachDoors({ ...OFFICE, admins: [] });
const ADDRESSES: Addresses = { v4: ['203.0.113.24'], v6: ['2001:db8:7::47'] };

export interface ReachFacts {
  views: ReachView[];
  partners: ReachState['partners'];
  checkingSince: number | null;
}

export const freshReach = (): ReachFacts => ({ views: [], partners: [], checkingSince: null });

/** Everything answers as it should, but what `except` says. */
export function reachSeen(
  from: ReachView['from'],
  except: (row: Pick<ReachRow, 'id' | 'family'>) => Partial<ReachRow> | undefined = () => undefined,
  name: string | null = null,
): ReachView {
  const cells = DOORS.flatMap((door) =>
    (['v4', 'v6'] as const).map((family) => {
      const address =
        from === 'local' ? { v4: '192.168.1.47', v6: '2001:db8:7::47' }[family] : ADDRESSES[family][0]!;
      const good =
        door.speech === 'relay'
          ? 'relays'
          : /^(?:stun$|socks5)/.test(door.speech)
            ? 'answers'
            : 'right-server';
      const said = except({ id: door.id, family });
      return {
        ...{ id: door.id, family, address, verdict: 'open', because: good },
        evidence: [
          `${door.speech} ${door.transport} ${address}:${door.port} for ${door.name}: ${said?.because ?? 'answers'}`,
        ],
        ...said,
      } as ReachView['cells'][number];
    }),
  );
  return { ...{ from, name, at: Date.now() - 120_000, cells }, hairpin: 'not-needed' };
}

export function reachNow({ views, partners, checkingSince }: ReachFacts): ReachState {
  const rows = rowsOf({ doors: DOORS, addresses: ADDRESSES, views, now: Date.now() });
  return {
    ...{ doors: DOORS, rows, views, partners, checkingSince },
    addresses: { v4: [...ADDRESSES.v4], v6: [...ADDRESSES.v6] },
    findings: views.length > 0 ? findingsOf({ rows, doors: DOORS, published: { v4: true, v6: true } }) : [],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { reach: any };

/** The part of the calls that `contract.reach` wants. */
export function reachCalls(
  os: Part,
  state: { reach: ReachFacts },
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: { code: string; data: object }) => Error,
): Part {
  const told = (change: () => void) => {
    change();
    emit({ type: 'reach.changed' });
    return reachNow(state.reach);
  };
  const put = (view: ReachView) => {
    state.reach.views = [
      view,
      ...state.reach.views.filter(({ from, name }) => from !== view.from || name !== view.name),
    ];
  };
  return {
    reach: {
      state: os.reach.state.handler(() => reachNow(state.reach)),
      check: os.reach.check.handler(({ input }: { input: { from: string } }) =>
        told(() =>
          put(
            input.from === 'here'
              ? reachSeen('local')
              : reachSeen('partner', undefined, 'atelier-durand.example'),
          ),
        ),
      ),
      command: os.reach.command.handler(() => ({
        ...{
          sh: "sh -c 'echo chr1-abcdefghijkmnpqrstuvwxyz' 3>&1",
          powershell: '& { "chr1-abcdefghijkmnpqrstuvwxyz" }',
        },
        until: Date.now() + 3_600_000,
      })),
      paste: os.reach.paste.handler(({ input }: { input: { code: string } }) => {
        if (!input.code.startsWith('chr1-'))
          throw refuse({ code: 'reach.code-invalid', data: { reason: 'malformed' } });
        return told(() => put(reachSeen('machine')));
      }),
      invitation: os.reach.invitation.handler(() => ({
        code: 'chp1-eyJkIjoiZmFicmlrLW1hcnRpbi5leGFtcGxlIn0-0a1b2c3d',
        fingerprint: '3F2A 91C0 77DE 0B14 5C2E 8A90 1F3B D6A7',
      })),
      addPartner: os.reach.addPartner.handler(({ input }: { input: { code: string } }) => {
        if (!input.code.startsWith('chp1-'))
          throw refuse({ code: 'reach.partner-code', data: { reason: 'malformed' } });
        return told(() => {
          state.reach.partners = [
            ...state.reach.partners,
            {
              id: 'a1',
              name: 'atelier-durand.example',
              url: 'https://xmpp.atelier-durand.example:5443',
              addedAt: Date.now(),
              askedAt: null,
              servedAt: null,
              trouble: null,
            },
          ];
        });
      }),
      removePartner: os.reach.removePartner.handler(({ input }: { input: { id: string } }) =>
        told(() => {
          state.reach.partners = state.reach.partners.filter(({ id }) => id !== input.id);
        }),
      ),
    },
  };
}
