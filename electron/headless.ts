/** The headless face: the manager behind a local web server. Builds and connects; `cli.ts` words what it says. */
import { removeLinkPage } from './link-page.ts';
import { browserName } from './manager/access/sessions.ts';
import { openDoorbell } from './manager/doorbell.ts';
import type { Host } from './manager/host.ts';
import { type Manager, type ManagerParts, openManager } from './manager/manager.ts';
import type { Run } from './manager/run.ts';
import { rendererFolder } from './node-host.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { createWebSocketTransport } from './transport/websocket.ts';
import { isLoopback } from './web/gate.ts';
import { calledNames, type Listen, linkName, onFreePort } from './web/listen.ts';
import { startWebServer } from './web/web-server.ts';

export interface HeadlessParts {
  readonly host: Host;
  /** Given on the command line: taken exactly, or failing plainly. Otherwise the settings say, or the next free port. */
  readonly listen: Listen | undefined;
  readonly folder?: string;
  /** Tests look at what is run. */
  readonly run?: Run;
  /** Where a test's ACME authority looks, instead of at 80 and 443. */
  readonly acmePorts?: ManagerParts['acmePorts'];
}

export interface Headless {
  readonly manager: Manager;
  /** `http://127.0.0.1:8470/`. */
  readonly address: string;
  /** The port that was wanted, when another had to be taken. */
  readonly insteadOf: number | undefined;
  readonly beyondLoopback: boolean;
  /** An address with a fresh one-time token. */
  newLink(): string;
  close(): Promise<void>;
}

/** Throws `ProblemError`s of the data folder, and the system's error where nothing can listen. */
export async function startHeadless({
  host,
  listen,
  folder = rendererFolder,
  run,
  acmePorts,
}: HeadlessParts): Promise<Headless> {
  const manager = await openManager({ host, run, ...(acmePorts && { acmePorts }) });
  try {
    return await open(manager, host, listen, folder);
  } catch (error) {
    await manager.close();
    throw error;
  }
}

async function open(
  manager: Manager,
  host: Host,
  asked: Listen | undefined,
  folder: string,
): Promise<Headless> {
  const { access, log, calls, known, unexpected } = manager;
  const wanted = asked ?? manager.settings?.values.web ?? { address: '127.0.0.1', port: 8470 };
  const beyondLoopback = !isLoopback(wanted.address);
  const machine = { hostname: host.hostname, addresses: host.addresses() };
  const serve = createWebSocketTransport(createDispatcher({ calls, known, unexpected }));
  const tls = beyondLoopback ? await manager.webCertificate() : undefined;

  /** A page that leads to a link is in the way of nobody, so that it cannot be removed stops nothing. */
  const removePage = (token?: string) =>
    removeLinkPage(host.dataDir, token).catch((error) =>
      log.warn(
        { subsystem: 'web', cause: String(error) },
        'the page that leads to a link could not be removed',
      ),
    );
  // Left by a manager that was killed: its links are gone with it.
  await removePage();

  const server = await onFreePort(wanted, asked !== undefined, (at) =>
    startWebServer({
      listen: at,
      names: calledNames(at.address, machine),
      tls,
      folder,
      door: {
        redeem(token) {
          const redeemed = access.links.redeem(token);
          if (redeemed === 'good') void removePage(token);
          return redeemed;
        },
        open: access.sessions.open,
        find: access.sessions.find,
        onRevoked: access.sessions.onRevoked,
      },
      serve: (socket, session) => serve(socket, { session }),
      describeBrowser: browserName,
      log,
      clock: host.clock,
    }),
  );
  const name = linkName(wanted.address, machine);
  const address = `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${server.port}/`;
  access.face.address = address;
  access.face.link = (token) => `${address}#token=${token}`;
  function newLink(): string {
    const { token, until } = access.links.create();
    host.clock.after(until - host.clock.now(), () => void removePage(token));
    return `${address}#token=${token}`;
  }
  const stopRenewing = manager.onCertificate(() => {
    if (!tls) return;
    manager
      .webCertificate()
      .then(server.renew, (error) =>
        log.error({ subsystem: 'web', cause: String(error) }, "the page's certificate could not be renewed"),
      );
  });
  let closeDoorbell = async () => {};
  try {
    closeDoorbell = await openDoorbell(host.dataDir, () => ({ face: 'headless', url: newLink() }));
    log.info({ subsystem: 'web', address }, 'the page is served');
    await manager.begin();
  } catch (error) {
    stopRenewing();
    await Promise.all([server.close(), closeDoorbell()]);
    throw error;
  }

  return {
    manager,
    address,
    insteadOf: wanted.port !== 0 && server.port !== wanted.port ? wanted.port : undefined,
    beyondLoopback,
    newLink,
    async close() {
      stopRenewing();
      await server.close();
      await closeDoorbell();
      await removePage();
      await manager.close();
    },
  };
}
