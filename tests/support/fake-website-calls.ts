/** The calls about a web server in front, for the pages under test: the manager's own area, on a world in memory. */
import type { ORPCError } from '@orpc/server';
import type { ManagerEvent, Problem, WebsiteCheck, WebsiteFront } from '../../electron/contract/index.ts';
import { websiteCalls } from '../../electron/manager/calls/website.ts';
import type { Changes } from '../../electron/manager/changes.ts';
import type { Events } from '../../electron/manager/events.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { ProblemError } from '../../electron/manager/problem.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { createWebsite } from '../../electron/manager/website/website.ts';

/** What of the fake state concerns it. */
export interface WebsiteFacts {
  website: WebsiteFront | undefined;
  onePort: boolean;
  /** What has port 443. */
  webOwner: string | undefined;
  /** What a check finds. */
  websiteChecks: WebsiteCheck[];
}

const fine = (id: WebsiteCheck['id'], path: string): WebsiteCheck => ({
  ...{ id, state: 'fine', trouble: null, data: {} },
  sent: [`GET ${path} HTTP/1.1`, 'host: xmpp.fabrik-martin.example', 'user-agent: Chatelaine'],
  came: ['HTTP/1.1 200 OK', 'server: nginx', 'content-type: application/json'],
});

export const freshWebsite = (): WebsiteFacts => ({
  ...{ website: undefined, onePort: false, webOwner: 'nginx' },
  websiteChecks: [
    fine('reach', '/'),
    fine('passed-on', '/.well-known/chatelaine/x'),
    fine('files', '/upload/chatelaine/check'),
    fine('upload', '/upload/x/chatelaine-check.bin'),
    fine('pages', '/upload/chatelaine/check'),
    fine('websocket', '/xmpp-websocket'),
    fine('bosh', '/http-bind'),
    fine('host-meta', '/.well-known/host-meta.json'),
  ],
});

/** As it is on many a website: passwords are refused, large files do not pass, and the domain does not say where chat is. */
export function troubledWebsite(facts: WebsiteFacts): void {
  facts.website = { program: 'nginx', name: 'xmpp.fabrik-martin.example', machine: null };
  const trouble = (id: WebsiteCheck['id'], change: Partial<WebsiteCheck>) => {
    const found = facts.websiteChecks.find((check) => check.id === id)!;
    Object.assign(found, { state: 'broken' }, change);
  };
  trouble('passed-on', { trouble: 'not-encrypted', data: { header: 'X-Forwarded-Proto' } });
  for (const id of ['websocket', 'bosh'] as const) trouble(id, { state: 'skipped', sent: [], came: [] });
  trouble('files', {
    ...{ trouble: 'file-too-small', data: { status: 413, megabytes: 100, limit: 1, server: 'nginx/1.22.1' } },
    sent: [
      'PUT /upload/chatelaine/check HTTP/1.1',
      'host: xmpp.fabrik-martin.example',
      'content-length: 104857600',
    ],
    came: ['HTTP/1.1 413 Request Entity Too Large', 'server: nginx'],
  });
  trouble('host-meta', {
    ...{ trouble: 'host-meta-missing', data: { name: 'fabrik-martin.example', status: 404 } },
    came: ['HTTP/1.1 404 Not Found', 'server: nginx'],
  });
}

interface State extends WebsiteFacts {
  readonly domain: string;
  readonly status: { readonly state: string };
  readonly answers: { readonly way: Office['way'] | null; readonly ports: Office['ports'] };
}
type Calls = ReturnType<typeof websiteCalls>;
// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { website: any };

/** The part of the router that `contract.website` wants. */
export function websiteRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const website = createWebsite({
    engine: { mirror: async () => '/.well-known/chatelaine/x', slot: async () => undefined },
    changes: { note: () => 0, page: () => [] } satisfies Changes,
    events: { emit } as Events,
    office: () => ({
      ...{ way: 'domain', domain: state.domain, ports: state.answers.ports, admins: [] },
      ...(state.website && { website: state.website }),
      onePort: state.onePort,
    }),
    change: async (part) => void Object.assign(state, part),
    portOwner: async () => state.webOwner,
    opened: () => ({ ports: state.webOwner ? [] : [{ port: 443 }] }),
    addresses: () => ['192.168.1.20'],
    ask: () => Promise.reject(new Error('the world is not here')),
    clock: systemClock,
    log: { info: () => {} } as never,
    kept: { get: () => undefined, set() {} },
    isSetUp: () => true,
    serverRuns: () => state.status.state === 'running',
  });
  const calls: Calls = {
    ...websiteCalls({ website }),
    async check() {
      if (state.status.state !== 'running') throw refuse({ code: 'server.not-running', data: {} });
      return { checks: structuredClone(state.websiteChecks), at: Date.now() };
    },
  };
  return {
    website: Object.fromEntries(
      Object.entries(calls).map(([name, run]) => [
        name,
        os.website[name].handler(async ({ input }: { input: never }) => {
          try {
            return structuredClone(await (run as unknown as (input: never) => Promise<unknown>)(input));
          } catch (error) {
            if (error instanceof ProblemError)
              throw refuse({ code: error.code, data: error.data } as Problem);
            throw error;
          }
        }),
      ]),
    ),
  };
}
