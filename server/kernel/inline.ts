/** What modules let a client ask for together with its log-in (XEP-0388 inline features, XEP-0386 §3.1). */
import type { Element } from 'ltx';
import type { Jid } from './jid.ts';
import type { StreamHandle } from './module.ts';

/** Takes up an earlier session on a stream whose log-in has just succeeded. */
export interface InlineResume {
  /** What stands among the inline features. */
  offer(): Element;
  /**
   * Undefined when the session goes on: then `wrap(resumed)` was sent as the answer. Else the failure, which goes out with the
   * answer to the log-in.
   */
  take(
    request: Element,
    stream: StreamHandle,
    account: Jid,
    wrap: (resumed: Element) => Element,
  ): Element | undefined;
}

/** What a client gets to know of the account with its binding; asked for before it is bound. */
export type BindInfo = (account: Jid) => Element | undefined | Promise<Element | undefined>;

export interface InlineFeatures {
  addBind(name: string): () => void;
  addInfo(make: BindInfo): () => void;
  setResume(resume: InlineResume): () => void;
  /** Names of what can be asked for with `<bind/>`. */
  bindFeatures(): readonly string[];
  /** What every binding is told, as it is now. */
  info(account: Jid): Promise<Element[]>;
  resume(): InlineResume | undefined;
}

export function createInlineFeatures(): InlineFeatures {
  const names = new Set<string>();
  const infos = new Set<BindInfo>();
  let resume: InlineResume | undefined;
  return {
    addBind(name) {
      names.add(name);
      return () => void names.delete(name);
    },
    addInfo(make) {
      infos.add(make);
      return () => void infos.delete(make);
    },
    setResume(next) {
      if (resume) throw new Error('two modules take up sessions');
      resume = next;
      return () => {
        resume = undefined;
      };
    },
    bindFeatures: () => [...names].sort(),
    async info(account) {
      const found = await Promise.all([...infos].map((make) => make(account)));
      return found.filter((element) => element !== undefined);
    },
    resume: () => resume,
  };
}
