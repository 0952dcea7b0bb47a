/**
 * Reads the server's configuration: one JSON file, checked whole, or everything that is wrong with it.
 *
 * The shape and the defaults are in config-schema.ts, the sentences in config-problems.ts.
 * Relative paths are relative to the file. Nothing is started, opened or written here.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { readComponents } from './config-components.ts';
import { JsonProblem, type Located, parseJson } from './config-json.ts';
import { type ConfigProblem, nearest, problemAt, schemaProblems, unknownKey } from './config-problems.ts';
import { configSchema, type HostConfig, normalHost, type ServerConfig } from './config-schema.ts';
import { parseJid } from './kernel/jid.ts';
import { DEFAULT_LIMITS } from './kernel/limits.ts';
import { type FederationConfig, federation as federationSchema } from './s2s/options.ts';

export { type ConfigProblem, describeProblem } from './config-problems.ts';
export type { HostConfig, ListenerConfig, ServerConfig } from './config-schema.ts';

export type ConfigResult = { config: ServerConfig } | { problems: ConfigProblem[] };

/** Option schemas by module name; a module without options has undefined. */
export type ModuleOptions = Readonly<Record<string, z.ZodType | undefined>>;

const MAX_BYTES = 4 * 1024 * 1024;

/** Reads `file` and checks too that the files it names can be read. `modules` checks their options as well. */
export function loadConfig(file: string, modules?: ModuleOptions): ConfigResult {
  const whole = (message: string): ConfigResult => ({
    problems: [{ path: '', line: 1, column: 1, message }],
  });
  let text: string;
  try {
    if (statSync(file).size > MAX_BYTES) return whole('The configuration is larger than 4 MB.');
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return whole(`The configuration cannot be read: ${reason(cause)}.`);
  }
  return read(text, file, modules, (path) => unreadable(path));
}

/** The same from a text; `file` gives relative paths their place and need not exist. */
export function parseConfig(text: string, file: string, modules?: ModuleOptions): ConfigResult {
  return read(text, file, modules, () => undefined);
}

function read(
  text: string,
  file: string,
  modules: ModuleOptions | undefined,
  checkFile: (path: string) => string | undefined,
): ConfigResult {
  let located: Located;
  try {
    located = parseJson(text);
  } catch (problem) {
    if (!(problem instanceof JsonProblem)) throw problem;
    return { problems: [{ path: '', ...problem.position, message: problem.message }] };
  }

  const parsed = configSchema.safeParse(located.value);
  if (!parsed.success) return { problems: inOrder(schemaProblems(parsed.error.issues, located, knownKeys)) };

  const { hosts: givenHosts, data, federation: givenFederation, components: given, ...rest } = parsed.data;
  const folder = dirname(resolve(file));
  const hosts = readHosts(givenHosts, folder, located, checkFile);
  const options = readModules(rest.modules, modules, located);
  const federation = readFederation(givenFederation, folder, located, checkFile);
  const components = readComponents(given, { folder, located, hosts: Object.keys(hosts.hosts) });
  const problems = [...hosts.problems, ...components.problems, ...federation.problems, ...options.problems];
  if (problems.length > 0) return { problems: inOrder(problems) };
  return {
    config: {
      file: resolve(file),
      data: resolve(folder, data),
      hosts: hosts.hosts,
      federation: federation.federation,
      components: components.components,
      ...rest,
      modules: options.modules,
    },
  };
}

/** Domains in the server's own spelling, addresses too, paths absolute. */
function readHosts(
  given: Readonly<Record<string, HostConfig>>,
  folder: string,
  located: Located,
  checkFile: (path: string) => string | undefined,
) {
  const hosts: Record<string, HostConfig> = {};
  const problems: ConfigProblem[] = [];
  for (const [written, host] of Object.entries(given)) {
    const name = normalHost(written);
    if (name === undefined) {
      problems.push(
        problemAt(located, ['hosts', written], `"${written}" is no domain name.`, undefined, 'key'),
      );
      continue;
    }
    if (hosts[name]) {
      problems.push(
        problemAt(located, ['hosts', written], `"${written}" is the same domain twice.`, undefined, 'key'),
      );
      continue;
    }
    const certificate = {
      chain: resolve(folder, host.certificate.chain),
      key: resolve(folder, host.certificate.key),
    };
    for (const part of ['chain', 'key'] as const) {
      const trouble = checkFile(certificate[part]);
      const path = ['hosts', written, 'certificate', part];
      if (trouble)
        problems.push(problemAt(located, path, `The certificate file ${certificate[part]} ${trouble}.`));
    }
    const authorities = host.clientAuthorities && resolve(folder, host.clientAuthorities);
    const trouble = authorities && checkFile(authorities);
    if (trouble) {
      const path = ['hosts', written, 'clientAuthorities'];
      problems.push(problemAt(located, path, `The certificate file ${authorities} ${trouble}.`));
    }
    hosts[name] = {
      ...host,
      certificate,
      ...(authorities && { clientAuthorities: authorities }),
      admins: host.admins.map((admin) => String(parseJid(admin))),
    };
  }
  return { hosts, problems };
}

