/** The bundled server's configuration for an office. Pure: text out of settings, paths relative so that the folder can move. */
import { dirname, join, relative, sep } from 'node:path';
import { BRIDGE_RIGHTS, bridgeSecretFile, bridgesOf, componentPort } from '../../office-bridges.ts';
import { federationOf, isWanted, type OfficeDoor, officeDoors } from '../../office-doors.ts';
import type { Office } from '../../settings.ts';
import type { CertificateOf } from '../engine.ts';
import { adminPort } from '../programs.ts';
import { hostsSection, serviceModules, webSection } from './hosts.ts';
import { programRules, programsListener } from './programs.ts';
import { hostMetaModule, websiteListeners, websiteSection } from './website.ts';

export const serverFolder = (dataDir: string): string => join(dataDir, 'server');
export const configurationFile = (dataDir: string): string => join(serverFolder(dataDir), 'server.json');

export function configurationText(dataDir: string, office: Office, certificateOf: CertificateOf): string {
  const from = dirname(configurationFile(dataDir));
  const path = (file: string) => relative(from, file).split(sep).join('/');
  const configuration = {
    data: '.',
    hosts: hostsSection(office, { certificateOf, path }),
    listen: [
      ...officeDoors(office).map(listener),
      ...websiteListeners(office),
      // For programs on this computer.
      { type: 'component', port: componentPort(office), optional: true },
      { type: 'admin', port: adminPort(office), optional: true },
      ...programsListener(office),
    ],
    ...componentsSection(office, (address) => path(bridgeSecretFile(dataDir, address))),
    ...webSection(office),
    ...websiteSection(office),
    federation: federationSection(office),
    ...modulesOf(office),
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

/** Whether two texts open the same ports: what else differs is taken over by a reload, these at the next start. */
export function listensAlike(one: string, other: string): boolean {
  const rows = (text: string) => JSON.stringify((JSON.parse(text) as { listen?: unknown }).listen);
  try {
    return rows(one) === rows(other);
  } catch {
    // Somebody broke the one that was there.
    return false;
  }
}

/** As the server wants it (server/config-schema.ts); `proxy65` has no choice of TLS, and `multiplex` takes all there is. */
function listener({ type, port, tls, optional }: OfficeDoor) {
  return {
    type,
    port,
    ...(type !== 'proxy65' && type !== 'multiplex' && { tls }),
    ...(optional && { optional }),
  };
}

/** The companies' own part only where something was decided: the server's defaults are the rest. */
function federationSection(office: Office) {
  const { policy, companies } = federationOf(office);
  const hosts = Object.entries(companies).flatMap(([domain, { allowed, certificate, target, authority }]) => {
    const rule = {
      ...(allowed && { policy: 'allow' }),
      ...(certificate && { authenticate: 'certificate' }),
      ...(target && { target }),
      ...(authority && { authorities: authority }),
    };
    // Its rooms and other services have names of their own below it.
    return [
      [domain, rule],
      [`*.${domain}`, rule],
    ];
  });
  return { policy, ...(hosts.length > 0 && { hosts: Object.fromEntries(hosts) }) };
}

/** Bridges, and other programs that attach: for this office's own people. */
function componentsSection(office: Office, secretOf: (address: string) => string) {
  // One of ours that is off is not started; what somebody else runs is not let in.
  const all = Object.entries(bridgesOf(office)).filter(([, { kind, on }]) => on || kind === 'irc');
  if (all.length === 0) return {};
  const components = all.map(([address, { name }]) => [
    address,
    { secret: secretOf(address), host: office.domain, name, access: 'local' },
  ]);
  return { components: Object.fromEntries(components) };
}

/** Options of modules, where the office decided something. */
function modulesOf(office: Office): { modules?: Record<string, unknown> } {
  const { joining, keepDays, files, doors, webchat, programs } = office;
  const trusted = Object.entries(bridgesOf(office)).flatMap(([address, { rights }]) =>
    rights ? [[address, BRIDGE_RIGHTS] as const] : [],
  );
  const modules = {
    ...(joining === 'approval' && { registration: { approval: true } }),
    ...(keepDays && { archive: { keepDays } }),
    ...(webchat && {
      webchat: webchat.on ? { ...(webchat.name && { name: webchat.name }) } : { enabled: false },
    }),
    ...(programs && programs.rules.length > 0 && { api: { rules: programRules(programs) } }),
    ...(trusted.length > 0 && { privileges: { components: Object.fromEntries(trusted) } }),
    ...hostMetaModule(office),
    ...withServices(office, {
      ...(files && { upload: files }),
      ...(isWanted('calls', office) && doors?.relay && { turn: { relayPorts: doors.relay } }),
    }),
  };
  return Object.keys(modules).length > 0 ? { modules } : {};
}

/** Names and addresses of services, with what else was decided about them. */
function withServices(office: Office, decided: Record<string, object>): Record<string, object> {
  const all = Object.entries(serviceModules(office)).map(
    ([module, options]) => [module, { ...options, ...decided[module] }] as const,
  );
  return Object.fromEntries(all.filter(([, options]) => Object.keys(options).length > 0));
}
