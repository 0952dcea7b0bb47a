/** The definition for a keeper, as it would be put in place, or printed for somebody else to do so. Pure. */
import type { ServiceKeeper } from '../../contract/machine-service.ts';
import { launchdPlist } from './launchd.ts';
import { openrcScript, supervisordProgram, sysvScript } from './other-keepers.ts';
import type { ServicePlan } from './plan.ts';
import { systemdUnit } from './systemd.ts';
import { taskXml } from './windows.ts';

const MAKE: Readonly<Record<ServiceKeeper, (plan: ServicePlan) => string>> = {
  systemd: systemdUnit,
  launchd: launchdPlist,
  windows: taskXml,
  supervisord: supervisordProgram,
  openrc: openrcScript,
  sysvinit: sysvScript,
};

export const definition = (keeper: ServiceKeeper, plan: ServicePlan): string => MAKE[keeper](plan);
