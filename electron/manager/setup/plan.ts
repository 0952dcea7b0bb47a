/** What applying the answers will do, in order. Pure: the page shows it before, and `apply.ts` does exactly this. */
import type { z } from 'zod';
import type { planItem } from '../../contract/setup.ts';
import type { port } from '../../contract/shapes.ts';
import { type Office, WEB_PORT } from '../settings.ts';

export type PlanItem = z.infer<typeof planItem>;
export type PlannedPort = z.infer<typeof port>;

/** In the order in which they are done; these are also the steps of the job. */
export const PLAN_STEPS = [
  'folder',
  'authority',
  'certificate',
  'configuration',
  'administrator',
  'start',
] as const;

export interface PlanFacts {
  readonly office: Office;
  readonly admin: { readonly address: string; readonly displayName: string };
  readonly dataDir: string;
  readonly authorityFile: string;
  readonly certificate: { readonly chain: string; readonly key: string };
  readonly certificateNames: readonly string[];
  /** The text of the server's configuration as it will be. */
  readonly configuration: { readonly file: string; readonly text: string };
}

export interface Plan {
  readonly items: PlanItem[];
  readonly ports: PlannedPort[];
  readonly certificateNames: string[];
  /** The administrator's. */
  readonly address: string;
}

export function plannedPorts(office: Office): PlannedPort[] {
  return [
    { type: 'c2s', port: office.ports.starttls, address: '::', tls: 'starttls' },
    { type: 'c2s', port: office.ports.direct, address: '::', tls: 'direct' },
    { type: 'http', port: WEB_PORT, address: '::', tls: 'direct' },
  ];
}

export function plan(facts: PlanFacts): Plan {
  const { office, admin, certificateNames } = facts;
  const { starttls, direct } = office.ports;
  const items: PlanItem[] = [
    { code: 'folder', data: { folder: facts.dataDir }, exact: [facts.dataDir] },
    { code: 'authority', data: { domain: office.domain, years: 10 }, exact: [facts.authorityFile] },
    {
      code: 'certificate',
      data: { domain: office.domain, names: certificateNames.length },
      exact: [...certificateNames, facts.certificate.chain, facts.certificate.key],
    },
    {
      code: 'configuration',
      data: { starttls, direct },
      exact: [facts.configuration.file, facts.configuration.text],
    },
    {
      code: 'administrator',
      data: { address: admin.address, displayName: admin.displayName },
      exact: [admin.address],
    },
    {
      code: 'start',
      data: { starttls, direct },
      exact: [`TCP ${starttls}`, `TCP ${direct}`, `TCP ${WEB_PORT}`],
    },
  ];
  return {
    items,
    ports: plannedPorts(office),
    certificateNames: [...certificateNames],
    address: admin.address,
  };
}
