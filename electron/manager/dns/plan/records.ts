/** How a planned record is written down: values in the presentation format of contract/records.ts. Pure. */
import type { PlannedRecord } from '../../../contract/domains.ts';
import type { RecordType } from '../../../contract/records.ts';
import type { Order } from './schemes.ts';

/** An hour: long enough for resolvers, short enough to move house. */
export const USUAL_TTL = 3600;

/** A name within a value. */
export const absolute = (name: string): string => `${name}.`;

export const srvValue = ({ priority, weight }: Order, port: number, target: string): string =>
  `${priority} ${weight} ${port} ${absolute(target)}`;

const STRING_BYTES = 255;

/**
 * A text as strings of 255 bytes, quoted.
 *
 * SPEC: RFC 1035 §3.3: a <character-string> is a length octet and that many characters, so that longer texts are several.
 * @param text printable ASCII.
 */
export function txtValue(text: string): string {
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += STRING_BYTES)
    parts.push(text.slice(from, from + STRING_BYTES));
  return (parts.length === 0 ? [''] : parts).map(quoted).join(' ');
}

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;

type About = Omit<PlannedRecord, 'set' | 'mode'> & { readonly mode?: PlannedRecord['mode'] };

/** One set with what it is for. Nothing without values. */
export function planned(
  about: About,
  name: string,
  type: RecordType,
  values: readonly string[],
  ttl: number,
): PlannedRecord[] {
  if (values.length === 0) return [];
  return [{ mode: 'replace', ...about, set: { name, type, ttl, values: [...new Set(values)] } }];
}
