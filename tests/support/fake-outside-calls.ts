/** The calls about other servers and doors, for the pages under test: the manager's own areas, on servers in memory. */
import type { ORPCError } from '@orpc/server';
import type { FederationPolicy, ManagerEvent, Problem } from '../../electron/contract/index.ts';
import { outsideCalls } from '../../electron/manager/calls/outside.ts';
import type { Changes } from '../../electron/manager/changes.ts';
import { createDoors, type OpenedPorts } from '../../electron/manager/doors/doors.ts';
import type { EngineRemote } from '../../electron/manager/engines/federation.ts';
import type { Events } from '../../electron/manager/events.ts';
import { createFederation } from '../../electron/manager/federation/federation.ts';
import { officeDoors, transportsOf } from '../../electron/manager/office-doors.ts';
import { ProblemError, problem } from '../../electron/manager/problem.ts';
import type { FederationRule, Office } from '../../electron/manager/settings.ts';
import { createFakeFederation, type FakeFederation, freshProblem, freshRemote } from './fake-federation.ts';

/** What of the fake state concerns the outside. */
export interface OutsideState {
  others: FakeFederation;
  federation: FederationRule | undefined;
  doors: Office['doors'];
  /** Ports somebody else has: `stun 3478`, and the program's name. */
  taken: Map<string, string>;
}

export const freshOutside = (): OutsideState => ({
  ...{ others: createFakeFederation(), federation: undefined, doors: undefined, taken: new Map() },
});

interface State extends OutsideState {
  readonly domain: string;
  readonly status: { readonly state: string };
  readonly answers: { readonly way: Office['way'] | null; readonly ports: Office['ports'] };
}

type Calls = ReturnType<typeof outsideCalls>;
// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = Record<keyof Calls, any>;
type Handler = (
  input: never,
  options: { session: null; signal: AbortSignal | undefined },
) => Promise<unknown>;
type Implementer = {
  handler(run: (options: { input: never; signal?: AbortSignal }) => Promise<unknown>): unknown;
};

/** The part of the router that `contract.federation` and `contract.doors` want. */
export function outsideRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const office = (): Office => ({
    ...{ way: state.answers.way ?? 'domain', domain: state.domain, ports: state.answers.ports, admins: [] },
    ...(state.federation && { federation: state.federation }),
    ...(state.doors && { doors: state.doors }),
  });
  const deciding = {
    ...{ changes: { note: () => 0, page: () => [] } satisfies Changes, events: { emit } as Events, office },
    change: async (part: Partial<Office>) => void Object.assign(state, part),
  };
  const runs = () => state.status.state === 'running';
  const opened = (): OpenedPorts | undefined => {
    if (!runs()) return undefined;
    const rows = officeDoors(office());
    const taken = (type: string, port: number) => state.taken.has(`${type} ${port}`);
    return {
      ports: rows
        .filter(({ type, port }) => !taken(type, port))
        .flatMap((row) =>
          transportsOf(row).map((over) => ({ type: row.type, port: row.port, transport: over })),
        ),
      closed: rows
        .filter(({ type, port }) => taken(type, port))
        .map(({ type, port }) => ({ type, port, code: 'port.in-use' })),
    };
  };
  const engine = {
    ...state.others.federation,
    async report() {
      if (!runs()) throw problem('server.not-running', {});
      return state.others.federation.report();
    },
  };
  const calls = outsideCalls({
    federation: createFederation({ engine, ...deciding, now: Date.now }),
    doors: createDoors({
      ...deciding,
      ...{ opened, portOwner: async (port) => state.taken.get(`stun ${port}`) },
    }),
  });
  const known = (error: unknown) =>
    error instanceof ProblemError ? refuse({ code: error.code, data: error.data } as Problem) : error;
  const area = (name: keyof Calls) =>
    Object.fromEntries(
      Object.entries(calls[name]).map(([call, run]) => {
        const implementer = os[name][call] as Implementer;
        return [
          call,
          implementer.handler(async ({ input, signal }) => {
            try {
              const answer = await (run as Handler)(input, { session: null, signal });
              return call === 'try'
                ? refusing(answer as AsyncGenerator<unknown>, known)
                : structuredClone(answer);
            } catch (error) {
              throw known(error);
            }
          }),
        ];
      }),
    );
  return { federation: area('federation'), doors: area('doors') };
}

