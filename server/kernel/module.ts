/**
 * The contract between the kernel and a feature: everything a module author has to read.
 *
 * A module is one file in `server/modules/`. It declares what it is, and in `setup` registers what it does through
 * `ctx`. Whatever `ctx` registered is undone when the module is unloaded; a module keeps no globals.
 */
import type { Element } from 'ltx';
import type { z } from 'zod';
import type { Accounts } from './accounts.ts';
import type { AdhocCommand, AdminCommands, CommandScope } from './adhoc.ts';
import type { Components } from './components.ts';
import type {
  DiscoCover,
  DiscoInfo,
  DiscoItems,
  DiscoProvider,
  Discovery,
  DiscoWhere,
  Identity,
} from './discovery.ts';
import type { ServerFacts } from './facts.ts';
import type { HookName, Hooks, Phase } from './hooks.ts';
import type { HttpRoute, WebAddresses } from './http.ts';
import type { BindInfo, InlineResume } from './inline.ts';
import type { Jid } from './jid.ts';
import type { Log } from './log.ts';
import type { Metric, Metrics } from './metrics.ts';
import type { PortHandler, Ports } from './ports.ts';
import type { Router } from './router.ts';
import type { Service, Services } from './services.ts';
import type { Session, SessionStateKey } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { ArchiveStore, FileModes, FileStore, ItemStore, Keyval } from './store.ts';

/** Which address an iq must be sent to for a handler to be asked. */
export type IqTarget =
  /** The sender's own account: no `to`, or its own bare address. Anyone else gets `service-unavailable`. */
  | 'self'
  /** The bare address of any account we serve, whoever asks. The handler decides who may. */
  | 'account'
  /** A bare address on a served domain that nobody has; without a handler the answer is `service-unavailable`. */
  | 'nobody'
  /** A served domain itself (`to='example.org'`). */
  | 'host'
  /** The domain of any service, or a bare address below it, unless the service has a handler of its own. */
  | 'service';

export interface IqRequest {
  /** The whole stanza, `from` stamped by the server. */
  readonly stanza: Element;
  /** Its one child. */
  readonly payload: Element;
  readonly from: Jid;
  /** Who is asked; for `self` without a `to`, the sender's bare address. */
  readonly to: Jid;
  /** The served domain this concerns. */
  readonly host: string;
  /** The sending session when the sender is connected here; absent for requests from other servers. */
  readonly session: Session | undefined;
  /** Aborted when the session ends or the server stops. */
  readonly signal: AbortSignal;
}

/** Returns the result's payload, or nothing for an empty result, or throws a `StanzaError`. */
export type IqHandler = (request: IqRequest) => Element | undefined | Promise<Element | undefined>;

export interface PreAuthIqRequest {
  readonly stanza: Element;
  readonly payload: Element;
  /** The domain of the stream header's `to`. */
  readonly host: string;
  readonly stream: StreamHandle;
}

/**
 * Looks at a well-formed query before the handler registered for it, `normal` (undefined when there is none). Answers who shall
 * answer in its place; undefined: the normal one.
 */
export type IqOverride = (request: IqRequest, normal: IqHandler | undefined) => IqHandler | undefined;

/** As `IqHandler`, for somebody who has no address yet. */
export type PreAuthIqHandler = (
  request: PreAuthIqRequest,
) => Element | undefined | Promise<Element | undefined>;

/** Handles a top-level element that is not a stanza (XEP-0198 calls it a "nonza") on an authenticated stream. */
export type NonzaHandler = (element: Element, session: Session | undefined, stream: StreamHandle) => void;

/** What a module may see of a client's stream before or beside a session. */
export interface StreamHandle {
  readonly id: string;
  readonly host: string;
  /** The bare address that logged in; absent before authentication. */
  readonly account: Jid | undefined;
  readonly encrypted: boolean;
  /** The peer's address, as text; for logs and throttling only. */
  readonly remoteAddress: string;
  /** Present once a resource is bound or a session resumed. */
  session: Session | undefined;
  /** Sends an element outside any session's bookkeeping (stream features, nonzas, pre-bind replies). */
  send(element: Element): void;
  /** Ends the stream with a stream error of RFC 6120 §4.9.3; `application` is a condition of its own (§4.9.4). */
  fail(condition: string, text?: string, application?: Element): void;
}

export interface CommandSpec<A extends z.ZodType = z.ZodType, R = unknown> {
  /** ejabberdctl's name where the meaning is the same. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments in order, by the names of `args`. */
  readonly positional: readonly string[];
  /** How many of `positional` may be left out, counted from the end. */
  readonly optional?: number;
  /** The argument that is a list read from standard input, a line each. */
  readonly lines?: string;
  /** Further words for `help COMMAND`. */
  readonly details?: string;
  readonly args: A;
  /** What it is about; absent: the server as a whole. */
  readonly scope?: CommandScope;
  /** Changes nothing and tells no secret: a token for reading will do, and an HTTP GET. */
  readonly reads?: boolean;
  run(args: z.infer<A>): R | Promise<R>;
  /** Prints the answer for people; without it the answer's own text is printed. */
  text?(answer: R): string;
}

export interface ModuleContext<Options = unknown> {
  readonly options: Options;
  /** What the operator configured and what the process knows of itself. */
  readonly server: ServerFacts;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly router: Router;
  readonly log: Log;
  /** Aborted on unload. */
  readonly signal: AbortSignal;

