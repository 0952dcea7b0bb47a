/** The archive of a room: who may read it, and what each reader sees. XEP-0313 §6.1.2, §7.3; tombstones of XEP-0424, XEP-0425. */
import { Element } from 'ltx';
import { parseJid } from '../../kernel/jid.ts';
import type { IqRequest, ModuleContext } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import type { ArchiveItem, ArchiveStore } from '../../kernel/store.ts';
import { answerArchiveQuery, archiveMetadata, queryForm } from '../support/archive-query.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { isMessaging, isOwn, retracts, tombstone } from './moderation.ts';
import { MUC } from './namespaces.ts';
import { type Affiliation, atLeast } from './ranks.ts';
import type { Remembered, Room } from './room.ts';

const LIMITS = { normal: 50, most: 250 };
/** Stands in an archived message for who really wrote it; never leaves as it is. */
const AUTHOR = { xmlns: MUC.user } as const;

export interface Reader {
  readonly affiliation: Affiliation;
  /** May see who really wrote what. */
  readonly seesAddresses: boolean;
  readonly inside: boolean;
}

export interface LatestMessage extends Remembered {
  /** The real bare address. */
  readonly author: string;
}

export interface LatestPage {
  readonly messages: LatestMessage[];
  /** There are older ones. */
  readonly more: boolean;
}

export interface RoomArchive {
  keep(room: string, author: string, stanza: Element, when: number): string;
  /** The last messages, for the history of a room that was asleep. */
  recent(room: string, most: number): Promise<Remembered[]>;
  query(room: Room, reader: Reader, request: IqRequest): Promise<Element>;
  form(room: Room, reader: Reader): Element;
  metadata(room: Room, reader: Reader): Promise<Element>;
  /** The last messages before another, or of all, oldest first, with who wrote them: for whoever looks after the room. */
  latest(room: string, page: { max: number; before: string }): Promise<LatestPage>;
  /** When the last one came; undefined when there is none. */
  lastWhen(room: string): Promise<number | undefined>;
  count(room: string): Promise<number>;
  /** The message with this stanza-id, if it can be taken back. */
  find(room: string, id: string): Promise<Element | undefined>;
  /** Puts a tombstone into its place. */
  bury(room: string, id: string, original: Element, retraction: Element, when: number): void;
  /** Somebody takes back a message: when it is its author, a tombstone stays of it. */
  retract(room: string, retraction: Element, when: number): Promise<void>;
  /** Everything of a room that is no more. */
  forget(room: string): void;
}

export function createRoomArchive(ctx: ModuleContext): RoomArchive {
  const store: ArchiveStore = ctx.store.archive('muc');

  async function find(room: string, id: string): Promise<Element | undefined> {
    const page = await store.query(room, { ids: [id], max: 1 });
    const [item] = page === 'item-not-found' ? [] : page.items;
    return item && isMessaging(item.stanza) ? item.stanza : undefined;
  }
  const bury: RoomArchive['bury'] = (room, id, original, retraction, when) =>
    void store.replace(room, id, withAuthor(tombstone(original, retraction, when), authorOf(original)));

  return {
    keep(room, author, stanza, when) {
      return store.append(room, { when, with: author, stanza: withAuthor(stanza, author) }).id;
    },
    async recent(room, most) {
      const page = await store.query(room, { before: '', max: most });
      if (page === 'item-not-found') return [];
      return page.items.filter(({ stanza }) => isHistory(stanza)).map((item) => asRemembered(room, item));
    },
    async query(room, reader, request) {
      refuse(room, reader);
      refuseAuthors(reader, request);
      return answerArchiveQuery({
        ...{ store, request, limits: LIMITS, owner: room.jid.toString() },
        send: (result) => (request.session ? request.session.send(result) : ctx.router.route(result)),
        show: ({ stanza }) => shown(stanza, reader),
      });
    },
    form(room, reader) {
      refuse(room, reader);
      return queryForm();
    },
    metadata(room, reader) {
      refuse(room, reader);
      return archiveMetadata(store, room.jid.toString());
    },
    async latest(room, { max, before }) {
      const page = await store.query(room, { before, max });
      if (page === 'item-not-found') return { messages: [], more: false };
      const messages = page.items.map(({ id, when, stanza }) => {
        const author = parseJid(authorOf(stanza))?.bare.toString() ?? '';
        return { id, when, author, stanza: shown(stanza, { seesAddresses: false }) };
      });
      return { messages, more: !page.complete };
    },
    lastWhen: async (room) => (await store.ends(room))?.last.when,
    async count(room) {
      const page = await store.query(room, { max: 0 });
      return page === 'item-not-found' ? 0 : page.count;
    },
    find,
    bury,
    async retract(room, retraction, when) {
      const id = retracts(retraction);
      try {
        const original = id === undefined ? undefined : await find(room, id);
        if (id !== undefined && original && isOwn(retraction, original))
          bury(room, id, original, retraction, when);
      } catch (error) {
        ctx.log.error('a message could not be taken back', { room, cause: String((error as Error)?.stack) });
      }
    },
    forget: (room) => void store.deleteOwner(room),
  };
}

/**
 * §6.1.2: "A MUC archive MUST check that the user requesting the archive has the right to enter it at the time of the query". WHY a
 * password keeps out as well: a query cannot carry one, so only those known to the room are sure to have the right.
 */
function refuse({ config }: Room, { affiliation, inside }: Reader): void {
  if (!config.archive) throw new StanzaError('feature-not-implemented', 'this room keeps no archive');
  const known = config.membersOnly || config.password !== '';
  const least = known && !inside ? 'member' : 'none';
  if (!atLeast(affiliation, least)) throw new StanzaError('forbidden', 'you may not enter this room');
}

/** §4.1.1: filtering by author is for those "that would already have been allowed to know the publisher". */
function refuseAuthors({ seesAddresses }: Reader, { payload }: IqRequest): void {
  if (!seesAddresses && readForm(payload, NS.mam)?.has('with'))
    throw new StanzaError('forbidden', 'who wrote what is for moderators to know here');
}

/** As it is stored: with the author's real address in a place of its own. */
function withAuthor(stanza: Element, author: string): Element {
  const copy = new Element('message', { ...stanza.attrs });
  copy.children = stanza.children.slice();
  copy.cnode(xml('x', AUTHOR, xml('item', { jid: author })));
  return copy;
}

const authorOf = (stored: Element): string =>
  stored.getChild('x', MUC.user)?.getChild('item')?.attrs.jid ?? '';

/** §6.1.2: with "an <item/> child with a 'jid' attribute specifying the occupant's full JID" for those who may know, else without. */
function shown(stored: Element, { seesAddresses }: Pick<Reader, 'seesAddresses'>): Element {
  if (seesAddresses) return stored;
  const copy = new Element('message', { ...stored.attrs });
  copy.children = stored.children.filter(
    (child) => !(child instanceof Element && child.name === 'x' && child.getNS() === MUC.user),
  );
  return copy;
}

const isHistory = (stanza: Element): boolean =>
  stanza.getChild('retracted', MUC.retract) === undefined &&
  (stanza.getChild('subject') === undefined || stanza.getChild('body') !== undefined);

function asRemembered(room: string, { id, when, stanza }: ArchiveItem): Remembered {
  const message = shown(stanza, { seesAddresses: false });
  message.c('stanza-id', { xmlns: NS.stanzaId, by: room, id });
  return { id, when, stanza: message };
}
