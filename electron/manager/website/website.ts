/** Chatelaine behind a web server: what that needs, whether it is so, and whether all of it arrives. */

import type { Logger } from 'pino';
import type { SiteFile, WebsiteCheck, WebsiteFront, WebsiteState } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { WebsiteEngine } from '../engines/website.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../host.ts';
import { isOnePortOpen, ONE_PORT, officeDoors, USUAL_PORTS, webAddressOf } from '../office-doors.ts';
import { explain } from '../problem.ts';
import type { Office } from '../settings.ts';
import type { Ask } from './ask.ts';
import { checkWebsite } from './check.ts';
import { fileIn } from './comments.ts';
import { siteFiles } from './files.ts';
import { readFront, usualName } from './name.ts';
import { createWebsiteWatch, type WebsiteAlarm } from './watch.ts';

export interface Website {
  get(): Promise<WebsiteState>;
  /** Refused with `settings.refused`. */
  files(front: WebsiteFront, language?: 'en' | 'fr'): SiteFile[];
  use(front: WebsiteFront | null): Promise<WebsiteState>;
  setOnePort(wanted: boolean): Promise<WebsiteState>;
  check(): Promise<{ checks: WebsiteCheck[]; at: number }>;
  /** What was right and does not arrive any more; null while nothing is certain. */
  alarm(): WebsiteAlarm | null;
  /** Looks by itself from now on, where a web server stands in front. */
  begin(): void;
  close(): void;
}

export interface WebsiteParts {
  readonly engine: WebsiteEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** The program that has a port, where the system says so. */
  readonly portOwner: (port: number) => Promise<string | undefined>;
  /** Undefined while the server does not run. */
  readonly opened: () => { readonly ports: readonly { readonly port: number }[] } | undefined;
  /** This machine's addresses on its networks. */
  readonly addresses: () => readonly string[];
  /** Built when it is needed: it trusts what colleagues' programs trust. */
  readonly ask: () => Promise<Ask>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
  /** What must survive a restart. */
  readonly kept: Kept;
  readonly isSetUp: () => boolean;
  readonly serverRuns: () => boolean;
}

const KEPT = 'website.watch';

/** How the system calls the web servers we know. */
const PROGRAMS: Readonly<Record<string, WebsiteFront['program']>> = {
  ...{ nginx: 'nginx', apache2: 'apache', httpd: 'apache', caddy: 'caddy', haproxy: 'haproxy' },
};

export function createWebsite(parts: WebsiteParts): Website {
  const { engine, changes, events, office, change, portOwner, addresses, opened, clock, kept } = parts;
  let unlisten = () => {};
  const watch = createWebsiteWatch({
    clock,
    kept: { get: () => kept.get(KEPT), set: (value) => kept.set(KEPT, value) },
    name: () => (parts.isSetUp() ? office().website?.name : undefined),
    running: parts.serverRuns,
    look: check,
    changed: () => events.emit({ type: 'findings.changed' }),
    failed: (error) =>
      parts.log.info({ subsystem: 'website', cause: explain(error) }, 'the website could not be checked'),
  });

  async function check(): Promise<{ checks: WebsiteCheck[]; at: number }> {
    const [mirror, ask] = await Promise.all([engine.mirror(), parts.ask()]);
    const { domain, website } = office();
    const open = isOnePortOpen(office(), opened());
    const facts = {
      ...{ address: webAddressOf(office(), open), domain, behind: website !== undefined },
      slot: (bytes: number) => engine.slot(domain, bytes),
    };
    const checks = await checkWebsite({ ...facts, ask, mirror });
    const at = clock.now();
    if (website) watch.saw({ name: website.name, checks, at });
    return { checks, at };
  }

  async function get(): Promise<WebsiteState> {
    const { domain, website, onePort = false } = office();
    const open = isOnePortOpen(office(), opened());
    // Open, the port is our own server's: nobody to stand behind.
    const by = open ? null : ((await portOwner(ONE_PORT)) ?? null);
    const owner = open ? null : (by ?? (await portOwner(80)) ?? null);
    const program = (owner !== null && Object.hasOwn(PROGRAMS, owner) && PROGRAMS[owner]) || 'nginx';
    return {
      ...{ domain, owner, inUse: website ?? null, address: webAddressOf(office(), open) },
      onePort: { wanted: onePort, open: opened() ? open : null, by },
      suggestion: website ?? { program, name: usualName(domain), machine: null },
    };
  }

  return {
    get,
    files(wish, language = 'en') {
      const { domain, otherPorts, ports } = office();
      const serversDirect = officeDoors(office()).find(
        ({ type, tls }) => type === 's2s' && tls === 'direct',
      )?.port;
      const here = addresses()[0] ?? domain;
      const files = siteFiles(readFront(wish, domain), {
        domain,
        here,
        ports: { ...ports, serversDirect },
        webPort: otherPorts?.web ?? USUAL_PORTS.web,
      });
      return files.map((file) => fileIn(file, language));
    },
    async use(wish) {
      const { domain, website: before } = office();
      const website = wish === null ? undefined : readFront(wish, domain);
      await change({ website });
      const text = (front: WebsiteFront | undefined) => (front ? JSON.stringify(front) : null);
      changes.note({
        ...{ action: 'website.use', subject: website?.name ?? domain, state: 'applied' },
        ...{ before: text(before), after: text(website) },
      });
      events.emit({ type: 'website.changed' });
      events.emit({ type: 'doors.changed' });
      return get();
    },
    async setOnePort(wanted) {
      const { domain, onePort: before = false } = office();
      if (wanted !== before) {
        await change({ onePort: wanted });
        changes.note({
          ...{ action: 'website.one-port', subject: domain, state: 'applied' },
          ...{ before: String(before), after: String(wanted) },
        });
        events.emit({ type: 'website.changed' });
        events.emit({ type: 'doors.changed' });
      }
      return get();
    },
    check,
    alarm: watch.alarm,
    begin() {
      unlisten = events.listen((event) => {
        const { type } = event;
        const runs = type === 'server.state' && event.status.state === 'running';
        if (runs || type === 'website.changed' || type === 'certificates.changed') watch.soon();
      });
    },
    close() {
      unlisten();
      watch.stop();
    },
  };
}
