/** Keeps each bridge's Biboumi running while the bridge is on and the server runs, and knows how every bridge is. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { BridgeState } from '../../contract/index.ts';
import type { BridgesEngine, EngineComponent } from '../engines/bridges.ts';
import type { Clock } from '../host.ts';
import { bridgeFolder, bridgesOf, componentPort, type OfficeBridge } from '../office-bridges.ts';
import { explain } from '../problem.ts';
import type { Office } from '../settings.ts';
import type { AttachedProgram, AttachedProgramParts } from '../supervisor/attached.ts';
import type { ChildSpec, StartChild } from '../supervisor/child.ts';
import type { OrphanNote } from '../supervisor/orphan.ts';
import { biboumiCommand, biboumiConfiguration } from './biboumi.ts';
import type { BridgeFolders } from './folder.ts';
import { stateOf } from './state.ts';

export interface KeeperParts {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly engine: BridgesEngine;
  readonly log: Logger;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  readonly isSetUp: () => boolean;
  readonly serverState: () => string;
  /** Undefined while the server does not run. */
  readonly opened: () =>
    | { readonly ports: readonly { readonly type: string; readonly port: number }[] }
    | undefined;
  /** Where a program is, if it is on this computer. */
  readonly findProgram: (name: string) => string | undefined;
  readonly startChild: (spec: ChildSpec, events: Parameters<StartChild>[0]) => ReturnType<StartChild>;
  readonly keepRunning: (program: AttachedProgramParts) => AttachedProgram;
  /** A note of a program's process, for the next manager. */
  readonly orphanNote: (file: string) => OrphanNote;
}

export interface Keeper {
  /** Where programs attach; undefined while they cannot. */
  port(): number | undefined;
  state(address: string, bridge: OfficeBridge): BridgeState;
  /** Asks the server who is there. */
  look(): Promise<void>;
  /** Starts and stops what should be by now. Does not wait for it: how each is can be read at any time. */
  sync(): Promise<void>;
  /** Starts one that runs again, with another configuration. */
  again(address: string): Promise<void>;
  forget(address: string): void;
  /** Ends what an earlier manager left. */
  cleanUp(address: string): Promise<void>;
  close(): Promise<void>;
}

/** @param changed how a bridge is has changed. */
export function createKeeper(
  parts: KeeperParts & { readonly folders: BridgeFolders; readonly changed: (address: string) => void },
): Keeper {
  const { dataDir, clock, engine, log, office, folders } = parts;
  const runners = new Map<string, AttachedProgram>();
  let components: readonly EngineComponent[] = [];
  let closing = false;

  const running = () => parts.serverState() === 'running';
  const port = () => parts.opened()?.ports.find(({ type }) => type === 'component')?.port;
  const noteOf = (address: string) => parts.orphanNote(join(bridgeFolder(dataDir, address), 'biboumi.pid'));
  const complain = (address: string, message: string) => (error: unknown) =>
    log.warn({ subsystem: 'bridges', bridge: address, cause: explain(error) }, message);
  // Why it did not end in order is in its state.
  const stop = (runner: AttachedProgram) => runner.stop().catch(() => undefined);

  async function look(): Promise<void> {
    components = running() ? await engine.components().catch(nobody) : [];
    for (const { address, state } of components) if (state === 'attached') runners.get(address)?.attached();
  }

  /** The server may have stopped in the middle of the question. */
  function nobody(error: unknown): EngineComponent[] {
    log.debug({ subsystem: 'bridges', cause: explain(error) }, 'the server did not say who is attached');
    return [];
  }

  function runnerFor(address: string): AttachedProgram {
    const known = runners.get(address);
    if (known) return known;
    const note = noteOf(address);
    const runner = parts.keepRunning({
      clock,
      startChild: (childEvents) => {
        const program = parts.findProgram('biboumi') ?? 'biboumi';
        const file = join(bridgeFolder(dataDir, address), 'biboumi.cfg');
        return parts.startChild(biboumiCommand(program, file, parts.findProgram('setpriv')), childEvents);
      },
      async ping() {
        if (!running()) return;
        await look();
        if (!components.some((each) => each.address === address && each.state === 'attached'))
          throw new Error('it is not attached');
      },
      changed: () => parts.changed(address),
      line: (line) => log.warn({ subsystem: 'bridges', bridge: address, line }, 'Biboumi says'),
      process(pid) {
        const noted = pid === undefined ? note.forget() : note.remember(pid);
        noted.catch(complain(address, 'the note about Biboumi could not be written'));
      },
    });
    runners.set(address, runner);
    return runner;
  }

  async function configure(address: string): Promise<void> {
    const secret = (await folders.secret(address)) ?? (await folders.newSecret(address));
    const { admins } = office();
    const network = bridgesOf(office())[address]?.network ?? null;
    const text = biboumiConfiguration({
      ...{ address, secret, admins, network },
      port: port() ?? componentPort(office()),
      folder: bridgeFolder(dataDir, address),
    });
    await folders.writeConfiguration(address, text);
  }

  return {
    port,
    look,
    state: (address, bridge) =>
      stateOf({
        bridge,
        ...{ running: running(), port: port(), usualPort: componentPort(office()) },
        installed: parts.findProgram('biboumi') !== undefined,
        supervisor: runners.get(address)?.status,
        component: components.find((each) => each.address === address),
        now: clock.now(),
      }),
    async sync() {
      if (closing || !parts.isSetUp()) return;
      const wanted = bridgesOf(office());
      const serverGone = ['stopped', 'failed'].includes(parts.serverState());
      for (const [address, runner] of runners) if (serverGone || !wanted[address]?.on) await stop(runner);
      if (!running() || port() === undefined || !parts.findProgram('biboumi')) return;
      for (const [address, { kind, on }] of Object.entries(wanted)) {
        if (kind !== 'irc' || !on || !isDown(runners.get(address))) continue;
        await configure(address);
        runnerFor(address).start().catch(complain(address, 'it did not start'));
      }
      await look();
    },
    async again(address) {
      const runner = runners.get(address);
      if (!runner || isDown(runner)) return;
      await configure(address);
      runner.restart().catch(complain(address, 'it did not start'));
    },
    forget: (address) => void runners.delete(address),
    async cleanUp(address) {
      const ended = await noteOf(address).cleanUp();
      const about = { subsystem: 'bridges', bridge: address, pid: ended };
      if (ended) log.warn(about, 'a Biboumi that an earlier manager had left was ended');
    },
    async close() {
      closing = true;
      await Promise.all([...runners.values()].map(stop));
    },
  };
}

/** Not there, and not about to be; one that failed waits for a person, who switches it off and on. */
const isDown = (runner: AttachedProgram | undefined): boolean =>
  runner === undefined || runner.status.state === 'stopped';
