/** A slot request (XEP-0363 §4, §5), read strictly. Pure. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import type { Bucket, Purpose } from './options.ts';

export const NS_UPLOAD = 'urn:xmpp:http:upload:0';
export const NS_PURPOSE = 'urn:xmpp:http:upload:purpose:0';

export interface SlotRequest {
  readonly filename: string;
  readonly size: number;
  readonly type: string | undefined;
  readonly purpose: Purpose;
  /** When the file has to be gone, in ms (XEP-0363 §5.3). */
  readonly before: number | undefined;
}

const MAX_NAME_BYTES = 255;
/** RFC 9110 §8.3.1: type/subtype, with parameters. Printable ASCII: it goes into a header again. */
const TYPE =
  /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}([ \t]*;[ \t]*[\w!#$&^.+-]+=([\w!#$&^.+-]+|"[ !#-[\]-~]*"))*$/;
/** XEP-0082 §3.2. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const PURPOSES: readonly Purpose[] = ['message', 'profile', 'ephemeral'];

/** Throws the StanzaError the request deserves. */
export function readSlotRequest(request: Element): SlotRequest {
  const { attrs } = request;
  const { filename, size } = attrs;
  // §4: "This element MUST include the attributes filename and size".
  if (filename === undefined || filename === '') throw new StanzaError('bad-request', 'a file needs a name');
  if (!isName(filename)) throw new StanzaError('bad-request', 'this cannot be the name of a file');
  // §12: xs:positiveInteger.
  if (!/^\+?0*[1-9]\d{0,15}$/.test(size ?? '')) throw new StanzaError('bad-request', 'a file needs a size');
  const type = attrs['content-type'];
  if (type !== undefined && (type.length > 200 || !TYPE.test(type)))
    throw new StanzaError('bad-request', 'this is no content type');
  return { filename, size: Number(size), type, ...readPurpose(request.getChildElements()) };
}

/** One segment of a path, and nothing that looks like a way out of it. */
const isName = (name: string): boolean =>
  Buffer.byteLength(name) <= MAX_NAME_BYTES &&
  name !== '.' &&
  name !== '..' &&
  !/[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name);

function readPurpose(children: readonly Element[]): Pick<SlotRequest, 'purpose' | 'before'> {
  const given = children.filter((child) => child.getNS() === NS_PURPOSE);
  if (given.length > 1) throw new StanzaError('bad-request', 'a file has one purpose');
  const [element] = given;
  // §5: "If no purpose is specified, the service MUST assume 'message' as the default purpose."
  const purpose = element === undefined ? 'message' : PURPOSES.find((name) => name === element.name);
  if (purpose === undefined)
    throw new StanzaError('feature-not-implemented', 'no files are kept for this purpose');
  if (purpose !== 'ephemeral') return { purpose, before: undefined };
  // §5.3: "The element MUST have an attribute called 'expire-before' that contains a DateTime".
  const stamp = element!.attrs['expire-before'] ?? '';
  const before = STAMP.test(stamp) ? Date.parse(stamp) : Number.NaN;
  if (Number.isNaN(before)) throw new StanzaError('bad-request', 'expire-before is no point in time');
  return { purpose, before };
}

/** §6: with "the maximum file size". */
export function tooLarge({ maxBytes }: Bucket): StanzaError {
  return new StanzaError('not-acceptable', `File too large. The maximum file size is ${maxBytes} bytes`, {
    application: xml('file-too-large', { xmlns: NS_UPLOAD }, xml('max-file-size', {}, String(maxBytes))),
  });
}

/** §6: "which indicates the time at which the requesting entity may try again". */
export function tryLater(text: string, when: number): StanzaError {
  return new StanzaError('resource-constraint', text, {
    application: xml('retry', { xmlns: NS_UPLOAD, stamp: new Date(when).toISOString() }),
  });
}

/** §3: the service's form. */
export const sizeForm = ({ maxBytes }: Bucket): Element =>
  xml(
    'x',
    { xmlns: NS.data, type: 'result' },
    xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, NS_UPLOAD)),
    xml('field', { var: 'max-file-size' }, xml('value', {}, String(maxBytes))),
  );
