/** A picture in its two forms: vCard's PHOTO (XEP-0153) and the items of XEP-0084. Pure. */
import { createHash } from 'node:crypto';
import { clone, type Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';
import { imageFacts } from './image-size.ts';

export const AVATAR = { data: 'urn:xmpp:avatar:data', metadata: 'urn:xmpp:avatar:metadata' } as const;

export interface Picture {
  /** SHA-1 of the bytes, in lower-case hexadecimals: item id there, presence hash here. */
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
  readonly base64: string;
  /** In pixels, of a picture whose format is known. */
  readonly width?: number;
  readonly height?: number;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function read(type: string | undefined, encoded: string): Picture | undefined {
  const base64 = encoded.replace(/\s+/g, '');
  if (!BASE64.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const id = createHash('sha1').update(bytes).digest('hex');
  if (bytes.length === 0) return undefined;
  const { type: found = 'image/png', ...size } = imageFacts(bytes) ?? {};
  return { id, type: type || found, bytes: bytes.length, base64, ...size };
}

/** The picture of a card; undefined when it has none, or an address instead of one. */
export function pictureOfCard(card: Element | undefined): Picture | undefined {
  const photo = card?.getChild('PHOTO');
  const encoded = photo?.getChildText('BINVAL');
  return encoded ? read(photo?.getChildText('TYPE')?.trim(), encoded) : undefined;
}

/**
 * The `<info/>` of the picture that is kept here. SPEC XEP-0398 §3.1: "Services […] MUST pick the info element that does
 * not point to an exernal URL."
 */
export const infoOf = (metadata: Element | undefined): Element | undefined =>
  metadata?.getChildren('info').find(({ attrs }) => attrs.id && attrs.url === undefined);

/** SPEC XEP-0398 §3.1: "Services SHOULD verify that the SHA-1 hash of the image matches the id." */
export function pictureOfData(data: Element | undefined, info: Element): Picture | undefined {
  const picture = data?.is('data', AVATAR.data) ? read(info.attrs.type, data.getText()) : undefined;
  return picture?.id === info.attrs.id?.toLowerCase() ? picture : undefined;
}

/** The card with this picture, or without any. What else is on it stays. */
export function withPicture(card: Element | undefined, picture: Picture | undefined): Element {
  const copy = card ? clone(card) : xml('vCard', { xmlns: NS.vcardTemp });
  copy.remove('PHOTO');
  if (picture) copy.cnode(xml('PHOTO', {}, xml('TYPE', {}, picture.type), xml('BINVAL', {}, picture.base64)));
  return copy;
}

export const dataElement = ({ base64 }: Picture): Element => xml('data', { xmlns: AVATAR.data }, base64);

/** SPEC XEP-0084 §4.2.1; without a picture §3.5: an empty `<metadata/>` says that there is none. */
export function metadataElement(picture: Picture | undefined): Element {
  if (!picture) return xml('metadata', { xmlns: AVATAR.metadata });
  const { id, type, bytes, width, height } = picture;
  return xml('metadata', { xmlns: AVATAR.metadata }, xml('info', { id, type, bytes, width, height }));
}
