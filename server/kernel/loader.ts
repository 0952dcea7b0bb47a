/**
 * Loads modules: checks what they need, reads their options, gives each its `ctx`, and undoes on unload whatever it
 * registered there.
 */
import { z } from 'zod';
import type { Accounts } from './accounts.ts';
import type { AdhocCommand, AdminCommands } from './adhoc.ts';
import type { Components } from './components.ts';
import type { Discovery } from './discovery.ts';
import type { ServerFacts } from './facts.ts';
import type { StreamFeatures } from './features.ts';
import type { HookBus } from './hooks.ts';
import type { HttpRoutes, WebAddresses } from './http.ts';
import type { InlineFeatures } from './inline.ts';
import type { IqTable } from './iq.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { CommandSpec, ModuleContext, ModuleSpec, NonzaHandler } from './module.ts';
import type { PortTable } from './ports.ts';
import type { Router } from './router.ts';
import type { Services } from './services.ts';
import type { SessionStateKey } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { Storage } from './store.ts';

export interface LoaderParts {
  readonly hooks: HookBus;
  readonly iq: IqTable;
  readonly features: StreamFeatures;
  readonly inline: InlineFeatures;
  readonly discovery: Discovery;
  readonly services: Services;
  readonly components: Components;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly router: Router;
  readonly storage: Pick<Storage, 'commits' | 'keyval' | 'archive' | 'items' | 'files'>;
  readonly facts: ServerFacts;
  readonly admin: AdminCommands;
  readonly http: { readonly routes: HttpRoutes; readonly web: WebAddresses };
  readonly ports: PortTable;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface Loader {
  /** Loads all, in an order that respects `needs`. Throws with a plain sentence when one cannot be loaded. */
  load(specs: readonly ModuleSpec[], options: Readonly<Record<string, unknown>>): void;
  /**
   * Loads again, with their new options and in their old place, the modules whose options are others now. One that cannot be keeps
   * the old ones; why is answered.
   */
  reload(options: Readonly<Record<string, unknown>>): { name: string; message: string }[];
  unload(name: string): void;
  unloadAll(): void;
  readonly loaded: readonly string[];
  nonza(namespace: string, name: string): NonzaHandler | undefined;
  commands(): readonly CommandSpec[];
}

/** Sorts so that each comes after what it needs; throws when something needed is missing or needs go in a circle. */
export function inOrder(specs: readonly ModuleSpec[]): ModuleSpec[] {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const done = new Set<ModuleSpec>();
  const visit = (spec: ModuleSpec, path: readonly string[]): void => {
    if (done.has(spec)) return;
    if (path.includes(spec.name))
      throw new Error(`modules need each other: ${[...path, spec.name].join(' → ')}`);
    for (const name of spec.needs ?? []) {
      const needed = byName.get(name);
      if (!needed) throw new Error(`module ${spec.name} needs ${name}, which is not loaded`);
      visit(needed, [...path, spec.name]);
    }
    done.add(spec);
  };
  for (const spec of specs) visit(spec, []);
  return [...done];
}

interface Loaded {
  readonly spec: ModuleSpec;
  readonly options: unknown;
  /** Its place among the modules. */
  readonly rank: number;
  readonly unload: () => void;
}

const readOptions = (spec: ModuleSpec, given: unknown): unknown =>
  (spec.options ?? z.object({})).parse(given ?? {});

export function createLoader(parts: LoaderParts): Loader {
  const modules = new Map<string, Loaded>();
  const nonzas = new Map<string, NonzaHandler>();
  const commands = new Map<string, CommandSpec>();
  const adhoc = new Map<string, AdhocCommand>();

  function loadOne(spec: ModuleSpec, options: unknown, rank: number): void {
    const undo: (() => void)[] = [];
    const lifetime = new AbortController();
    const unload = () => {
      lifetime.abort();
      for (const step of undo.reverse()) step();
    };
    try {
      spec.setup(
        createContext({ name: spec.name, rank }, options, lifetime.signal, (step) => undo.push(step)),
      );
    } catch (error) {
      unload();
      throw new Error(`module ${spec.name} could not start`, { cause: error });
    }
    modules.set(spec.name, { spec, options, rank, unload });
  }

  /** Undefined when there was nothing to do, or it is done. */
  function loadAgain({ spec, options, rank }: Loaded, given: unknown): string | undefined {
    const next = readOptions(spec, given);
    if (JSON.stringify(next) === JSON.stringify(options)) return undefined;
    modules.get(spec.name)?.unload();
    try {
      loadOne(spec, next, rank);
      parts.log.info('module loaded with other options', { module: spec.name });
      return undefined;
    } catch (error) {
      loadOne(spec, options, rank);
      const { message, cause } = error as Error;
      return cause instanceof Error ? `${message}: ${cause.message}` : message;
    }
  }

  function put<T>(table: Map<string, T>, key: string, value: T): () => void {
    if (table.has(key)) throw new Error(`registered twice: ${key}`);
    table.set(key, value);
    return () => void table.delete(key);
  }

  function createContext(
    { name, rank }: { name: string; rank: number },
    options: unknown,
    signal: AbortSignal,
    undo: (step: () => void) => void,
  ): ModuleContext {
    const { hooks, iq, features, inline, discovery, services, storage } = parts;
    return {
      options,
      signal,
      server: parts.facts,
      accounts: parts.accounts,
      sessions: parts.sessions,
      router: parts.router,
      log: parts.log.child(name),
      feature(namespace, on = 'host') {
        for (const where of on === 'both' ? (['host', 'account'] as const) : [on])
          undo(discovery.addFeature(namespace, where));
      },
      identity: (identity, on = 'host') => undo(discovery.addIdentity(identity, on)),
      discoInfo: (where, provider) => undo(discovery.addInfo(where, provider)),
      discoItems: (where, provider) => undo(discovery.addItems(where, provider)),
      discoCover: (where, cover) => undo(discovery.addCover(where, cover)),
      discovery,
      components: parts.components,
      services,
      service(service, template) {
        const entry = services.add(service, template, {
          feature: (namespace) => undo(discovery.addFeature(namespace, entry.service)),
          identity: (identity) => undo(discovery.addIdentity(identity, entry.service)),
          iq: (type, namespace, element, handler) =>
            undo(iq.add(type, namespace, element, `service:${service}`, handler)),
        });
        undo(() => services.remove(service));
        return entry.service;
      },
      iq: (type, namespace, element, target, handler) =>
        undo(iq.add(type, namespace, element, target, handler)),
      iqOverride: (override) => undo(iq.addOverride(override)),
      preAuthIq: (type, namespace, element, handler) =>
        undo(iq.addPreAuth(type, namespace, element, handler)),
      nonza: (namespace, element, handler) => undo(put(nonzas, `${namespace} ${element}`, handler)),
      streamFeature: (stage, make) => undo(features.add(stage, make)),
      bindFeature: (feature) => undo(inline.addBind(feature)),
      bindInfo: (make) => undo(inline.addInfo(make)),
      inlineResume: (resume) => undo(inline.setResume(resume)),
      on: (hook, phase, handler) => undo(hooks.on(hook, phase, handler, rank)),
      announce: (hook, event) => hooks.run(hook, event)?.stopped,
      sessionState: <T>(key: string, initial: () => T): SessionStateKey<T> => ({
        name: `${name}.${key}`,
        initial,
      }),
      store: {
        keyval: (table, schema) => storage.keyval(table, (value) => schema.parse(value)),
        archive: (table) => storage.archive(table),
        items: (table) => storage.items(table),
        files: (folder, modes) => storage.files(folder, modes),
        flush: () => storage.commits.flush(),
      },
      command: (spec) => undo(put(commands, spec.name, spec as unknown as CommandSpec)),
      adhoc: (command) => undo(put(adhoc, command.node, command)),
      http: { ...parts.http.web, route: (route) => undo(parts.http.routes.add(route)) },
      ports: {
        open: (type) => parts.ports.open(type),
        configured: (type) => parts.ports.configured(type),
        serve: (type, handler) => undo(parts.ports.serve(type, handler)),
      },
      commands: { adhoc: () => [...adhoc.values()], admin: parts.admin },
      metric: (metric) => undo(parts.metrics.add(metric)),
      metrics: parts.metrics,
      every(ms, run) {
        const timer = setInterval(run, ms);
        timer.unref();
        undo(() => clearInterval(timer));
      },
    };
  }

  function unload(name: string): void {
    modules.get(name)?.unload();
    modules.delete(name);
  }

  return {
    load(specs, options) {
      for (const spec of inOrder(specs))
        loadOne(spec, readOptions(spec, options[spec.name]), modules.size + 1);
    },
    reload: (options) =>
      [...modules.values()].flatMap((module) => {
        const { name } = module.spec;
        const message = loadAgain(module, options[name]);
        return message === undefined ? [] : [{ name, message }];
      }),
    unload,
    unloadAll() {
      for (const name of [...modules.keys()].reverse()) unload(name);
    },
    get loaded() {
      return [...modules.keys()];
    },
    nonza: (namespace, name) => nonzas.get(`${namespace} ${name}`),
    commands: () => [...commands.values()],
  };
}