/** What a stream throws on its way, as the dispatcher passes it on. */
async function* refusing(stream: AsyncGenerator<unknown>, known: (error: unknown) => unknown) {
  try {
    yield* stream;
  } catch (error) {
    throw known(error);
  }
}

const HOUR = 3_600_000;

/** Companies a joinery writes to: one works by certificate, one by dialback, one waits, one refuses, one is at rest. */
export function fillOutside(state: OutsideState, policy: FederationPolicy = 'open'): void {
  const { domains } = state.others.outside;
  const now = Date.now();
  const at = (hours: number) => now - hours * HOUR;
  const add = (remote: EngineRemote) => domains.set(remote.domain, remote);
  const secure = { how: 'starttls', version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' } as const;
  const link = {
    bidirectional: false,
    local: 'fabrik-martin.example',
    managed: true,
    flaw: null,
    security: secure,
  } as const;
  state.federation = {
    policy,
    companies: {
      'bois-duval.example': { allowed: true, certificate: true },
      'architectes-lemaire.example': { allowed: true },
    },
  };
  add(
    freshRemote('bois-duval.example', {
      ...{ state: 'works', sent: 1240, received: 986, firstSeen: at(400), lastActive: at(0.1) },
      links: [
        {
          ...link,
          direction: 'out',
          since: at(30),
          address: '203.0.113.7',
          port: 5269,
          proof: 'certificate',
        },
        {
          ...link,
          direction: 'in',
          since: at(29),
          address: '203.0.113.7',
          port: 41_822,
          proof: 'certificate',
        },
      ],
    }),
  );
  add(
    freshRemote('architectes-lemaire.example', {
      ...{ state: 'works', sent: 84, received: 102, firstSeen: at(200), lastActive: at(2) },
      links: [
        {
          ...{
            ...link,
            direction: 'out',
            since: at(3),
            address: '2001:db8:4::9',
            port: 5270,
            proof: 'dialback',
          },
          ...{ bidirectional: true, security: { ...secure, how: 'direct' } },
          flaw: {
            code: 'certificate.self-signed',
            because: 'it has signed itself, and nobody we trust vouches for it',
          },
        },
      ],
    }),
  );
  add(
    freshRemote('mairie-saint-andre.example', {
      ...{ state: 'waiting', sent: 12, bounced: 3, queued: 2, failures: 4, firstSeen: at(60) },
      ...{ lastActive: at(20), nextAttempt: now + 240_000 },
      problem: freshProblem('certificate.expired', {
        ...{ at: at(0.2), target: 'xmpp.mairie-saint-andre.example:5269' },
        detail: 'certificate has expired: notAfter Nov 14 23:59:59 2026 GMT',
        certificate: {
          ...{ subject: 'CN=mairie-saint-andre.example', issuer: 'C=US, O=Let’s Encrypt, CN=R11' },
          expires: at(190),
        },
      }),
    }),
  );
  add(
    freshRemote('quincaillerie-centrale.example', {
      ...{ state: 'refused', bounced: 1, failures: 1, firstSeen: at(5) },
      problem: freshProblem('dns.no-server', {
        ...{
          at: at(4),
          detail: 'SRV _xmpp-server._tcp.quincaillerie-centrale.example: NXDOMAIN; A, AAAA: none',
        },
      }),
    }),
  );
  add(
    freshRemote('gagnez.example', {
      ...{ state: 'refused', allowed: false, failures: 1, firstSeen: at(1) },
      problem: freshProblem('policy.blocked', {
        at: at(1),
        direction: 'in',
        detail: 'blocked for fabrik-martin.example',
      }),
    }),
  );
  add(
    freshRemote('menuiserie-van-den-bergh-en-zonen.example', {
      ...{ state: 'idle', sent: 6, received: 7, firstSeen: at(90), lastActive: at(49) },
    }),
  );
}
