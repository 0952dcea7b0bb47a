/** Opens what the desktop shows: its own manager, or a line to the one that has the folder. The decision is shell/attach.ts's. */
import { resolve } from 'node:path';
import type { Attached } from './local/attached.ts';
import type { Manager } from './manager/manager.ts';
import { systemCode } from './manager/problem.ts';
import type { Installed } from './manager/system-service/keeper.ts';
import { faceFor, SERVICE_COMES_MS } from './shell/attach.ts';
import type { ServiceAnswer } from './shell/dialogs.ts';

export interface WhichFaceParts {
  readonly dataDir: string;
  readonly attach: () => Promise<Attached | undefined>;
  /** Throws `data.locked` where somebody has the folder. */
  readonly openManager: () => Promise<Manager>;
  readonly service: {
    look(): Promise<Installed | null>;
    start(scope: Installed['scope']): Promise<void>;
  };
  /** Another manager answers on the folder within `ms`. */
  readonly comes: (ms: number) => Promise<boolean>;
  readonly ask: () => Promise<ServiceAnswer>;
}

export type WhichFace =
  | { readonly is: 'own'; readonly manager: Manager }
  | { readonly is: 'attached'; readonly attached: Attached }
  /** Somebody has the folder and gives nothing but perhaps a link. */
  | { readonly is: 'held' }
  | { readonly is: 'left' };

/** A service that is begun anew again and again is waited for so often. */
const ROUNDS = 3;

export async function whichFace(parts: WhichFaceParts): Promise<WhichFace> {
  const { dataDir, attach, openManager, service, comes, ask } = parts;
  let here = false;
  for (let round = 0; round < ROUNDS; round++) {
    const attached = await attach();
    if (attached) return { is: 'attached', attached };
    const found = await service.look();
    const ours =
      found?.otherFolder && resolve(found.otherFolder) === resolve(dataDir) && !here ? found : null;
    const verdict = faceFor({ held: false, answers: false, service: ours });
    if (verdict.do === 'wait') {
      await comes(SERVICE_COMES_MS);
      continue;
    }
    if (verdict.do === 'ask' && ours) {
      const answer = await ask();
      if (answer === 'quit') return { is: 'left' };
      here = answer === 'here';
      // Whether it came up is seen by looking again.
      if (answer === 'start') await service.start(ours.scope).catch(() => undefined);
      if (!here) continue;
    }
    break;
  }
  try {
    return { is: 'own', manager: await openManager() };
  } catch (error) {
    if (systemCode(error) !== 'data.locked') throw error;
    return { is: 'held' };
  }
}
