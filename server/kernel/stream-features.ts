/** What a stream offers at each stage (RFC 6120 §4.3.2). Pure; modules add their own. */
import { Element } from 'ltx';
import { NS } from './stanza.ts';

/** `<stream:features/>` with what a stage offers. */
export function streamFeatures(offers: readonly Element[]): Element {
  const features = new Element('stream:features');
  features.append(...offers);
  return features;
}

/** In the clear. RFC 6120 §5.3.1: STARTTLS is mandatory, and then nothing else is offered. */
export function plainFeatures(): Element[] {
  const starttls = new Element('starttls', { xmlns: NS.tls });
  starttls.c('required');
  return [starttls];
}

/** RFC 6120 §6.4.1: the mechanisms, best first. */
export function loginFeatures(mechanisms: readonly string[]): Element[] {
  const list = new Element('mechanisms', { xmlns: NS.sasl });
  for (const name of mechanisms) list.c('mechanism').t(name);
  return [list];
}

/** After the log-in. */
export function boundFeatures(): Element[] {
  const session = new Element('session', { xmlns: NS.session });
  // COMPAT: RFC 3921 clients wait for it; RFC 6120 made it a no-op.
  session.c('optional');
  return [new Element('bind', { xmlns: NS.bind }), session];
}
