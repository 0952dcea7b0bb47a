/** The part of a room's address before the @, as a person may type it. Pure; the server has the last word. */
import { problem } from '../problem.ts';

/** SPEC: RFC 7622 §3.3.1: these characters are not allowed in a localpart: " & ' / : < > @; nor are spaces and controls. */
const REFUSED = /["&'/:<>@\s\u0000-\u001f\u007f]/u;
/** As the server has it for new rooms (server/modules/muc/options.ts, `maxRoomId`). */
const MAX_BYTES = 255;

/** In lower case and composed, as the server will have it. Refused with `room.name-invalid`. */
export function readRoomName(typed: string): string {
  const name = typed.trim().normalize('NFC').toLowerCase();
  if (name === '' || REFUSED.test(name) || Buffer.byteLength(name) > MAX_BYTES)
    throw problem('room.name-invalid', { value: typed.slice(0, 200) });
  return name;
}
