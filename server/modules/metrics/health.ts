/**
 * Whether the server is well, for whoever watches over it: alive is who answers; ready is who can do what people need.
 * Checks are made when somebody asks, every few seconds at most.
 */
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence for people, when it is not. */
  readonly because?: string;
}

const AGAIN_MS = 5000;
const PATIENCE_MS = 5000;

export function createReadiness(
  ctx: Pick<ModuleContext, 'store' | 'server'>,
  now: () => number,
): () => Promise<readonly Check[]> {
  const table = ctx.store.keyval('health', z.number());
  let latest: { at: number; checks: Promise<readonly Check[]> } | undefined;

  async function storage(): Promise<Check> {
    table.set('', 'asked', now());
    const late = Promise.withResolvers<Check>();
    const timer = setTimeout(
      () => late.resolve(wrong('storage', 'The disk does not take what is written.')),
      PATIENCE_MS,
    );
    const written = ctx.store.flush().then(
      () => ({ name: 'storage', ok: true }),
      () => wrong('storage', 'The disk refuses what is written.'),
    );
    return Promise.race([written, late.promise]).finally(() => clearTimeout(timer));
  }

  function certificate(host: string): Check {
    const name = `certificate of ${host}`;
    const expires = ctx.server.certificateExpires(host);
    if (expires === undefined || Number.isNaN(expires)) return wrong(name, 'There is none that can be read.');
    return expires > now() ? { name, ok: true } : wrong(name, 'It has expired: programs refuse to connect.');
  }

  const look = async () => [await storage(), ...ctx.server.hosts.map(certificate)];

  return () => {
    if (!latest || latest.at < now() - AGAIN_MS) latest = { at: now(), checks: look() };
    return latest.checks;
  };
}

const wrong = (name: string, because: string): Check => ({ name, ok: false, because });
