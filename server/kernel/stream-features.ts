/** What a stream offers at each stage (RFC 6120 §4.3.2). Pure; modules add their own. */
import { Element } from 'ltx';
import { NS } from './stanza.ts';

/** In the clear. RFC 6120 §5.3.1: STARTTLS is mandatory, and then nothing else is offered. */
export function plainFeatures(): Element {
  const features = new Element('stream:features');
  features.c('starttls', { xmlns: NS.tls }).c('required');
  return features;
}

/** Under TLS, before the log-in. */
export function loginFeatures(mechanisms: readonly string[], more: readonly Element[]): Element {
  const features = new Element('stream:features');
  const list = features.c('mechanisms', { xmlns: NS.sasl });
  for (const name of mechanisms) list.c('mechanism').t(name);
  features.append(...more);
  return features;
}

/** After the log-in. */
export function boundFeatures(more: readonly Element[]): Element {
  const features = new Element('stream:features');
  features.c('bind', { xmlns: NS.bind });
  // COMPAT: RFC 3921 clients wait for it; RFC 6120 made it a no-op.
  features.c('session', { xmlns: NS.session }).c('optional');
  features.append(...more);
  return features;
}
