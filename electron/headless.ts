/** The headless face: the manager behind a local web server. Builds and connects; `cli.ts` words what it says. */
import { removeLinkPage } from './link-page.ts';
import { openLine } from './local/line.ts';
import { browserName } from './manager/access/sessions.ts';
import { openDoorbell } from './manager/doorbell.ts';
import type { Host } from './manager/host.ts';
import { type Manager, type ManagerParts, openManager } from './manager/manager.ts';
import { systemCode } from './manager/problem.ts';
import type { Run } from './manager/run.ts';
import { rendererFolder } from './node-host.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { createWebSocketTransport } from './transport/websocket.ts';
import type { Door } from './web/door.ts';
import { isLoopback, isNeighbour } from './web/gate.ts';
import { createLan } from './web/lan.ts';
import { calledNames, type Listen, linkName, onFreePort } from './web/listen.ts';
import { startWebServer, type WebServerParts } from './web/web-server.ts';

export interface HeadlessParts {
  readonly host: Host;
  /** Given on the command line: taken exactly, or failing plainly. Otherwise the settings say, or the next free port. */
  readonly listen: Listen | undefined;
  readonly folder?: string;
  /** Tests look at what is run. */
  readonly run?: Run;
  /** How the manager asks to be closed for an exchange of versions. */
  readonly handOver?: ManagerParts['handOver'];
  readonly restart?: ManagerParts['restart'];
  readonly startTakesLonger?: ManagerParts['startTakesLonger'];
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
  /** Whether a password or a passkey is set: then no link need be shown to anybody. */
  readonly hasKey: boolean;
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
  handOver,
  restart,
  startTakesLonger,
  acmePorts,
}: HeadlessParts): Promise<Headless> {
  const manager = await openManager({
    host,
    run,
    ...(handOver && { handOver }),
    ...(restart && { restart }),
    startTakesLonger,
    ...(acmePorts && { acmePorts }),
  });
  try {
    return await open(manager, host, listen, folder);
  } catch (error) {
    // What went wrong first is the reason; that it could not close in order either is not.
    await manager.close().catch(() => undefined);
    throw error;
  }
}

/** Whether anything but a link lets somebody in; a file that cannot be read lets nobody in, and says so in the log. */
async function hasKey({ access, log }: Manager): Promise<boolean> {
  try {
    const { password, passkeys } = await access.credentials.read();
    return password !== null || passkeys.length > 0;
  } catch (error) {
    log.error({ subsystem: 'web', cause: String(error) }, 'the password of these pages cannot be read');
    return false;
  }
}

async function open(
  manager: Manager,
  host: Host,
  asked: Listen | undefined,
  folder: string,
): Promise<Headless> {
  const { access, log } = manager;
  const wanted = asked ?? manager.settings?.values.web ?? { address: '127.0.0.1', port: 8470 };
  const beyondLoopback = !isLoopback(wanted.address);
  const machine = () => ({ hostname: host.hostname, addresses: host.addresses() });
  const serve = createWebSocketTransport(createDispatcher(manager));
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

  const { sessions, entrance, confirmations } = access;
  const door: Door = {
    ...entrance,
    async enter(key, visitor) {
      const result = await entrance.enter(key, visitor);
      if (key.by === 'link' && 'secret' in result) void removePage(key.token);
      return result;
    },
    find: sessions.find,
    onRevoked: sessions.onRevoked,
    onClaimed: confirmations.onClaimed,
  };
  const shared: Pick<
    WebServerParts,
    'folder' | 'door' | 'serve' | 'describeBrowser' | 'strict' | 'log' | 'clock'
  > = {
    ...{ folder, door, log, clock: host.clock, describeBrowser: browserName },
    serve: (socket, comer) => serve(socket, comer),
    strict: manager.webCertificateIsReal,
  };
  const server = await onFreePort(wanted, asked !== undefined, (at) =>
    startWebServer({ ...shared, listen: at, names: calledNames(at.address, machine()), tls }),
  );
  const name = linkName(wanted.address, machine());
  const address = `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${server.port}/`;
  const lan = createLan({
    ...{ machine, clock: host.clock, changed: manager.accessChanged, keep: manager.keepLan },
    listen: async (port, entered) => {
      const certificate = await manager.webCertificate();
      const on = (everywhere: string) =>
        startWebServer({
          ...{ ...shared, entered, neighbours: isNeighbour, tls: certificate },
          listen: { address: everywhere, port },
          names: [...calledNames(everywhere, machine()), ...manager.webNames()],
        });
      return on('::').catch((error) => {
        // A system that was told to do without IPv6.
        if (systemCode(error) === 'EAFNOSUPPORT' || systemCode(error) === 'EADDRNOTAVAIL')
          return on('0.0.0.0');
        throw error;
      });
    },
    failed: (what, error) => log.error({ subsystem: 'web', cause: String(error) }, what),
  });
  access.face.address = address;
  access.face.link = (token) => `${address}#token=${token}`;
  access.face.lan = beyondLoopback ? null : lan;
  function newLink(): string {
    const { token, until } = access.links.create();
    host.clock.after(until - host.clock.now(), () => void removePage(token));
    return `${address}#token=${token}`;
  }
  const stopRenewing = manager.onCertificate(() => {
    manager.webCertificate().then(
      (changed) => {
        server.renew(changed);
        lan.renew(changed);
      },
      (error) =>
        log.error({ subsystem: 'web', cause: String(error) }, "the page's certificate could not be renewed"),
    );
  });
  const hasKeyNow = await hasKey(manager);
  let closeDoorbell = async () => {};
  let closeLine = async () => {};
  try {
    const kept = manager.settings?.values.lan;
    if (kept && !beyondLoopback && hasKeyNow) await lan.resume(kept.port);
    closeLine = await openLine({ dataDir: host.dataDir, serve });
    closeDoorbell = await openDoorbell(host.dataDir, () => ({ face: 'headless', url: newLink() }));
    log.info({ subsystem: 'web', address }, 'the page is served');
    await manager.begin();
  } catch (error) {
    stopRenewing();
    await Promise.all([server.close(), lan.end(), closeDoorbell(), closeLine()]);
    throw error;
  }

  return {
    manager,
    address,
    insteadOf: wanted.port !== 0 && server.port !== wanted.port ? wanted.port : undefined,
    beyondLoopback,
    hasKey: hasKeyNow,
    newLink,
    async close() {
      stopRenewing();
      await Promise.all([server.close(), lan.end()]);
      await Promise.all([closeDoorbell(), closeLine()]);
      await removePage();
      await manager.close();
    },
  };
}
