/** What applying the answers will do, in order. Pure: the page shows it before, and `apply.ts` does exactly this. */
import type { z } from 'zod';
import type { planItem } from '../../contract/setup.ts';
import type { port } from '../../contract/shapes.ts';
import { type OfficeDoor, officeDoors, relayOf, transportsOf } from '../office-doors.ts';
import type { Office } from '../settings.ts';

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

export const plannedPorts = (office: Office): PlannedPort[] =>
  officeDoors(office).map(({ type, port, tls }) => ({ type, port, address: '::', tls }));

/** What each door of the server is for, each with its ports as a technician writes them. */
function doorsData(office: Office): PlanItem['data'] {
  const data: PlanItem['data'] = {};
  for (const { door, port } of officeDoors(office))
    data[door] = data[door] === undefined ? String(port) : `${data[door]}, ${port}`;
  return data;
}

/** `TCP 5222`, `UDP 3478`, and the range of relays. */
function exactPorts(office: Office): string[] {
  const { from, to } = relayOf(office);
  const doors = officeDoors(office);
  const one = (row: OfficeDoor) => transportsOf(row).map((over) => `${over.toUpperCase()} ${row.port}`);
  const relays = doors.some(({ door }) => door === 'calls') ? [`UDP ${from}-${to}`] : [];
  return [...doors.flatMap(one), ...relays];
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
      data: { starttls, direct, ...doorsData(office) },
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
      exact: exactPorts(office),
    },
  ];
  return {
    items,
    ports: plannedPorts(office),
    certificateNames: [...certificateNames],
    address: admin.address,
  };
}
