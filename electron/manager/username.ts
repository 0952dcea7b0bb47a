/** The part of an address before the @, as a person may type it. Pure; the server has the last word. */
import { problem } from './problem.ts';

/** SPEC: RFC 7622 §3.3.1: these MUST NOT be in a localpart: " & ' / : < > @ — and no spaces, controls or nothing at all. */
const REFUSED = /["&'/:<>@\s\u0000-\u001f\u007f]/u;
const MAX_BYTES = 1023;

/** In lower case and composed, as the server will have it. Refused with `person.name-invalid`. */
export function readUsername(typed: string): string {
  const name = typed.trim().normalize('NFC').toLowerCase();
  if (name === '' || REFUSED.test(name) || Buffer.byteLength(name) > MAX_BYTES) {
    throw problem('person.name-invalid', { value: typed.slice(0, 200) });
  }
  return name;
}
