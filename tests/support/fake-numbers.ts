/** Numbers of an office with 23 people, and notices, in memory: for the pages under test. */
import type {
  ManagerEvent,
  Notice,
  NoticesState,
  NumberId,
  NumberRange,
  NumberSpan,
  NumbersNow,
  WayTrial,
} from '../../electron/contract/index.ts';
import { numberId } from '../../electron/contract/numbers.ts';
import { DEFAULT_CONFIG } from '../../electron/manager/notices/config.ts';
import { bucketsBetween, RANGES } from '../../electron/manager/numbers/buckets.ts';
import { seriesOf } from '../../electron/manager/numbers/span.ts';
import type { Point } from '../../electron/manager/numbers/store.ts';

export interface NumbersFacts {
  numbers: {
    disk: NumbersNow['disk'];
    /** Nothing was counted yet. */
    empty: boolean;
    /** When the manager was off. */
    gap: { from: number; to: number } | null;
  };
  notices: Omit<NoticesState, 'administrators'>;
  /** What a test of a way answers. */
  trials: Record<'desktop' | 'xmpp' | 'mail', WayTrial>;
}

const DAY = 86_400_000;
const GB = 1024 ** 3;

export const freshNumbers = (now = Date.now()): NumbersFacts => ({
  numbers: {
    disk: {
      ...{ kind: 'fills', at: now + 121 * DAY, early: now + 96 * DAY, late: now + 150 * DAY },
      bytesPerDay: 0.35 * GB,
    },
    empty: false,
    gap: null,
  },
  notices: {
    config: structuredClone(DEFAULT_CONFIG),
    password: false,
    told: [],
    troubles: { desktop: null, xmpp: null, mail: null },
  },
  trials: {
    desktop: { ok: true, told: [] },
    xmpp: { ok: true, told: ['sophie@atelier-martin.fr'] },
    mail: { ok: true, told: ['sophie@example.org'] },
  },
});

/** How busy an office is, from 0 to 1: by day, and hardly at the weekend. */
function busy(at: number): number {
  const time = new Date(at);
  const hour = time.getHours() + time.getMinutes() / 60;
  const day = Math.max(0, Math.sin(((hour - 7) / 12) * Math.PI));
  return (0.08 + 0.92 * day) * (time.getDay() % 6 === 0 ? 0.15 : 1) * (0.9 + 0.1 * Math.sin(at / 777_000));
}

const shape: Record<NumberId, (at: number, now: number, minutes: number) => number> = {
  up: () => 1,
  people: (at) => Math.round(2 + 16 * busy(at)),
  accounts: () => 23,
  sessions: (at) => Math.round(4 + 27 * busy(at)),
  sent: (at, _, minutes) => Math.round(3.1 * busy(at) * minutes),
  received: (at, _, minutes) => Math.round(5.2 * busy(at) * minutes),
  archived: (at, now) => 214_000 - ((now - at) / DAY) * 610,
  database: (at, now) => 640 * 1024 ** 2 - ((now - at) / DAY) * 1.6 * 1024 ** 2,
  uploads: (at, now) => 41 * GB - ((now - at) / DAY) * 0.09 * GB,
  used: (at, now) => 47 * GB - ((now - at) / DAY) * 0.11 * GB,
  free: (at, now) => 42 * GB + ((now - at) / DAY) * 0.35 * GB,
  s2sIn: (at) => Math.round(1 + 3 * busy(at)),
  s2sOut: (at) => Math.round(1 + 4 * busy(at)),
  loginsFailed: (at, _, minutes) => Math.round(0.012 * minutes * (1 + Math.sin(at / 9e6))),
  serverMemory: (at) => (96 + 22 * busy(at)) * 1024 ** 2,
  managerMemory: () => 128 * 1024 ** 2,
  delay: (at) => 0.4 + 7 * busy(at),
  certificate: (at, now) => 61 + Math.round((now - at) / DAY),
};

function pointsOf(at: number, step: number, now: number): Point[] {
  const minutes = step / 60_000;
  return numberId.options.map((series) => {
    const value = shape[series](at, now, minutes);
    const isFlow = series === 'sent' || series === 'received' || series === 'loginsFailed';
    const each = isFlow ? value / minutes : value;
    return {
      ...{ at, series, n: minutes, sum: isFlow ? value : value * minutes },
      ...{ low: Math.floor(each * 0.8), high: Math.ceil(each * 1.2) },
    };
  });
}

export function fakeSpan({ numbers }: NumbersFacts, range: NumberRange, now = Date.now()): NumberSpan {
  const { ms, tier } = RANGES[range];
  const at = bucketsBetween(tier, now - ms, now);
  const { gap } = numbers;
  const counted = numbers.empty ? [] : at.filter((one) => !gap || one < gap.from || one > gap.to);
  const points = counted.flatMap((one) => pointsOf(one, tier.ms, now));
  const from = at[0]!;
  const mark = (share: number, kind: NumberSpan['marks'][number]['kind'], failed = false) => ({
    ...{ at: from + Math.round((now - from) * share), kind, failed },
  });
  return {
    ...{ range, from, to: now, at, series: seriesOf(at, points) },
    marks: numbers.empty ? [] : [mark(0.3, 'backup'), mark(0.55, 'update'), mark(0.56, 'restart')],
  };
}

export const fakeNow = ({ numbers }: NumbersFacts, online: number, total: number): NumbersNow => {
  const now = Date.now();
  if (numbers.empty)
    return {
      at: null,
      values: {},
      disk: { kind: 'unknown', because: 'no-numbers' },
      lastDay: { messages: null, up: null },
    };
  const values = Object.fromEntries(
    numberId.options.map((id) => [id, shape[id](now, now, 1)]),
  ) as NumbersNow['values'];
  return {
    at: now - 20_000,
    values: { ...values, people: online, accounts: total, sessions: Math.round(online * 1.4) },
    disk: numbers.disk,
    lastDay: { messages: 1_240, up: 0.9996 },
  };
};

interface State extends NumbersFacts {
  readonly domain: string;
  readonly people: readonly {
    readonly address: string;
    readonly admin: boolean;
    readonly devices: readonly unknown[];
  }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { numbers: any; notices: any };

export function numbersRouter(
  // biome-ignore lint/suspicious/noExplicitAny: as above
  os: any,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
): Part {
  const admins = () => state.people.filter(({ admin }) => admin).map(({ address }) => address);
  const answer = (): NoticesState => structuredClone({ ...state.notices, administrators: admins() });
  return {
    numbers: {
      now: os.numbers.now.handler(() =>
        fakeNow(state, state.people.filter(({ devices }) => devices.length > 0).length, state.people.length),
      ),
      range: os.numbers.range.handler(({ input }: { input: { range: NumberRange } }) =>
        fakeSpan(state, input.range),
      ),
    },
    notices: {
      get: os.notices.get.handler(answer),
      set: os.notices.set.handler(
        ({ input }: { input: Partial<NoticesState['config']> & { password?: string } }) => {
          const { password, ...change } = input;
          Object.assign(state.notices.config, change);
          if (password !== undefined) state.notices.password = password !== '';
          emit({ type: 'notices.changed' });
          return answer();
        },
      ),
      test: os.notices.test.handler(({ input: { way } }: { input: { way: keyof State['trials'] } }) => {
        if (way === 'desktop') emit({ type: 'notice', notice: testNotice(state.domain) });
        return state.trials[way];
      }),
    },
  };
}

const testNotice = (subject: string): Notice => ({
  ...{ id: 'test', kind: 'test', ended: false, urgent: false, subject, data: {} },
  ...{ since: Date.now(), at: Date.now() },
});
