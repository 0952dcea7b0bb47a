/** The calls of log-event-calls.ts. */
import type { Calls } from '../../contract/calls.ts';
import type { LogEventsArea } from '../logs/events/area.ts';

export interface LogEventsAreas {
  readonly logEvents: LogEventsArea;
}

/** Asked by a transport that cannot give up: it is heard to its end. */
const never = new AbortController().signal;

export const logEventsCalls = ({ logEvents }: LogEventsAreas): Calls['logEvents'] => ({
  timeline: ({ place, sources }, { signal = never }) => logEvents.timeline(place, sources, signal),
  person: (asked, { signal = never }) => logEvents.person(asked, signal),
  preview: (asked, { signal = never }) => logEvents.preview(asked, signal),
  export: async (asked, { signal = never }) => logEvents.export(asked, signal),
});
