/** Queries about lists, configuration and registration, which change a room and are answered in the order of what they cause. */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { NS } from '../../kernel/stanza.ts';
import { NS_MUCSUB } from '../support/room-subscriptions.ts';
import { changeList, readList } from './admin.ts';
import type { FormLimits } from './config-form.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { askConfig, setOwner } from './owner.ts';
import type { Affiliation } from './ranks.ts';
import { askRegistration, setRegistration } from './register.ts';
import type { Occupant, Room } from './room.ts';
import { subscribe, unsubscribe } from './subscribe.ts';

export interface Query {
  readonly room: Room;
  readonly payload: Element;
  readonly from: Jid;
  readonly affiliation: Affiliation;
  readonly occupant: Occupant | undefined;
  readonly limits: FormLimits;
  readonly may: { readonly persist: boolean; readonly archive: boolean };
  readonly refuseMore: (account: Jid) => void;
  readonly reply: (payload?: Element) => void;
  readonly out: Outcome;
  readonly around: Surroundings;
}

export interface QueryHandler {
  readonly run: (query: Query) => void;
  /** §10.1.3: "If the room does not already exist, the service MUST return an initial room configuration form to the user." */
  readonly founds?: true;
}

/** By type, namespace and name. */
export const QUERIES: ReadonlyMap<string, QueryHandler> = new Map<string, QueryHandler>([
  [`get ${MUC.admin} query`, { run: (query) => readList(query.room, query) }],
  [`set ${MUC.admin} query`, { run: (query) => changeList(query.room, query, query.out, query.around) }],
  [`get ${MUC.owner} query`, { founds: true, run: (query) => askConfig(query.room, query) }],
  [`set ${MUC.owner} query`, { run: (query) => setOwner(query.room, query, query.out, query.around) }],
  [`get ${NS.register} query`, { run: (query) => askRegistration(query.room, query) }],
  [
    `set ${NS.register} query`,
    { run: (query) => setRegistration(query.room, query, query.out, query.around) },
  ],
  [`set ${NS_MUCSUB} subscribe`, { run: (query) => subscribe(query.room, query, query.out, query.around) }],
  [`set ${NS_MUCSUB} unsubscribe`, { run: (query) => unsubscribe(query.room, query, query.out) }],
]);
