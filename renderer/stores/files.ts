/**
 * Files: what there is in all, and those of each person that was looked at. Nobody tells of each file that comes in: a page asks when
 * it is opened.
 */
import type { Client, FilesOverview, StoredFile } from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';

export type FilesStore = {
  overview: Resource<FilesOverview>;
  /** The latest files of one person. The same resource for the same address. */
  of(address: string): Resource<StoredFile[]>;
};

const RELOAD_ON = ['files.changed', 'people.changed', 'server.state'] as const;

export function createFilesStore({ client, events }: { client: () => Client; events: Events }): FilesStore {
  const known = new Map<string, Resource<StoredFile[]>>();
  return {
    overview: createResource({ load: async () => client().files.overview(), events, reloadOn: RELOAD_ON }),
    of(address) {
      const found = known.get(address);
      if (found) return found;
      const load = async () => (await client().files.of({ address })).files;
      const resource = createResource({ load, events, reloadOn: RELOAD_ON });
      known.set(address, resource);
      return resource;
    },
  };
}
