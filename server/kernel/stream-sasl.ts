/**
 * SASL on a stream (RFC 6120 §6): elements in, elements out; what the bytes mean is `server/auth/`'s business.
 */
import { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { SaslCondition, SaslExchange, SaslStep } from './sasl.ts';
import { NS } from './stanza.ts';

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

/** RFC 6120 §6.4.2: base64, where a single "=" is a message of zero length. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text === '=') return new Uint8Array();
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
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
  const text = element.getText();
  const data = text === '' ? undefined : decodeBase64(text);
  // RFC 6120 §6.5.5: the data "does not adhere to" base64.
  if (text !== '' && !data) return saslFailure('incorrect-encoding');
  if (element.getName() === 'auth') {
    const mechanism = element.attrs.mechanism ?? '';
    // RFC 6120 §6.5.7
    if (!offered.includes(mechanism)) return saslFailure('invalid-mechanism');
    return render(await exchange.start(mechanism, data));
  }
  if (element.getName() === 'response') return render(await exchange.respond(data ?? new Uint8Array()));
  return saslFailure('malformed-request');
}
