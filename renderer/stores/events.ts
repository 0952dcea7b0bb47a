/**
 * The manager's numbered events, handed to the stores that asked for their type.
 */
import type { ManagerEvent } from '../api/types.ts';

type Payload = ManagerEvent['event'];
type Handler = (event: Payload) => void;

export type Events = {
  on(type: string, handler: Handler): void;
  emit(event: Payload): void;
};

export function createEvents(): Events {
  const handlers = new Map<string, Handler[]>();
  return {
    on(type, handler) {
      handlers.set(type, [...(handlers.get(type) ?? []), handler]);
    },
    emit(event) {
      for (const handler of handlers.get(event.type) ?? []) handler(event);
    },
  };
}
