/**
 * SASL on a stream (RFC 6120 §6): elements in, elements out; what the bytes mean is `server/auth/`'s business.
 */
import { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { Language } from './languages.ts';
import type { BindingType, SaslCondition, SaslExchange, SaslStep } from './sasl.ts';
import { NS } from './stanza.ts';

const NS_CHANNEL_BINDING = 'urn:xmpp:sasl-cb:0';

export type SaslOutcome =
  | { readonly is: 'challenge'; readonly element: Element }
  | { readonly is: 'success'; readonly element: Element; readonly account: Jid }
  | { readonly is: 'failure'; readonly element: Element; readonly condition: SaslCondition };

/** What an element of a log-in says. */
export type SaslWord =
  | { readonly is: 'begin'; readonly mechanism: string; readonly data: Uint8Array | undefined }
  | { readonly is: 'response'; readonly data: Uint8Array }
  | { readonly is: 'wrong'; readonly condition: SaslCondition };

/** How one SASL profile puts messages into elements: that of RFC 6120 here, that of XEP-0388 in stream-sasl2.ts. */
export interface SaslProfile {
  read(element: Element): SaslWord;
  challenge(data: Uint8Array): Element;
  success(account: Jid, data: Uint8Array | undefined): Element;
  failure(condition: SaslCondition, text: string | undefined, lang: Language | undefined): Element;
}

export function saslFailure(
  condition: SaslCondition,
  text?: string,
  profile: SaslProfile = SASL1,
  lang?: Language,
): SaslOutcome {
  return { is: 'failure', element: profile.failure(condition, text, lang), condition };
}

/** XEP-0440 §2: tells which channel bindings the -PLUS mechanisms accept on this stream. */
export function channelBindingFeature(bindings: readonly BindingType[]): Element[] {
  // "The <sasl-channel-binding/> element MUST contain one or more <channel-binding/> elements".
  if (bindings.length === 0) return [];
  const feature = new Element('sasl-channel-binding', { xmlns: NS_CHANNEL_BINDING });
  for (const type of bindings) feature.c('channel-binding', { type });
  return [feature];
}

/**
 * RFC 6120 §13.9.1: "An implementation MUST reject (not ignore) any characters that are not explicitly allowed by the
 * base 64 alphabet", and padding "included as something other than the last character of the data". Bits that say nothing
 * (RFC 4648 §3.5) are refused as well: both rules close covert channels. Undefined when it is not base64.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const data = Buffer.from(text, 'base64');
  return data.toString('base64') === text ? data : undefined;
}

export const encodeBase64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');

/** RFC 6120 §6.4. */
export const SASL1: SaslProfile = {
  read(element) {
    const name = element.getName();
    const text = element.getText();
    if (element.getChildElements().length > 0) return { is: 'wrong', condition: 'malformed-request' };
    if (name !== 'auth' && name !== 'response') return { is: 'wrong', condition: 'malformed-request' };
    // RFC 6120 §6.4.2: "If the initiating entity needs to send a zero-length initial response, it MUST transmit the response as
    // a single equals sign character ("="), which indicates that the response is present but contains no data."
    const empty = text === '' || (text === '=' && name === 'auth');
    const data = empty ? new Uint8Array() : decodeBase64(text);
    // RFC 6120 §6.5.5: "The data provided by the initiating entity could not be processed because the base 64 encoding is
    // incorrect".
    if (!data) return { is: 'wrong', condition: 'incorrect-encoding' };
    if (name === 'response') return { is: 'response', data };
    return { is: 'begin', mechanism: element.attrs.mechanism ?? '', data: text === '' ? undefined : data };
  },
  challenge(data) {
    const element = new Element('challenge', { xmlns: NS.sasl });
    return data.length > 0 ? element.t(encodeBase64(data)) : element;
  },
  success(_account, data) {
    const element = new Element('success', { xmlns: NS.sasl });
    // RFC 6120 §6.4.6: additional data with success; "=" when it is empty.
    return data ? element.t(data.length > 0 ? encodeBase64(data) : '=') : element;
  },
  failure(condition, text, lang = 'en') {
    const element = new Element('failure', { xmlns: NS.sasl });
    element.c(condition);
    if (text !== undefined) element.c('text', { 'xml:lang': lang }).t(text);
    return element;
  },
};

/** Takes an element of an exchange; whatever is none of it is a malformed request. */
export async function saslStep(
  exchange: SaslExchange,
  element: Element,
  offered: readonly string[],
  profile: SaslProfile = SASL1,
): Promise<SaslOutcome> {
  const word = profile.read(element);
  if (word.is === 'wrong') return saslFailure(word.condition, undefined, profile);
  if (word.is === 'response') return render(await exchange.respond(word.data), profile);
  // RFC 6120 §6.5.7: no mechanism, or "a mechanism that is not supported by the receiving entity".
  if (!offered.includes(word.mechanism)) return saslFailure('invalid-mechanism', undefined, profile);
  return render(await exchange.start(word.mechanism, word.data), profile);
}

function render(step: SaslStep, profile: SaslProfile): SaslOutcome {
  if ('challenge' in step) return { is: 'challenge', element: profile.challenge(step.challenge) };
  if ('failure' in step) return saslFailure(step.failure, step.text, profile, step.lang);
  const { account, data } = step.success;
  return { is: 'success', element: profile.success(account, data), account };
}
