/**
 * Group chat. Specs: XEP-0045 1.35, 0249 1.2, 0317 0.3, 0410 1.1, 0421 1.0, 0424 0.4, 0425 0.3, 0433 0.1, 0486 0.1; 0313 for rooms.
 * Rooms beside each served domain where people talk, with owners, admins, members, an archive and a picture.
 * It mirrors no rooms from elsewhere. How it is put together: README.md.
 */
import { defineModule } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import { NS } from '../../kernel/stanza.ts';
import { NS_MUCSUB } from '../support/room-subscriptions.ts';
import { pageElement } from '../support/rsm.ts';
import { addAnswers } from './answers.ts';
import { createRoomArchive } from './archive.ts';
import { addCommands } from './commands.ts';
import { roomInfo, roomItems } from './disco.ts';
import { createFounding } from './founding.ts';
import { leave } from './leave.ts';
import { MUC } from './namespaces.ts';
import { addOperatorCommands } from './operator.ts';
import { type MucOptions, mucOptions } from './options.ts';
import { createOutsiders } from './outsiders.ts';
import { addOverview } from './overview.ts';
import { createRelay } from './relay.ts';
import { presentAs } from './room.ts';
import { createRooms } from './rooms.ts';
import { paged } from './search.ts';
import { createMucService } from './service.ts';
import { createRoomStorage } from './storage.ts';
import { createSurroundings } from './surroundings.ts';
import { addTeamRooms } from './team-rooms.ts';
import { createThrottle } from './throttle.ts';
import { createUpkeep } from './upkeep.ts';
import { createVisits } from './visits.ts';

const SWEEP_MS = 60_000;

export const muc = defineModule({
  name: 'muc',
  specs: [
    ...[
      'XEP-0045 1.35.1',
      'XEP-0249 1.2',
      'XEP-0317 0.3.1',
      'XEP-0410 1.1.0',
      'XEP-0421 1.0.1',
      'XEP-0424 0.4.2',
    ],
    ...['XEP-0425 0.3.0', 'XEP-0433 0.1.0', 'XEP-0486 0.1.0', 'XEP-0313 1.1.3', 'XEP-0359 0.7.0'],
  ],
  needs: ['disco', 'presence'],
  options: mucOptions,
  setup(ctx) {
    const { options, log } = ctx;
    const { route } = ctx.router;
    const service = ctx.service('muc', options.address);
    const storage = createRoomStorage(ctx);
    const archive = createRoomArchive(ctx);
    const around = createSurroundings({ limits: options, keep: archive.keep, secret: storage.secret });
    const visits = createVisits(ctx);
    const rooms = createRooms({
      ...{ service, storage, archive, around, route, log },
      moved(full, room, nick) {
        visits.moved(full, room, nick);
        outsiders.moved(full, room, nick);
      },
      changed: (room) => void ctx.announce('room.changed', { room: room.jid }),
    });
    ctx.metric({
      name: 'chatelaine_rooms',
      type: 'gauge',
      help: 'Rooms that are open, those that stay among them.',
      read: () => rooms.list().length,
    });
    const outsiders = createOutsiders({
      ...{ options, isOutside: ctx.router.isOutside, query: ctx.router.query, now: around.now },
      limited: () => ctx.server.limited,
      gone(room, full) {
        const present = presentAs(room, full);
        const codes = { codes: [333] };
        if (present)
          rooms.run(room, (out) => leave(room, present.occupant, present.visit, codes, out, around));
      },
    });
    const founding = createFounding(ctx, rooms, outsiders.refuseFlood);
    const throttle = createThrottle(options, around.now);
    const parts = { rooms, archive, around, service };
    const muc = createMucService({
      ...{ ...parts, founding, route, limits: options },
      relay: createRelay(around),
      throttle: () => (ctx.server.limited ? throttle : undefined),
      failed: (error) => log.error('a room failed', { cause: String((error as Error)?.stack ?? error) }),
    });
    const upkeep = createUpkeep({
      ...{ rooms, around, route, lockSeconds: options.lockSeconds },
      adminsOf: ctx.server.admins.of,
    });

    announce(service, options);
    service.receive((event) => {
      outsiders.heard(event.from);
      return muc.receive(event);
    });
    addAnswers({ ...parts, muc });
    const tools = { ...parts, limits: options, defaults: options.defaults };
    addCommands(ctx, tools);
    addOverview(ctx, tools);
    addOperatorCommands(ctx, tools);
    addTeamRooms(ctx, { ...parts, defaults: options.defaults, maxName: options.maxRoomName });

    ctx.discoInfo(service, ({ to, from, node }) =>
      to.local === '' ? undefined : roomInfo(muc.roomFor(to, from), from, node),
    );
    ctx.discoItems(service, ({ to, from, host, node, payload }) => {
      if (to.local !== '') return roomItems(muc.roomFor(to, from), from, node);
      if (node !== undefined) return undefined;
      muc.refuseOutsiders(from, host);
      const listed = rooms.list(to.domain).filter((room) => room.config.public && !room.locked);
      const most = options.maxRoomsDiscoItems;
      const page = paged(listed, payload, { normal: most, most });
      // §6.3: "it SHOULD include a <set/> element […] to indicate that the list is not the full result set."
      const isPart = page.items.length < page.count || payload.getChild('set', NS.rsm) !== undefined;
      const items = page.items.map(({ id, room }) => ({ jid: id, name: room.config.name || room.jid.local }));
      return { items, ...(isPart && { page: pageElement(page) }) };
    });

    ctx.on('session.resumed', 'deliver', ({ session }) => visits.recall(session, rooms));
    ctx.on('session.ended', 'deliver', ({ session }) => visits.end(session, rooms, around));
    ctx.on('account.removed', 'record', ({ account }) => upkeep.removeAccount(account));
    ctx.every(SWEEP_MS, upkeep.sweep);
    ctx.every(SWEEP_MS, outsiders.sweep);
    ctx.signal.addEventListener('abort', upkeep.close, { once: true });

    if (options.preloadRooms) void preload();

    async function preload(): Promise<void> {
      for (const room of rooms.list()) await rooms.awake(room);
    }
  },
});

function announce(service: Service, { name }: MucOptions): void {
  service.identity({ category: 'conference', type: 'text', name });
  for (const feature of [
    ...[MUC.join, MUC.stableId, MUC.occupantId, MUC.search, MUC.directInvitation],
    ...[NS.discoInfo, NS.discoItems, NS.vcardTemp, NS.mam, NS.stanzaId, NS.rsm],
    'muc_rooms',
    NS_MUCSUB,
  ])
    service.feature(feature);
}
