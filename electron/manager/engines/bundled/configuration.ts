/** The bundled server's configuration for an office. Pure: text out of settings, paths relative so that the folder can move. */
import { dirname, join, relative, sep } from 'node:path';
import { type Office, WEB_PORT } from '../../settings.ts';
import type { CertificateFiles } from '../engine.ts';

export const serverFolder = (dataDir: string): string => join(dataDir, 'server');
export const configurationFile = (dataDir: string): string => join(serverFolder(dataDir), 'server.json');

export function configurationText(dataDir: string, office: Office, certificate: CertificateFiles): string {
  const from = dirname(configurationFile(dataDir));
  const path = (file: string) => relative(from, file).split(sep).join('/');
  const configuration = {
    data: '.',
    hosts: {
      [office.domain]: {
        certificate: { chain: path(certificate.chain), key: path(certificate.key) },
        registration: office.joining === undefined || office.joining === 'invited' ? 'closed' : 'open',
        admins: office.admins,
      },
    },
    listen: [
      { type: 'c2s', port: office.ports.starttls, tls: 'starttls' },
      { type: 'c2s', port: office.ports.direct, tls: 'direct' },
      // Uploads, invitations and web clients. Chatting works without it, so that a taken port stops nothing.
      { type: 'http', port: WEB_PORT, tls: 'direct', optional: true },
    ],
    ...modulesOf(office),
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

/** Options of modules, where the office decided something. */
function modulesOf({ joining, keepDays }: Office): { modules?: Record<string, unknown> } {
  const modules = {
    ...(joining === 'approval' && { registration: { approval: true } }),
    ...(keepDays && { archive: { keepDays } }),
  };
  return Object.keys(modules).length > 0 ? { modules } : {};
}
