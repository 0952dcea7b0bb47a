/** The contract's calls about chat programs on this computer. Only the page of this computer may write into them. */
import type { Calls } from '../../contract/calls.ts';
import type { ClientsHere } from '../clients/here.ts';
import { problem } from '../problem.ts';

export interface ClientSetupAreas {
  readonly clientsHere: ClientsHere;
}

export function clientSetupCalls({ clientsHere: clients }: ClientSetupAreas): Calls['clientSetup'] {
  function assertHere(): void {
    if (!clients.isHere()) throw problem('client.not-here', {});
  }
  return {
    async list() {
      const here = clients.isHere();
      return { here, ...(here ? await clients.list() : { clients: [], done: [] }) };
    },
    async plan(wish) {
      assertHere();
      return clients.plan(wish);
    },
    async apply(wish) {
      assertHere();
      return clients.apply(wish);
    },
    async undo({ id, how }) {
      assertHere();
      return clients.undo(id, how);
    },
    file: (wish) => clients.file(wish),
  };
}