/** Domains in the server's own spelling, the path absolute. */
function readFederation(
  given: FederationConfig,
  folder: string,
  located: Located,
  checkFile: (path: string) => string | undefined,
) {
  const authorities = given.authorities && resolve(folder, given.authorities);
  const trouble = authorities && checkFile(authorities);
  const path = ['federation', 'authorities'];
  const problems: ConfigProblem[] = trouble
    ? [problemAt(located, path, `The certificate file ${authorities} ${trouble}.`)]
    : [];
  const hosts = Object.fromEntries(
    Object.entries(given.hosts).map(([pattern, rule]) => {
      const star = pattern.startsWith('*.') ? '*.' : '';
      return [star + (normalHost(pattern.slice(star.length)) ?? pattern), rule];
    }),
  );
  return { federation: { ...given, hosts, ...(authorities && { authorities }) }, problems };
}

/** Options in their modules' own shapes, when these are known. */
function readModules(
  given: Readonly<Record<string, unknown>>,
  known: ModuleOptions | undefined,
  located: Located,
) {
  if (!known) return { modules: given, problems: [] };
  const modules: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, options] of Object.entries(given)) {
    const path = ['modules', name];
    if (!Object.hasOwn(known, name)) {
      const meant = nearest(name, Object.keys(known));
      problems.push(problemAt(located, path, `There is no module "${name}".`, meant, 'key'));
      continue;
    }
    const parsed = known[name]?.safeParse(options);
    if (parsed && !parsed.success)
      problems.push(...schemaProblems(parsed.error.issues, located, () => settingsOf(known[name]), path));
    else modules[name] = parsed ? parsed.data : options;
    if (!known[name] && typeof options === 'object' && options !== null) {
      for (const key of Object.keys(options)) problems.push(unknownKey(located, [...path, key], []));
    }
  }
  return { modules, problems };
}

/** The names in a schema that is a plain group of settings. */
function settingsOf(schema: z.ZodType | undefined): readonly string[] {
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}

const HOST_KEYS = ['certificate', 'registration', 'anonymous', 'clientAuthorities', 'contacts', 'admins'];

/** What may stand at a place of the file, for "did you mean". */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const [first, , third] = path;
  if (path.length === 0) return Object.keys(configSchema.shape);
  if (first === 'limits') return Object.keys(DEFAULT_LIMITS);
  if (first === 'listen') return ['type', 'port', 'address', 'tls', 'optional', 'proxyProtocol'];
  if (first === 'web') return ['name', 'url', 'forwarders', 'forwardedBy'];
  if (first === 'federation') return federationKeys(path);
  if (first === 'hosts') return third === 'certificate' ? ['chain', 'key'] : HOST_KEYS;
  if (first === 'components') return ['secret', 'host', 'name', 'access'];
  return first === 'log' ? ['level'] : [];
}

function federationKeys([, second, third]: readonly PropertyKey[]): readonly string[] {
  if (second === undefined) return Object.keys(federationSchema.shape);
  if (second === 'hosts') return third === undefined ? [] : ['policy', 'authenticate', 'tls', 'target'];
  if (second === 'dns') return ['servers', 'trusted'];
  return second === 'limits' ? Object.keys(federationSchema.parse({}).limits) : [];
}

const inOrder = (problems: readonly ConfigProblem[]) =>
  [...problems].sort((one, other) => one.line - other.line || one.column - other.column);

function unreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile() ? undefined : 'is no file';
  } catch (cause) {
    return reason(cause) === 'there is no such file' ? 'does not exist' : `cannot be read: ${reason(cause)}`;
  }
}

/** Why a file could not be used, for people. */
function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return code ?? String(cause);
}