  /** Advertises a feature in the domain's disco#info (and, with `on: 'account'`, in that of accounts). */
  feature(namespace: string, on?: 'host' | 'account' | 'both'): void;
  /** Advertises an identity in disco#info. */
  identity(identity: Identity, on?: 'host' | 'account'): void;
  /** Discovery beyond what is fixed: rooms, nodes, forms. See discovery.ts for what a provider is asked. */
  discoInfo(where: DiscoWhere, provider: DiscoProvider<DiscoInfo>): void;
  discoItems(where: DiscoWhere, provider: DiscoProvider<DiscoItems>): void;
  /** Puts what somebody else offers in the place of what is declared here. */
  discoCover(where: 'host' | 'account', cover: DiscoCover): void;
  /** Everything all modules declared; for disco and entity capabilities. */
  readonly discovery: Pick<Discovery, 'fixed' | 'info' | 'items'>;
  /**
   * A host of its own beside each served domain; `template` is an option of the module, such as `conference.{host}`.
   * Listed by itself in the served domain's disco#items.
   */
  service(name: string, template: string): Service;
  /** Programs attached to this server (XEP-0114). */
  readonly components: Components;
  /** All services; for disco and routing decisions. */
  readonly services: Pick<Services, 'at' | 'beside'>;
  iq(type: 'get' | 'set', namespace: string, name: string, target: IqTarget, handler: IqHandler): void;
  /** Lets somebody else answer queries that are for this server or for one of its accounts (XEP-0355). The first that wants one has it. */
  iqOverride(override: IqOverride): void;
  /**
   * An iq on an encrypted stream nobody has logged in on yet (XEP-0077 registration). The reply goes back on that stream.
   * Asked for no other stream; unknown ones get `not-authorized`.
   */
  preAuthIq(type: 'get' | 'set', namespace: string, name: string, handler: PreAuthIqHandler): void;
  nonza(namespace: string, name: string, handler: NonzaHandler): void;
  /** Adds elements to `<stream:features/>`; asked anew for each stream and stage. */
  streamFeature(
    stage: 'connected' | 'authenticated',
    make: (stream: StreamHandle) => Element | undefined,
  ): void;
  /**
   * A feature that can be asked for together with binding within a log-in (XEP-0386 §3.1), by its disco name. Carrying it out is
   * `session.bound` with `inline`.
   */
  bindFeature(name: string): void;
  /** Something a client gets to know of the account with its binding (XEP-0386 §3.2), asked for before it is bound. */
  bindInfo(make: BindInfo): void;
  /** Takes up an earlier session within a log-in (XEP-0198 §9.2). */
  inlineResume(resume: InlineResume): void;
  on<N extends HookName>(hook: N, phase: Phase, handler: (event: Hooks[N]) => HookResult): void;
  /** Runs a hook that modules announce things by; the kernel runs its own. Answers why a handler stopped it. */
  announce<N extends HookName>(hook: N, event: Hooks[N]): string | undefined;
  /** A value each session carries for this module; JSON-able, and kept across resumption and a server restart. */
  sessionState<T>(key: string, initial: () => T): SessionStateKey<T>;
  store: {
    /** One named table of JSON values, keyed by owner and key, checked by `schema` when read. */
    keyval<T>(name: string, schema: z.ZodType<T>): Keyval<T>;
    archive(name: string): ArchiveStore;
    /** Published items (XEP-0060), by owner and node, in order of publication. */
    items(name: string): ItemStore;
    /** A folder of files. */
    files(name: string, modes: FileModes): FileStore;
    /** Resolves when all that was written is on disk. */
    flush(): Promise<void>;
  };
  /** Answers HTTP requests for a path, and tells where our web is. */
  readonly http: WebAddresses & { route(route: HttpRoute): void };
  /** Takes what comes in on the ports of a type that are neither streams nor the web, and tells which are open. */
  readonly ports: Ports & { serve(type: string, handler: PortHandler): void };
  command<A extends z.ZodType, R>(spec: CommandSpec<A, R>): void;
  /** A command that people find and run in their programs (XEP-0050). */
  adhoc(command: AdhocCommand): void;
  /** Every ad-hoc command there is, and every administration command; for the adhoc module. */
  readonly commands: { adhoc(): readonly AdhocCommand[]; readonly admin: AdminCommands };
  /** A number about this module for those who watch over the server; asked for when somebody looks. */
  metric(metric: Metric): void;
  /** Every number there is; for the metrics module. */
  readonly metrics: Pick<Metrics, 'all'>;
  /** Calls back every `ms` until unload; never keeps the process alive. */
  every(ms: number, run: () => void): void;
}

/** Nothing to go on; `stop(reason)` ends this hook's phases, and the reason goes to the debug log. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that ends without a word goes on, too
export type HookResult = undefined | void | Stop;
export interface Stop {
  readonly stop: true;
  readonly reason: string;
}
export const stop = (reason: string): Stop => ({ stop: true, reason });

export interface ModuleSpec<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Specifications with the version followed, e.g. `XEP-0280 1.0.1`. */
  readonly specs: readonly string[];
  /** Names of modules that must be loaded too. */
  readonly needs?: readonly string[];
  /** The shape of `modules.<name>` in the configuration, each default written here and nowhere else. */
  readonly options?: Schema;
  setup(ctx: ModuleContext<z.infer<Schema>>): void;
}

/** Fixes the types of a module; does nothing else. */
export const defineModule = <Schema extends z.ZodType>(spec: ModuleSpec<Schema>): ModuleSpec<Schema> => spec;
