/**
 * Whether the manager goes on when nobody is logged in: the service of this computer's own keeper (systemd, launchd, Windows'
 * task scheduler) that runs it. Not the chat server itself, which is `server`.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** `system`: from the start of the computer. `user`: of this account alone; no administrator is needed. */
export const serviceScope = z.enum(['system', 'user']);
export type ServiceScope = z.infer<typeof serviceScope>;

/** Who looks after programs on this computer. `rc` and `supervisord` get a definition to put in place, and nothing by itself. */
export const serviceKeeper = z.enum(['systemd', 'launchd', 'windows', 'supervisord', 'openrc', 'sysvinit']);
export type ServiceKeeper = z.infer<typeof serviceKeeper>;

/** Why it cannot be done from here. */
export const serviceHindrance = z.enum([
  /** Nothing we know starts programs on this computer. */
  'no-keeper',
  /** The program runs out of a file that is only unpacked while it is open (AppImage, a disk image). */
  'passing-place',
  /** A chat server is not run as root. */
  'root-account',
  /** The Debian package brought the service; its own commands look after it. */
  'package',
]);
export type ServiceHindrance = z.infer<typeof serviceHindrance>;

export const machineServiceState = z.object({
  keeper: serviceKeeper.nullable(),
  installed: z
    .object({
      scope: serviceScope,
      /** Where its definition lies. */
      file: z.string(),
      /** It starts with the computer. */
      starts: z.boolean(),
      /** In the keeper's eyes; `waiting`: it is there and is being started. */
      state: z.enum(['running', 'waiting', 'stopped', 'failed', 'unknown']),
      /** It serves another data folder than this one. */
      otherFolder: z.string().nullable(),
    })
    .nullable(),
  /** The manager that answers is run by it. */
  isThis: z.boolean(),
  hindrance: serviceHindrance.nullable(),
  /** `now`: it can be done at once. `asks`: the system asks for an administrator's password. `commands`: by hand, as shown. */
  way: z.enum(['now', 'asks', 'commands']),
  /** Exact commands, in order, for a terminal. */
  commands: z.object({ install: z.array(z.string()), remove: z.array(z.string()) }),
  /** The account it runs under: the one the data folder belongs to. */
  account: z.string(),
  dataDir: z.string(),
});
export type MachineServiceState = z.infer<typeof machineServiceState>;

export const machineService = {
  get: base.output(machineServiceState),
  /**
   * Puts the service in place and hands the data folder over to it: this manager ends in order, the service takes over, and
   * people are connected again within a moment. Where it does not come up, all is as before.
   */
  install: base.input(z.object({ scope: serviceScope })).output(machineServiceState),
  /** Takes the service away. Where it is this very manager, it ends; the data stays where it is. */
  remove: base.output(machineServiceState),
  /** Ends this manager, for a service that is waiting for the data folder. Only a command of the same computer may ask. */
  handOver: base.output(z.object({})),
};
