/**
 * SASL on a stream (RFC 6120 §6): elements in, elements out; what the bytes mean is `server/auth/`'s business.
 */
import { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { BindingType, SaslCondition, SaslExchange, SaslStep } from './sasl.ts';
import { NS } from './stanza.ts';

const NS_CHANNEL_BINDING = 'urn:xmpp:sasl-cb:0';

export type SaslOutcome =
  | { readonly is: 'challenge'; readonly element: Element }
  | { readonly is: 'success'; readonly element: Element; readonly account: Jid }
  | { readonly is: 'failure'; readonly element: Element; readonly condition: SaslCondition };

export function saslFailure(condition: SaslCondition, text?: string): SaslOutcome {
  const element = new Element('failure', { xmlns: NS.sasl });
  element.c(condition);
  if (text !== undefined) element.c('text', { 'xml:lang': 'en' }).t(text);
  return { is: 'failure', element, condition };
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
 * Base 64 alphabet", and padding "included as something other than the last character of the data". Bits that say nothing
 * (RFC 4648 §3.5) are refused as well: both rules close covert channels. Undefined when it is not base64.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const data = Buffer.from(text, 'base64');
  return data.toString('base64') === text ? data : undefined;
}

/**
 * The bytes an element carries: undefined when it is empty, 'invalid' when it is not base64.
 * RFC 6120 §6.4.2: "If the initiating entity needs to send a zero-length initial response, it MUST transmit the response as
 * a single equals sign character ("="), which indicates that the response is present but contains no data."
 */
function payloadOf(element: Element): Uint8Array | undefined | 'invalid' {
  const text = element.getText();
  if (text === '') return undefined;
  if (text === '=' && element.getName() === 'auth') return new Uint8Array();
  return decodeBase64(text) ?? 'invalid';
}

const encode = (data: Uint8Array): string => Buffer.from(data).toString('base64');

function render(step: SaslStep): SaslOutcome {
  if ('challenge' in step) {
    const element = new Element('challenge', { xmlns: NS.sasl });
    return {
      is: 'challenge',
      element: step.challenge.length > 0 ? element.t(encode(step.challenge)) : element,
    };
  }
  if ('success' in step) {
    const element = new Element('success', { xmlns: NS.sasl });
    // RFC 6120 §6.4.6: additional data with success; "=" when it is empty.
    if (step.success.data) element.t(step.success.data.length > 0 ? encode(step.success.data) : '=');
    return { is: 'success', element, account: step.success.account };
  }
  return saslFailure(step.failure, step.text);
}

/** Takes `<auth/>` or `<response/>`. Anything else within an exchange is a malformed request. */
export async function saslStep(
  exchange: SaslExchange,
  element: Element,
  offered: readonly string[],
): Promise<SaslOutcome> {
  if (element.getChildElements().length > 0) return saslFailure('malformed-request');
  const data = payloadOf(element);
  // RFC 6120 §6.5.5: "The data provided by the initiating entity could not be processed because the base 64 encoding is
  // incorrect".
  if (data === 'invalid') return saslFailure('incorrect-encoding');
  if (element.getName() === 'auth') {
    const mechanism = element.attrs.mechanism ?? '';
    // RFC 6120 §6.5.7: no mechanism, or "a mechanism that is not supported by the receiving entity".
    if (!offered.includes(mechanism)) return saslFailure('invalid-mechanism');
    return render(await exchange.start(mechanism, data));
  }
  if (element.getName() === 'response') return render(await exchange.respond(data ?? new Uint8Array()));
  return saslFailure('malformed-request');
}
