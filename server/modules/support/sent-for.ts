/**
 * Who is behind a query that the server sends in the name of one of its people: the component that may (XEP-0356).
 * Two modules look at it: what a component asks is not handed back to it (XEP-0355 §4.3.1).
 */
import type { Element } from 'ltx';

const components = new WeakMap<Element, string>();

export const markSentFor = (stanza: Element, component: string): void =>
  void components.set(stanza, component);

export const sentFor = (stanza: Element): string | undefined => components.get(stanza);
