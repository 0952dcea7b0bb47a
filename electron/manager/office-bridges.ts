/** The programs that attach to the office's server, and where their secrets are: the one list behind configuration and page. Pure. */
import { join } from 'node:path';
import type { Office } from './settings.ts';

export type OfficeBridge = NonNullable<Office['bridges']>[string];

/** Where they attach, on this computer alone. Nobody registered it; every server has it there. */
export const COMPONENT_PORT = 5347;

export const bridgesOf = ({ bridges }: Pick<Office, 'bridges'>): Readonly<Record<string, OfficeBridge>> =>
  bridges ?? {};

export const componentPort = ({ otherPorts }: Pick<Office, 'otherPorts'>): number =>
  otherPorts?.components ?? COMPONENT_PORT;

export const bridgeFolder = (dataDir: string, address: string): string => join(dataDir, 'bridges', address);

export const bridgeSecretFile = (dataDir: string, address: string): string =>
  join(bridgeFolder(dataDir, address), 'secret');

/** What a bridge may do for people here (XEP-0356), where the office said so. */
export const BRIDGE_RIGHTS = { roster: 'both', message: 'outgoing', presence: 'roster' } as const;
