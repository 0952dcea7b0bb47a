/** What servers offer each other (RFC 6120 §4.3.2; XEP-0220 §2.4, XEP-0288 §2.1, XEP-0198 §2). Pure. */
import { Element } from 'ltx';
import { NS } from '../kernel/stanza.ts';

export interface PeerFeatures {
  readonly starttls: boolean;
  readonly mechanisms: readonly string[];
  /** Dialback as a feature; older servers declare its namespace in their header only. */
  readonly dialback: boolean;
  /** They take dialback errors, so that a refused domain does not end the stream (XEP-0220 §2.4.2). */
  readonly errors: boolean;
  readonly bidi: boolean;
  /** Stream management (XEP-0198). */
  readonly sm: boolean;
}

export const NO_FEATURES: PeerFeatures = {
  ...{ starttls: false, mechanisms: [], dialback: false },
  ...{ errors: false, bidi: false, sm: false },
};

export const isFeatures = (element: Element): boolean =>
  element.name === 'features' && element.getNS() === NS.streams;

export function readFeatures(features: Element): PeerFeatures {
  const dialback = features.getChild('dialback', NS.dialbackFeature);
  return {
    starttls: features.getChild('starttls', NS.tls) !== undefined,
    mechanisms: (features.getChild('mechanisms', NS.sasl)?.getChildren('mechanism') ?? []).map((one) =>
      one.getText().trim(),
    ),
    dialback: dialback !== undefined,
    errors: dialback?.getChild('errors') !== undefined,
    bidi: features.getChild('bidi', NS.bidiFeature) !== undefined,
    sm: features.getChild('sm', NS.streamManagement) !== undefined,
  };
}

export interface OurOffer {
  readonly starttls?: 'required' | 'optional' | undefined;
  readonly external?: boolean;
  readonly dialback?: boolean;
  readonly bidi?: boolean;
  readonly sm?: boolean;
}

export function writeFeatures(offer: OurOffer): Element {
  const features = new Element('stream:features');
  if (offer.starttls) {
    const starttls = features.c('starttls', { xmlns: NS.tls });
    if (offer.starttls === 'required') starttls.c('required');
  }
  if (offer.external) features.c('mechanisms', { xmlns: NS.sasl }).c('mechanism').t('EXTERNAL');
  if (offer.dialback) features.c('dialback', { xmlns: NS.dialbackFeature }).c('errors');
  if (offer.bidi) features.c('bidi', { xmlns: NS.bidiFeature });
  if (offer.sm) features.c('sm', { xmlns: NS.streamManagement });
  return features;
}
