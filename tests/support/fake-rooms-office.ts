/** The rooms of the office in `fake-state.ts`: twelve, with French names as long as people make them. */
import type { Person, RoomDetails, RoomMessage } from '../../electron/contract/index.ts';
import { type FakeRooms, freshRoom } from './fake-rooms.ts';

const DAY = 86_400_000;

type Row = [
  local: string,
  name: string,
  topic: string,
  members: number,
  now: number,
  more?: Partial<RoomDetails>,
];

const ROWS: readonly Row[] = [
  ['tous', 'Toute l’équipe', 'Fermeture le vendredi 27 novembre à 12 h', 23, 14, { membersMayInvite: true }],
  ['atelier', 'Atelier : planning de la semaine et commandes de bois massif', '', 8, 5],
  ['pose', 'Équipe de pose, chantiers en cours', 'Chantier Duval : livraison jeudi', 6, 3],
  ['direction', 'Direction', '', 3, 0, { entry: 'members', listed: false, membersMayInvite: false }],
  ['compta', 'Comptabilité et relances', '', 2, 1, { entry: 'members', listed: false }],
  ['fournisseurs', 'Fournisseurs, livraisons et réclamations en attente de réponse', '', 5, 2],
  ['annonces', 'Annonces', 'Ici, seuls les responsables écrivent', 23, 9, { moderated: true }],
  ['cafe', 'Machine à café', '', 12, 0, { keepsHistory: false }],
  ['stagiaires', 'Stagiaires et apprentis', '', 4, 0, { password: 'copeaux-77' }],
  ['salon-maison-2026', 'Préparation du Salon de la maison 2026', '', 7, 4, { entry: 'members' }],
  ['vehicules', 'Véhicules : clés, pleins, contrôle technique', '', 6, 0],
  ['securite', 'Sécurité et secourisme', '', 9, 1],
];

const SAID = [
  'Bonjour à tous, la scie à ruban est réparée.',
  'Merci ! On peut reprendre les montants de l’escalier ?',
  'Oui, dès cet après-midi. J’ai laissé le plan sur l’établi.',
  'Le client Duval demande si la pose peut avancer à mercredi.',
  'Mercredi matin c’est possible, à condition d’avoir la quincaillerie.',
  'Livraison annoncée mardi avant 17 h.',
];

/** Puts the twelve rooms into an office. */
export function fillRooms(rooms: FakeRooms, people: readonly Person[]): void {
  const now = Date.now();
  ROWS.forEach(([local, name, topic, members, present, more], index) => {
    const address = `${local}@conference.${people[0]?.host}`;
    const room = freshRoom(address, { name, topic, createdAt: now - (200 - index) * DAY, ...more });
    const belong = Array.from({ length: members }, (_, each) => people[(index + each) % people.length]!);
    room.details.people = belong.map((person, each) => ({
      address: person.address,
      standing: each === 0 ? 'owner' : each === 1 && members > 4 ? 'admin' : 'member',
      reason: '',
    }));
    if (local === 'pose')
      room.details.people.push({
        address: 'eve@elsewhere.example',
        standing: 'outcast',
        reason: 'Publicité',
      });
    room.details.occupants = belong.slice(0, present).map((person, each) => ({
      nick: person.displayName,
      address: person.address,
      role: each < 2 ? 'moderator' : 'participant',
      devices: each % 3 === 0 ? ['Gajim.X7', 'phone'] : ['Pidgin'],
    }));
    const said = local === 'vehicules' ? 0 : local === 'tous' ? 130 : 6 + index * 3;
    room.messages = Array.from({ length: said }, (_, each) => message(each, said, index, belong));
    rooms.all.set(address, room);
  });
}

function message(each: number, said: number, room: number, people: readonly Person[]): RoomMessage {
  const { displayName, address } = people[each % people.length]!;
  const kind = each % 17 === 5 ? 'taken-back' : each % 13 === 7 ? 'encrypted' : 'text';
  return {
    id: `m${room}-${each}`,
    at: Date.now() - (said - each) * 1_900_000 - room * 7_200_000,
    nick: displayName,
    author: address,
    kind,
    text: kind === 'text' ? (SAID[each % SAID.length] ?? '') : '',
    reason: kind === 'taken-back' ? 'Numéro de téléphone d’un client' : '',
  };
}
