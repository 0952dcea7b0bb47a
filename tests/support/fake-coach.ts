/** Who tries to connect, and who has left, in memory, for the pages under test. */
import type { ORPCError } from '@orpc/server';
import type {
  CoachNews,
  Leaver,
  LeavingPreview,
  ManagerEvent,
  Person,
  Problem,
} from '../../electron/contract/index.ts';
import { type Office, storiesOf } from '../../electron/manager/coach/stories.ts';
import type { Attempt } from '../../electron/manager/engines/attempts.ts';

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { coach: any; leaving: any };
interface State {
  readonly domain: string;
  readonly people: Person[];
  readonly status: { readonly state: string };
}

const HOME = '203.0.113.9';
const DAY = 86_400_000;

/** A morning at the office: one who is in, one with the old password, a tablet that does not trust us, a slip of the finger. */
export function fakeAttempts(domain: string, now: number): Attempt[] {
  const one = (ago: number, source: string, rest: Partial<Attempt>): Attempt => ({
    ...{
      id: ago,
      source,
      stopped: null,
      account: null,
      exists: true,
      asked: null,
      meant: null,
      program: null,
    },
    ...{ resource: null, until: null, times: 1, since: now - ago * 1000, at: now - ago * 1000 },
    technical: [`${source}, starttls: ${rest.stopped ?? 'connected'}`, 'TLSv1.3, SCRAM-SHA-256'],
    ...rest,
  });
  const [first, second] = ['marie', 'otto'].map((name) => `${name}@${domain}`);
  return [
    one(4, HOME, { account: first!, stopped: 'wrong-password', times: 3 }),
    one(20, '192.168.1.31', { account: second!, resource: 'gajim.7X' }),
    one(50, '192.168.1.31', { account: second!, stopped: 'no-encryption' }),
    one(90, '192.168.1.40', { stopped: 'certificate-refused', asked: domain }),
    one(200, '192.168.1.41', {
      account: `mrie@${domain}`,
      exists: false,
      meant: first!,
      stopped: 'unknown-name',
    }),
  ];
}

export function fakeNews(state: State, now = Date.now()): CoachNews {
  const office: Office = {
    people: new Map(state.people.map((person) => [person.address, person])),
    waiting: new Set(),
    passwordChangedAt: (address) => (address.startsWith('marie') ? now - 900_000 : null),
    publicCertificate: false,
    program: () => undefined,
  };
  const latest = [{ source: '198.51.100.7', what: 'http · GET', at: now - 60_000 }];
  return {
    running: state.status.state === 'running',
    stories: storiesOf(fakeAttempts(state.domain, now), office, now),
    strangers: { times: 31, sources: 12, since: now - DAY, at: now - 60_000, latest },
  };
}

/** The part of the router that `contract.coach` and `contract.leaving` want. */
export function coachRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const left = new Map<string, Leaver>();
  const rooms = (successor: string | null): LeavingPreview['rooms'] => [
    {
      ...{ address: `plans@conference.${state.domain}`, name: 'Plans', standing: 'owner' },
      becomes: successor === null ? 'stays' : 'handed-over',
    },
    { address: `lunch@conference.${state.domain}`, name: 'Lunch', standing: 'member', becomes: 'left' },
  ];
  const teams = [{ id: 'workshop', label: 'Workshop' }];
  const personOf = (address: string) => {
    const person = state.people.find((one) => one.address === address);
    if (!person) throw refuse({ code: 'person.unknown', data: { address } });
    return person;
  };
  const changed = (address: string) => emit({ type: 'people.changed', address });
  return {
    coach: {
      watch: os.coach.watch.handler(async function* ({
        input,
        signal,
      }: {
        input: { person: string | null };
        signal?: AbortSignal;
      }) {
        const news = fakeNews(state);
        const { person } = input;
        yield {
          ...news,
          stories: news.stories.filter((story) => person === null || story.person === person),
        };
        await new Promise<void>((resolve) =>
          signal?.addEventListener('abort', () => resolve(), { once: true }),
        );
      }),
      letIn: os.coach.letIn.handler(() => ({})),
    },
    leaving: {
      list: os.leaving.list.handler(() => [...left.values()]),
      preview: os.leaving.preview.handler(
        ({ input }: { input: { address: string; successor: string | null } }): LeavingPreview => {
          const person = personOf(input.address);
          return {
            ...{
              address: person.address,
              displayName: person.displayName,
              devices: person.devices.length,
              teams,
            },
            rooms: rooms(input.successor),
            remains: {
              ...{ messages: 412, waiting: 0, contacts: 9, files: 3, fileBytes: 4_200_000 },
              ...{ keepDays: { people: 365, rooms: 0 }, fileDays: 90 },
            },
            successors: state.people
              .filter(({ address, disabled }) => !disabled && address !== person.address)
              .map(({ address, displayName }) => ({ address, displayName })),
          };
        },
      ),
      start: os.leaving.start.handler(
        ({
          input,
        }: {
          input: { address: string; successor: string | null; removeAfterDays: number | null; copy: boolean };
        }) => {
          const { address, successor, removeAfterDays, copy } = input;
          const person = personOf(address);
          Object.assign(person, { disabled: true, devices: [] });
          const leaver: Leaver = {
            ...{ address, displayName: person.displayName, state: 'left', leftAt: Date.now(), successor },
            removeAt: removeAfterDays === null ? null : Date.now() + removeAfterDays * DAY,
            ...{ rooms: rooms(successor), teams, copying: null, jobId: null, problem: null, wantsCopy: copy },
            copy: copy ? { bytes: 4_500_000, at: Date.now(), messages: 412, files: 3 } : null,
          };
          left.set(address, leaver);
          changed(address);
          return leaver;
        },
      ),
      back: os.leaving.back.handler(({ input: { address } }: { input: { address: string } }) => {
        left.delete(address);
        Object.assign(personOf(address), { disabled: false });
        changed(address);
        return {};
      }),
      copy: os.leaving.copy.handler(({ input: { address } }: { input: { address: string } }) => ({
        ...{
          name: `${address} 2026-11-22.zip`,
          size: 4,
          data: Buffer.from('PK__').toString('base64'),
          next: null,
        },
      })),
      forgetCopy: os.leaving.forgetCopy.handler(({ input: { address } }: { input: { address: string } }) => {
        const leaver = left.get(address);
        if (leaver) left.set(address, { ...leaver, copy: null });
        changed(address);
        return {};
      }),
    },
  };
}
