/** What is advertised: disco features and identities by address kind, stream features by stage. */
import type { Element } from 'ltx';
import type { StreamHandle } from './module.ts';

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
}
export type DiscoTarget = 'host' | 'account';
export type StreamStage = 'connected' | 'authenticated';
type MakeFeature = (stream: StreamHandle) => Element | undefined;

export interface Features {
  addFeature(namespace: string, on: DiscoTarget | 'both'): () => void;
  addIdentity(identity: Identity, on: DiscoTarget): () => void;
  addStreamFeature(stage: StreamStage, make: MakeFeature): () => void;
  discovered(on: DiscoTarget): { features: string[]; identities: Identity[] };
  ofStream(stage: StreamStage, stream: StreamHandle): Element[];
}

export function createFeatures(): Features {
  const features = new Set<{ namespace: string; on: DiscoTarget | 'both' }>();
  const identities = new Set<{ identity: Identity; on: DiscoTarget }>();
  const makers = new Set<{ stage: StreamStage; make: MakeFeature }>();

  function put<T>(set: Set<T>, item: T): () => void {
    set.add(item);
    return () => void set.delete(item);
  }

  return {
    addFeature: (namespace, on) => put(features, { namespace, on }),
    addIdentity: (identity, on) => put(identities, { identity, on }),
    addStreamFeature: (stage, make) => put(makers, { stage, make }),
    discovered(on) {
      const found = [...features].filter((row) => row.on === on || row.on === 'both');
      return {
        features: [...new Set(found.map((row) => row.namespace))].sort(),
        identities: [...identities].filter((row) => row.on === on).map((row) => row.identity),
      };
    },
    ofStream(stage, stream) {
      const wanted = [...makers].filter((row) => row.stage === stage);
      return wanted.map((row) => row.make(stream)).filter((element) => element !== undefined);
    },
  };
}
