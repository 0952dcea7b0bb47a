/**
 * `chatelaine serve` as a service of this computer: tells its keeper when it is ready, well, reloading and stopping; waits for a data
 * folder that somebody else still holds; goes on after a hang-up.
 */
import { untilItLeaves } from '../local/successor.ts';
import type { Host } from '../manager/host.ts';
import type { Manager } from '../manager/manager.ts';
import { systemCode } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { healthOf, statusLine } from '../manager/system-service/health.ts';
import { createNotify, type Notify } from '../manager/system-service/notify.ts';
import { KEEPER_VARIABLE, START_SECONDS } from '../manager/system-service/plan.ts';

export interface AsService {
  /** Opens the face, as soon as the folder is free. */
  open<T>(start: () => Promise<T>): Promise<T>;
  /** The start is at work, and should be given so many seconds more. May be called as often as one likes. */
  longer(seconds: number): void;
  /** It is up: tells so, and goes on telling. Returns how to stop telling. */
  serving(manager: Manager): () => void;
  stopping(): Promise<void>;
}

/** Undefined for a run that nobody keeps. */
export function asService(host: Host, env: NodeJS.ProcessEnv = process.env): AsService | undefined {
  const notify = createNotify({
    ...{ env, run, clock: host.clock },
    failed: (why) => process.stderr.write(`systemd could not be told: ${why}\n`),
  });
  if (env[KEEPER_VARIABLE] === undefined && notify === undefined) return undefined;
  return {
    open: (start) => whenFree(start, host, notify),
    longer: tellingLonger(host, notify),
    serving: (manager) => serving(manager, host, notify),
    stopping: async () => notify?.stopping(),
  };
}

/** Each word is a program that is started: not more often than this. */
const LONGER_MS = 20_000;

function tellingLonger({ clock }: Host, notify: Notify | undefined): (seconds: number) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (seconds) => {
    if (clock.now() - told < LONGER_MS) return;
    told = clock.now();
    void notify?.extend(seconds);
  };
}

async function whenFree<T>(start: () => Promise<T>, host: Host, notify: Notify | undefined): Promise<T> {
  const until = host.clock.now() + START_SECONDS * 1000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (systemCode(error) !== 'data.locked' || host.clock.now() > until) throw error;
      await notify?.status('Waiting for the Chatelaine that has the data folder open');
      await untilItLeaves(host.dataDir, host.clock);
    }
  }
}

function serving(manager: Manager, host: Host, notify: Notify | undefined): () => void {
  const service = manager.areas?.service;
  const state = () => service?.status() ?? { state: 'not-set-up' as const };
  const line = () =>
    manager.recovery
      ? 'Recovery mode: its page says why'
      : statusLine(state(), manager.settings?.office?.domain);
  let said = line();
  const log = (what: string, more = {}) => manager.log.info({ subsystem: 'service', ...more }, what);

  void notify?.ready(said);
  const stopWatchdog = notify?.watch(() => {
    const { well, because } = healthOf(state(), host.clock.now());
    if (!well)
      manager.log.error({ subsystem: 'service', because }, 'the watchdog is not told that all is well');
    if (line() !== said) {
      said = line();
      void notify.status(said);
    }
    return well;
  });

  // SPEC: systemd.service(5), ExecReload=: "kill -HUP $MAINPID".
  const reload = async () => {
    log('asked to reload');
    await notify?.reloading();
    await service
      ?.takeCertificates()
      .catch((error) =>
        manager.log.error(
          { subsystem: 'service', cause: String(error) },
          'what was to be reloaded could not be',
        ),
      );
    await notify?.ready(line());
  };
  const onHangUp = () => void reload();
  process.on('SIGHUP', onHangUp);
  return () => {
    stopWatchdog?.();
    process.off('SIGHUP', onHangUp);
  };
}
