/** How long a stream may be silent, or without a log-in. Pure: the stream carries out the verdict. */
import type { Limits } from './limits.ts';

export interface Silence {
  /** `registering`: not logged in, and an answer before log-in (XEP-0077) gave a person something to fill in. */
  readonly phase: 'securing' | 'logging in' | 'registering' | 'bound' | 'closing';
  /** Seconds since the connection began. */
  readonly age: number;
  /** Seconds since the peer was last heard, or since we closed. */
  readonly silent: number;
  /** The peer was asked whether it is there, and has not been heard since. */
  readonly asked: boolean;
  /** It must answer when it is asked (XEP-0198). */
  readonly managed: boolean;
}

export type Due =
  | { readonly do: 'nothing' | 'ask' | 'end' | 'destroy' }
  | { readonly do: 'fail'; readonly text?: string };

/** How long a silent peer has to answer the question whether it is there. */
const ANSWER_SECONDS = 60;
/** How long a person may fill in a form, and how long a program may go on making accounts. */
const FORM_SECONDS = 600;
const REGISTERING_SECONDS = 7200;
/** How long a peer has to close its stream after ours. */
const CLOSING_SECONDS = 5;

export function whatIsDue(it: Silence, limits: Pick<Limits, 'loginSeconds' | 'idleSeconds'>): Due {
  switch (it.phase) {
    case 'closing':
      return { do: it.silent > CLOSING_SECONDS ? 'end' : 'nothing' };
    case 'securing':
      return { do: it.age > limits.loginSeconds ? 'destroy' : 'nothing' };
    case 'logging in':
      return it.age > limits.loginSeconds ? { do: 'fail', text: 'log in faster' } : { do: 'nothing' };
    case 'registering': {
      const late = it.silent > FORM_SECONDS || it.age > REGISTERING_SECONDS;
      return late ? { do: 'fail', text: 'register faster' } : { do: 'nothing' };
    }
    case 'bound': {
      if (it.managed && it.asked && it.silent > limits.idleSeconds + ANSWER_SECONDS) return { do: 'fail' };
      return { do: !it.asked && it.silent >= limits.idleSeconds ? 'ask' : 'nothing' };
    }
  }
}
