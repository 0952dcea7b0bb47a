/** The headless face: the manager behind a local web server. Builds and connects; `cli.ts` words what it says. */
import { browserName } from './manager/access/sessions.ts';
import { openDoorbell } from './manager/doorbell.ts';
import type { Host } from './manager/host.ts';
import { type Manager, openManager } from './manager/manager.ts';
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
}: HeadlessParts): Promise<Headless> {
  const manager = await openManager({ host });
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

  const server = await onFreePort(wanted, asked !== undefined, (at) =>
    startWebServer({
      listen: at,
      names: calledNames(at.address, machine),
      tls,
      folder,
      door: {
        redeem: access.links.redeem,
        open: access.sessions.open,
        find: access.sessions.find,
        onRevoked: access.sessions.onRevoked,
      },
      serve: (socket, session) => serve(socket, { session }),
      describeBrowser: browserName,
      log,
      now: host.clock.now,
    }),
  );
  const name = linkName(wanted.address, machine);
  const address = `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${server.port}/`;
  access.face.address = address;
  access.face.link = (token) => `${address}#token=${token}`;
  const newLink = () => `${address}#token=${access.links.create().token}`;
  let closeDoorbell = async () => {};
  try {
    closeDoorbell = await openDoorbell(host.dataDir, () => ({ face: 'headless', url: newLink() }));
    log.info({ subsystem: 'web', address }, 'headless face listens');
    await manager.begin();
  } catch (error) {
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
      await server.close();
      await closeDoorbell();
      await manager.close();
    },
  };
}
