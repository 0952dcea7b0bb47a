/**
 * The names of colleagues by their address; whoever is from elsewhere is called by it.
 */
import { latest, useResource } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';
import { nameOf } from './presence.ts';

export function useNames(): (address: string) => string {
  const people = latest(useResource(useStores().people)) ?? [];
  const names = new Map(people.map((person) => [person.address, nameOf(person)]));
  return (address) => names.get(address) ?? address;
}
