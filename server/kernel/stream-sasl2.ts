/**
 * SASL2 on a stream (XEP-0388 1.0.4): what a client asks for together with its log-in, and the elements of the exchange. Pure.
 *
 * The messages are those of SASL; what is asked for is carried out by stream-inline.ts.
 */
import { Element } from 'ltx';
import { NS } from './stanza.ts';
import { decodeBase64, encodeBase64, type SaslProfile, type SaslWord } from './stream-sasl.ts';

export const NS_SASL2 = 'urn:xmpp:sasl:2';
export const NS_BIND2 = 'urn:xmpp:bind:0';
export const NS_FAST = 'urn:xmpp:fast:0';
const NS_UPGRADE = 'urn:xmpp:sasl:upgrade:0';

/** What comes with `<authenticate/>`. */
export interface LoginRequest {
  /** The client installation; XEP-0388 §2.3: "a UUID v4". */
  readonly device: string | undefined;
  /** What the program calls itself, for people; XEP-0388 §2.3: "human-readable" and unverified. */
  readonly program: string | undefined;
  /** XEP-0386 `<bind/>`. */
  readonly bind: Element | undefined;
  /** XEP-0198 `<resume/>`. */
  readonly resume: Element | undefined;
  /** XEP-0484: the mechanism a token is asked for. */
  readonly wantsToken: string | undefined;
  /** XEP-0484 `<fast/>`: this log-in uses a token. */
  readonly fast: { readonly invalidate: boolean } | undefined;
  /** XEP-0480: tasks the client would do. */
  readonly upgrades: readonly string[];
  readonly mechanism: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isTrue = (text: string | undefined) => text === 'true' || text === '1';

/** What may be there once at most. */
const ONCE = [
  ['user-agent', NS_SASL2],
  ['bind', NS_BIND2],
  ['resume', NS.streamManagement],
  ['request-token', NS_FAST],
  ['fast', NS_FAST],
] as const;

/** Reads the request; undefined when it contradicts itself. */
export function readRequest(element: Element): LoginRequest | undefined {
  if (ONCE.some(([name, namespace]) => element.getChildren(name, namespace).length > 1)) return undefined;
  const agent = element.getChild('user-agent', NS_SASL2);
  const fast = element.getChild('fast', NS_FAST);
  const device = agent?.attrs.id?.toLowerCase();
  if (device !== undefined && !UUID.test(device)) return undefined;
  return {
    device,
    program: agent?.getChildText('software', NS_SASL2) || undefined,
    bind: element.getChild('bind', NS_BIND2),
    resume: element.getChild('resume', NS.streamManagement),
    wantsToken: element.getChild('request-token', NS_FAST)?.attrs.mechanism,
    fast: fast && { invalidate: isTrue(fast.attrs.invalidate) },
    upgrades: element.getChildren('upgrade', NS_UPGRADE).map((one) => one.getText()),
    mechanism: element.attrs.mechanism ?? '',
  };
}

/**
 * XEP-0388 §2.2: "As the form <element/> is equivalent to <element></element>, these both indicate an empty string. […] To
 * indicate the absence of an initial response, or the absence of success data, the element is simply not included."
 */
function readData(element: Element): Uint8Array | undefined {
  if (element.getChildElements().length > 0) return undefined;
  const text = element.getText();
  return text === '' ? new Uint8Array() : decodeBase64(text);
}

function readBegin(element: Element): SaslWord {
  const initial = element.getChildren('initial-response', NS_SASL2);
  if (initial.length > 1 || !readRequest(element)) return { is: 'wrong', condition: 'malformed-request' };
  const mechanism = element.attrs.mechanism ?? '';
  if (!initial[0]) return { is: 'begin', mechanism, data: undefined };
  const data = readData(initial[0]);
  return data ? { is: 'begin', mechanism, data } : { is: 'wrong', condition: 'incorrect-encoding' };
}

export const SASL2: SaslProfile = {
  read(element) {
    if (element.getName() === 'authenticate') return readBegin(element);
    if (element.getName() !== 'response') return { is: 'wrong', condition: 'malformed-request' };
    const data = readData(element);
    return data ? { is: 'response', data } : { is: 'wrong', condition: 'incorrect-encoding' };
  },
  challenge: (data) => new Element('challenge', { xmlns: NS_SASL2 }).t(encodeBase64(data)),
  success(account, data) {
    const element = new Element('success', { xmlns: NS_SASL2 });
    if (data) element.c('additional-data').t(encodeBase64(data));
    // XEP-0388 §2.6.1: "a bare JID, unless resource binding has occurred, in which case it is a full JID".
    element.c('authorization-identifier').t(account.toString());
    return element;
  },
  failure(condition, text, lang = 'en') {
    const element = new Element('failure', { xmlns: NS_SASL2 });
    // XEP-0388 §2.6.2: "It MUST contain one of the SASL error codes from RFC 6120 Section 6.5."
    element.c(condition, { xmlns: NS.sasl });
    if (text !== undefined) element.c('text', { 'xml:lang': lang }).t(text);
    return element;
  },
};

/** The stream feature: mechanisms, and what can be asked for together with the log-in. */
export function loginFeature2(offer: {
  mechanisms: readonly string[];
  tokenMechanisms: readonly string[];
  bindFeatures: readonly string[];
  resume: Element | undefined;
  upgrades: readonly string[];
}): Element[] {
  // XEP-0388 §2.1: it "MUST NOT be offered if not at least one mechanism can be provided".
  if (offer.mechanisms.length === 0) return [];
  const feature = new Element('authentication', { xmlns: NS_SASL2 });
  for (const name of offer.mechanisms) feature.c('mechanism').t(name);
  const inline = feature.c('inline');
  if (offer.resume) inline.cnode(offer.resume);
  // XEP-0386 §3.1: "Each feature is listed as a <feature/> child element with a 'var' attribute".
  const bind = inline.c('bind', { xmlns: NS_BIND2 });
  const features = bind.c('inline');
  for (const name of offer.bindFeatures) features.c('feature', { var: name });
  if (offer.tokenMechanisms.length > 0) {
    const fast = inline.c('fast', { xmlns: NS_FAST });
    for (const name of offer.tokenMechanisms) fast.c('mechanism').t(name);
  }
  // XEP-0480 §2.1: "<upgrade/> elements […], each containing the name of one upgrade task".
  for (const task of offer.upgrades) feature.c('upgrade', { xmlns: NS_UPGRADE }).t(task);
  return [feature];
}
