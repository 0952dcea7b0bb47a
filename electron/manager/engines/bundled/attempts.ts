/** Attempts to connect, by the server's commands (server/attempts). */
import { z } from 'zod';
import type { Attempt, AttemptsEngine } from '../attempts.ts';
import { type Online, split } from './commands.ts';

/** The server's word for what stopped it, and the contract's. */
const CODES = {
  http: 'browser',
  'tls-too-soon': 'tls-too-soon',
  'tls-expected': 'tls-expected',
  'not-xmpp': 'not-xmpp',
  'tls-old': 'old-tls',
  'tls-no-cipher': 'tls-failed',
  'certificate-refused': 'certificate-refused',
  'tls-failed': 'tls-failed',
  'left-at-tls': 'certificate-perhaps',
  'no-tls': 'no-encryption',
  'wrong-domain': 'wrong-domain',
  'no-mechanism': 'no-way-in',
  'left-at-login': 'left-at-login',
  'wrong-password': 'wrong-password',
  'whole-address': 'whole-address',
  'token-expired': 'left-at-login',
  disabled: 'disabled',
  throttled: 'throttled',
  'other-connection': 'somebody-between',
  'other-account': 'other-account',
  'login-broken': 'login-broken',
  'left-at-binding': 'left-at-binding',
  'too-many-connections': 'too-many-connections',
  'too-many-sessions': 'too-many-devices',
  silent: 'silent',
} as const satisfies Record<string, Attempt['stopped']>;

const row = z.object({
  id: z.number(),
  source: z.string(),
  door: z.string(),
  stage: z.string(),
  stopped: z.enum(Object.keys(CODES) as (keyof typeof CODES)[]).nullable(),
  because: z.string(),
  account: z.string().nullable(),
  exists: z.boolean(),
  asked: z.string().nullable(),
  meant: z.string().nullable(),
  mechanism: z.string().nullable(),
  tls: z.string().nullable(),
  program: z.string().nullable(),
  resource: z.string().nullable(),
  until: z.number().nullable(),
  times: z.number(),
  since: z.number(),
  at: z.number(),
});

/** Answer of `connection_attempts`. */
const report = z.object({
  rows: z.array(row),
  strangers: z.object({
    times: z.number(),
    sources: z.number(),
    since: z.number().nullable(),
    at: z.number().nullable(),
    latest: z.array(row),
  }),
});

const whatOf = ({ stopped, because, account, asked }: z.infer<typeof row>): string =>
  [stopped ?? 'connected', account ?? asked, because].filter(Boolean).join(' · ');

function attemptOf({
  door,
  stage,
  mechanism,
  tls,
  because,
  stopped,
  ...known
}: z.infer<typeof row>): Attempt {
  const technical = [
    `${known.source}, ${door}: ${stopped ?? 'connected'} (${stage})`,
    [tls, mechanism].filter(Boolean).join(', '),
    because.trim(),
  ].filter((line) => line !== '');
  // Told apart here, and by nobody on the wire.
  const unknown = stopped === 'wrong-password' && !known.exists;
  return { ...known, technical, stopped: stopped && (unknown ? 'unknown-name' : CODES[stopped]) };
}

export function createAttemptsEngine(online: Online): AttemptsEngine {
  return {
    async report() {
      const { rows, strangers } = report.parse(await online('connection_attempts'));
      return {
        attempts: rows.map(attemptOf),
        strangers: {
          ...strangers,
          latest: strangers.latest.map((one) => ({ source: one.source, what: whatOf(one), at: one.at })),
        },
      };
    },
    forgive: async (address, source) =>
      void (await online('forgive_failed_logins', { ...split(address), address: source })),
  };
}
