/** The router in front of the fake office, for the pages under test: it opens what it is asked for, or stands as a test says. */

import type {
  IpFamily,
  ManagerEvent,
  RouterCase,
  RouterMapping,
  RouterState,
} from '../../electron/contract/index.ts';
import { routerFindings } from '../../electron/manager/routers/findings.ts';
import { wishesOf } from '../../electron/manager/routers/wishes.ts';

const FLOWS = [
  { protocol: 'tcp', from: 5222, to: 5222, why: 'programs', need: 'required' },
  { protocol: 'tcp', from: 5223, to: 5223, why: 'programs', need: 'required' },
  { protocol: 'tcp', from: 5443, to: 5443, why: 'web', need: 'useful' },
  { protocol: 'tcp', from: 5269, to: 5269, why: 'companies', need: 'useful' },
  { protocol: 'tcp', from: 5270, to: 5270, why: 'companies', need: 'useful' },
  { protocol: 'udp', from: 3478, to: 3478, why: 'calls', need: 'useful' },
  { protocol: 'tcp', from: 3478, to: 3478, why: 'calls', need: 'useful' },
  { protocol: 'tcp', from: 5349, to: 5349, why: 'calls', need: 'useful' },
  { protocol: 'udp', from: 49152, to: 49351, why: 'calls-relay', need: 'useful' },
  { protocol: 'tcp', from: 7777, to: 7777, why: 'files', need: 'useful' },
] as const;

export interface RouterFacts {
  box: Omit<RouterState, 'findings' | 'mappings'>;
  /** How each door stands once it was asked for, where not `open`. */
  boxDoors: Partial<Record<string, Pick<RouterMapping, 'state' | 'said'>>>;
}

export const freshRouter = (): RouterFacts => ({
  boxDoors: {},
  box: {
    ...{ at: null, working: false, choice: { on: false, removeAtEnd: false } },
    router: { v4: '192.168.1.1', v6: 'fe80::1%eth0', name: null },
    here: { name: 'atelier', v4: '192.168.1.47', v6: '2001:db8:7::47' },
    outside: { router: null, seen: null },
    ...{ answers: [], cases: { v4: 'not-looked', v6: 'not-looked' } },
  },
});

/** Stands as a test says, after a look. */
export function routerStands(
  facts: RouterFacts,
  v4: RouterCase,
  v6: RouterCase = 'silent',
  change: Partial<RouterFacts['box']> = {},
): void {
  const answer = (family: IpFamily, is: 'answers' | 'silent', said: string) =>
    ({ protocol: 'upnp', family, is, said }) as const;
  Object.assign(facts.box, {
    ...{ at: Date.now() - 60_000, cases: { v4, v6 } },
    router: { ...facts.box.router, name: v4 === 'silent' ? null : 'Livebox 6' },
    outside: { router: v4 === 'silent' ? null : '203.0.113.24', seen: null },
    answers: [
      answer('v4', v4 === 'silent' ? 'silent' : 'answers', v4 === 'silent' ? 'no answer' : '203.0.113.24'),
      answer('v6', 'silent', 'no answer'),
    ],
    ...change,
  });
}

export function routerNow({ box: router, boxDoors }: RouterFacts): RouterState {
  const flows = FLOWS.map(({ from, to, ...flow }) => ({
    ...flow,
    direction: 'in' as const,
    ports: { from, to },
    from: null,
  }));
  const mappings = wishesOf(flows, ['v4', 'v6']).map(({ byHand, ...wish }): RouterMapping => {
    const open = router.choice.on && !byHand && (wish.family === 'v4' || router.cases.v6 === 'mapped');
    const until = open ? Date.now() + 7200_000 : null;
    const stands = {
      state:
        byHand || (wish.family === 'v6' && router.cases.v6 === 'silent')
          ? 'by-hand'
          : open
            ? 'open'
            : router.choice.on
              ? 'refused'
              : 'idle',
      said: '',
    } as const;
    return {
      ...wish,
      ...stands,
      by: open ? 'upnp' : null,
      until,
      renewsAt: until && until - 3600_000,
      ...boxDoors[wish.id],
    };
  });
  const shown = { ...structuredClone(router), mappings };
  return { ...shown, findings: routerFindings(shown) };
}

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { router: any };

/** The part of the router of calls that `contract.router` wants. */
export function boxRouter(os: Part, state: RouterFacts, emit: (event: ManagerEvent['event']) => void): Part {
  const told = (change: () => void) => () => {
    change();
    emit({ type: 'router.changed' });
    return routerNow(state);
  };
  return {
    router: {
      get: os.router.get.handler(() => routerNow(state)),
      look: os.router.look.handler(
        told(() => {
          if (state.box.cases.v4 === 'not-looked') routerStands(state, 'ready');
          state.box.at = Date.now();
        }),
      ),
      map: os.router.map.handler(({ input }: { input: { removeAtEnd: boolean } }) =>
        told(() => {
          state.box.choice = { on: true, ...input };
          if (state.box.cases.v4 === 'ready') state.box.cases.v4 = 'mapped';
        })(),
      ),
      unmap: os.router.unmap.handler(
        told(() => {
          state.box.choice.on = false;
          if (state.box.cases.v4 === 'mapped') state.box.cases.v4 = 'ready';
        }),
      ),
    },
  };
}
