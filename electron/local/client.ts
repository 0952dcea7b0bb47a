/** The manager's calls for a command in a terminal: of the one that runs on the folder, else of one opened for this command. */
import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import WebSocket from 'ws';
import { type Contract, type Problem, problems } from '../contract/index.ts';
import { commandLine } from '../manager/caller.ts';
import type { Host } from '../manager/host.ts';
import { socketPath } from '../manager/local-socket.ts';
import { type Manager, openManager } from '../manager/manager.ts';
import { ProblemError, problem, systemCode } from '../manager/problem.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { ACCOUNT_HEADER, LINE } from './line.ts';

export type Client = ContractRouterClient<Contract>;

/** How long a manager that runs may take to pick up. */
const PICK_UP_MS = 10_000;

export interface Reached {
  readonly client: Client;
  /** Whether it was there before: what it began goes on after the command. */
  readonly running: boolean;
  close(): Promise<void>;
}

/** A line to the manager that runs on the folder; undefined when none does. */
export async function callRunning(dataDir: string): Promise<Reached | undefined> {
  const path = await socketPath(dataDir, LINE);
  const socket = new WebSocket('ws://localhost/', {
    createConnection: () => connect(path),
    headers: { [ACCOUNT_HEADER]: commandLine().name },
    handshakeTimeout: PICK_UP_MS,
    perMessageDeflate: false,
  });
  const isThere = await new Promise<boolean>((resolve, reject) => {
    socket.once('open', () => resolve(true));
    socket.once('error', (error) => {
      if (['ENOENT', 'ECONNREFUSED'].includes(systemCode(error) ?? '')) resolve(false);
      else reject(error);
    });
  });
  if (!isThere) return undefined;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // What a manager that ends in the middle leaves: the calls under way reject by themselves.
  socket.on('error', () => undefined);
  return {
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    running: true,
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** Throws the problems of opening a manager; `data.locked` only where its holder does not answer commands. */
export async function reachManager(host: Host): Promise<Reached> {
  return (await callRunning(host.dataDir)) ?? ofItsOwn(await openManager({ host }));
}

/**
 * The manager with its server up: of the one that runs, which is the one to start it, else of both for this command.
 * @param starting called where the server has to be started for it.
 */
export async function reachServer(host: Host, starting: () => void): Promise<Reached> {
  const running = await callRunning(host.dataDir);
  if (running) return running;
  const manager = await openManager({ host });
  try {
    if (!manager.areas) throw problem('manager.recovery', { reason: manager.recovery?.reason ?? '' });
    if (!manager.settings?.office) throw problem('setup.not-done', {});
    starting();
    await manager.areas.service.cleanUp();
    await manager.areas.service.act('start');
    return ofItsOwn(manager);
  } catch (error) {
    await manager.close();
    throw error;
  }
}

function ofItsOwn(manager: Manager): Reached {
  return {
    client: createRouterClient(createDispatcher(manager), {
      context: { session: null, account: commandLine().name },
    }) as Client,
    running: false,
    close: manager.close,
  };
}

/** Does a command's work with the manager; its refusals come as `ProblemError`, wherever it runs. */
export const withManager = <T>(host: Host, work: (reached: Reached) => Promise<T>): Promise<T> =>
  within(() => reachManager(host), work);

/** The same with the server up. */
export const withServer = <T>(
  host: Host,
  starting: () => void,
  work: (reached: Reached) => Promise<T>,
): Promise<T> => within(() => reachServer(host, starting), work);

async function within<T>(reach: () => Promise<Reached>, work: (reached: Reached) => Promise<T>): Promise<T> {
  // Waiting for somebody else keeps no handle open at times, and Node would end in the middle of it.
  const awake = setInterval(() => undefined, 60_000);
  try {
    const reached = await reach();
    try {
      return await work(reached);
    } catch (error) {
      throw asProblem(error);
    } finally {
      await reached.close();
    }
  } finally {
    clearInterval(awake);
  }
}

function asProblem(error: unknown): unknown {
  const { code, data } = error as Partial<Problem>;
  if (error instanceof ProblemError || code === undefined || !(code in problems)) return error;
  return new ProblemError(code, data as never);
}
