/** Stream features (RFC 6120 §4.3.2), by stage of the stream; disco features are discovery.ts. */
import type { Element } from 'ltx';
import type { StreamHandle } from './module.ts';

export type StreamStage = 'connected' | 'authenticated';
type MakeFeature = (stream: StreamHandle) => Element | undefined;

export interface StreamFeatures {
  add(stage: StreamStage, make: MakeFeature): () => void;
  of(stage: StreamStage, stream: StreamHandle): Element[];
}

export function createStreamFeatures(): StreamFeatures {
  const makers = new Set<{ stage: StreamStage; make: MakeFeature }>();
  return {
    add(stage, make) {
      const row = { stage, make };
      makers.add(row);
      return () => void makers.delete(row);
    },
    of(stage, stream) {
      const wanted = [...makers].filter((row) => row.stage === stage);
      return wanted.map((row) => row.make(stream)).filter((element) => element !== undefined);
    },
  };
}
