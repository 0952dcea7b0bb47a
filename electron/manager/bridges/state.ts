/** How a bridge is, out of what is known of it. Pure. */
import type { BridgeState } from '../../contract/index.ts';
import type { EngineComponent } from '../engines/bridges.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

export interface BridgeFacts {
  readonly bridge: { readonly kind: 'irc' | 'program'; readonly on: boolean };
  readonly running: boolean;
  /** Where programs attach; undefined when the server could not open it. */
  readonly port: number | undefined;
  readonly usualPort: number;
  /** Biboumi is on this computer. */
  readonly installed: boolean;
  /** Of its Biboumi, when there was one. */
  readonly supervisor: Supervisor['status'] | undefined;
  readonly component: EngineComponent | undefined;
  readonly now: number;
}

/** The first thing in the way is what is told. */
export function stateOf(facts: BridgeFacts): BridgeState {
  const { bridge, running, port, usualPort, component, now } = facts;
  if (!bridge.on) return { state: 'off' };
  if (!running) return { state: 'server-stopped' };
  if (port === undefined) return { state: 'no-door', port: usualPort };
  if (component?.state === 'unusable') return { state: 'failed', lastLines: [component.because ?? ''] };
  if (component?.state === 'attached') return { state: 'connected', since: component.since };
  if (bridge.kind === 'program')
    return { state: 'waiting', since: component?.since ?? now, because: component?.because ?? null };
  return ofBiboumi(facts);
}

function ofBiboumi({ installed, supervisor }: BridgeFacts): BridgeState {
  if (!installed) return { state: 'not-installed' };
  if (supervisor?.state === 'waiting') return { state: 'coming-back', nextAt: supervisor.nextAt };
  if (supervisor?.state === 'failed') return { state: 'failed', lastLines: supervisor.lastLines };
  return { state: 'starting' };
}
