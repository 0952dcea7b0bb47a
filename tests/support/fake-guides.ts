/** Guides for pages under test: the manager's own, over what is in memory. */
import { createGuides } from '../../electron/manager/guides/guides.ts';
import { officeOf, reportOf } from './fake-names.ts';
import type { FakeState } from './fake-state.ts';

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = any;

/** The part of the router that `contract.guides` wants. */
export function guidesRouter(os: Part, state: FakeState): Part {
  const guides = createGuides({
    office: () => ({ ...officeOf(state), way: state.answers.way ?? 'domain', ports: state.answers.ports }),
    addresses: () => ['192.168.1.47', 'atelier.local'],
    dns: (domain) => ({
      rightAt: state.rightAt,
      report: state.neverLooked ? null : reportOf(state, domain),
    }),
    own: async () =>
      state.authority && state.certificate
        ? { ...state.certificate, sha1: state.certificate.fingerprint.slice(0, 59) }
        : undefined,
    rooms: async () => (await state.rooms.list(state.domain)).rooms,
    chat: () => (state.webchat?.on === false ? null : `https://xmpp.${state.domain}:5443/chat`),
    person: async (address) => state.people.find((one) => one.address === address) ?? state.people[0]!,
  });
  return {
    way: os.guides.way.handler(({ input }: Part) => guides.way(input.domain)),
    fill: os.guides.fill.handler(({ input }: Part) => guides.fill(input)),
  };
}
