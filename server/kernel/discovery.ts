/**
 * What is discovered (XEP-0030): fixed features and identities by kind of address, and providers asked for each request.
 *
 * It has no list of its own: modules declare, and what they declared vanishes with them. The disco module gives it words.
 */
import type { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { Service } from './services.ts';
import type { Session } from './session.ts';

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
}

/** A served domain, the bare address of an account, or one of our services with all addresses under it. */
export type DiscoWhere = 'host' | 'account' | Service;

export interface DiscoRequest {
  readonly from: Jid;
  readonly to: Jid;
  /** The served domain this concerns; for a service, the one it belongs to. */
  readonly host: string;
  /** Absent when the request has none, or an empty one. */
  readonly node: string | undefined;
  readonly session: Session | undefined;
  /** What the asker speaks (xml:lang); kernel/languages.ts. */
  readonly lang: string | undefined;
  /** The `<query/>`; for RSM (XEP-0059). */
  readonly payload: Element;
}

export interface DiscoInfo {
  readonly identities?: readonly Identity[];
  readonly features?: readonly string[];
  /** Extended information (XEP-0128). */
  readonly forms?: readonly Element[];
}

export interface DiscoItem {
  readonly jid: string;
  readonly node?: string;
  readonly name?: string;
}

export interface DiscoItems {
  readonly items: readonly DiscoItem[];
  /** The RSM `<set/>` when the items are one page of many. */
  readonly page?: Element;
}

/** What somebody else offers in the place of something of ours (XEP-0355 §7.2): ours of the kind is hidden, theirs is shown. */
export interface DiscoCover {
  /** The served domain it holds for, its accounts included. */
  readonly host: string;
  /** @param name a feature, or the FORM_TYPE of a form (XEP-0128). */
  hides(name: string): boolean;
  hidesIdentity(identity: Identity): boolean;
  shows(): DiscoInfo;
}

/** Undefined: not mine to answer. A StanzaError refuses the whole request. */
export type DiscoProvider<T> = (request: DiscoRequest) => T | undefined | Promise<T | undefined>;

type Answer<T> = T | undefined | Promise<T | undefined>;

export interface Discovery {
  addFeature(namespace: string, where: DiscoWhere): () => void;
  addIdentity(identity: Identity, where: DiscoWhere): () => void;
  addInfo(where: DiscoWhere, provider: DiscoProvider<DiscoInfo>): () => void;
  addItems(where: DiscoWhere, provider: DiscoProvider<DiscoItems>): () => void;
  addCover(where: 'host' | 'account', cover: DiscoCover): () => void;
  /** What is always there, sorted; for entity capabilities too. */
  fixed(where: DiscoWhere): { features: string[]; identities: Identity[] };
  /** All answers merged, with what is fixed when `request` is about the entity itself; undefined when nobody knows it. */
  info(where: DiscoWhere, request: DiscoRequest): Answer<Required<DiscoInfo>>;
  items(where: DiscoWhere, request: DiscoRequest): Answer<DiscoItems>;
}

interface Row<T> {
  readonly where: DiscoWhere;
  readonly what: T;
}

export function createDiscovery(): Discovery {
  const features = new Set<Row<string>>();
  const identities = new Set<Row<Identity>>();
  const infos = new Set<Row<DiscoProvider<DiscoInfo>>>();
  const lists = new Set<Row<DiscoProvider<DiscoItems>>>();
  const covers = new Set<Row<DiscoCover>>();

  const fixed = (where: DiscoWhere) => ({
    features: [...new Set(at(features, where))].sort(),
    identities: at(identities, where),
  });

  return {
    addFeature: (what, where) => put(features, { where, what }),
    addIdentity: (what, where) => put(identities, { where, what }),
    addInfo: (where, what) => put(infos, { where, what }),
    addItems: (where, what) => put(lists, { where, what }),
    addCover: (where, what) => put(covers, { where, what }),
    fixed,
    info(where, request) {
      const own = isEntity(where, request) ? fixed(where) : undefined;
      return ask(at(infos, where), request, (answers) => {
        if (!own && answers.length === 0) return undefined;
        const declared: DiscoInfo[] = own ? [own, ...answers] : answers;
        const covering = own ? at(covers, where).filter(({ host }) => host === request.host) : [];
        const all = covering.length === 0 ? declared : covered(declared, covering);
        return {
          identities: all.flatMap((answer) => answer.identities ?? []),
          features: [...new Set(all.flatMap((answer) => answer.features ?? []))].sort(),
          forms: all.flatMap((answer) => answer.forms ?? []),
        };
      });
    },
    items(where, request) {
      const known = isEntity(where, request);
      return ask(at(lists, where), request, (answers) => {
        if (!known && answers.length === 0) return undefined;
        const page = answers.find((answer) => answer.page)?.page;
        return { items: answers.flatMap((answer) => answer.items), ...(page && { page }) };
      });
    },
  };
}

/** Without what is covered, and with what covers it. */
function covered(declared: readonly DiscoInfo[], covers: readonly DiscoCover[]): DiscoInfo[] {
  const visible = (name: string) => !covers.some((cover) => cover.hides(name));
  const left = declared.map(({ identities = [], features = [], forms = [] }) => ({
    identities: identities.filter((one) => !covers.some((cover) => cover.hidesIdentity(one))),
    features: features.filter(visible),
    forms: forms.filter((form) => visible(formType(form))),
  }));
  return [...left, ...covers.map((cover) => cover.shows())];
}

const formType = (form: Element) =>
  form
    .getChildElements()
    .find((field) => field.attrs.var === 'FORM_TYPE')
    ?.getChildText('value') ?? '';

function put<T>(set: Set<T>, row: T): () => void {
  set.add(row);
  return () => void set.delete(row);
}

const at = <T>(rows: ReadonlySet<Row<T>>, where: DiscoWhere): T[] =>
  [...rows].filter((row) => row.where === where).map((row) => row.what);

/** The address itself rather than one of its nodes; what is fixed for a service is true of its domain, not of its rooms. */
const isEntity = (where: DiscoWhere, { node, to }: DiscoRequest) =>
  node === undefined && (typeof where === 'string' || to.local === '');

/** Asks all; stays within this turn of the event loop unless one of them needs longer. */
function ask<T, R>(
  providers: readonly DiscoProvider<T>[],
  request: DiscoRequest,
  merge: (answers: T[]) => R | undefined,
): Answer<R> {
  const answers = providers.map((provider) => provider(request));
  const given = (all: readonly (Awaited<T> | T | undefined)[]) =>
    all.filter((one) => one !== undefined) as T[];
  if (!answers.some((answer) => answer instanceof Promise)) return merge(given(answers as (T | undefined)[]));
  return Promise.all(answers).then((all) => merge(given(all)));
}
