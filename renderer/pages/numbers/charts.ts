/** The charts of the page, in their order: what each shows and how its values are read. A table. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { NumberId } from '../../api/types.ts';

export type Unit = 'count' | 'bytes' | 'milliseconds' | 'days';

export type ChartEntry = {
  id: string;
  title: MessageDescriptor;
  /** One line about what it means, where the title alone does not say it. */
  help?: MessageDescriptor;
  lines: readonly { id: NumberId; name: MessageDescriptor }[];
  unit: Unit;
  /** `sum`: what happened in each piece; `mean`: how it stood on average; `change`: how it moved from the first to the last. */
  told: 'sum' | 'mean' | 'change';
  /** How it moves matters more than how much it is. */
  zoomed?: boolean;
};

export const CHARTS: readonly ChartEntry[] = [
  {
    ...{ id: 'people', title: msg`People who are here`, unit: 'count', told: 'mean' },
    lines: [{ id: 'people', name: msg`People` }],
  },
  {
    ...{ id: 'messages', title: msg`Messages`, unit: 'count', told: 'sum' },
    help: msg`How many, never what is in them.`,
    lines: [{ id: 'sent', name: msg`Sent by colleagues` }],
  },
  {
    ...{ id: 'disk', title: msg`Free room on the disk`, unit: 'bytes', told: 'change', zoomed: true },
    lines: [{ id: 'free', name: msg`Free` }],
  },
  {
    ...{ id: 'used', title: msg`What Chatelaine takes of it`, unit: 'bytes', told: 'change', zoomed: true },
    help: msg`All of the data folder, and of it the files colleagues have sent each other.`,
    lines: [
      { id: 'used', name: msg`In all` },
      { id: 'uploads', name: msg`Files` },
    ],
  },
  {
    ...{ id: 'archived', title: msg`Messages that are kept`, unit: 'count', told: 'change', zoomed: true },
    lines: [{ id: 'archived', name: msg`Messages` }],
  },
  {
    ...{ id: 'logins', title: msg`Log-ins that did not work`, unit: 'count', told: 'sum' },
    help: msg`An old password on a telephone, mostly.`,
    lines: [{ id: 'loginsFailed', name: msg`Did not work` }],
  },
  {
    ...{ id: 'servers', title: msg`Connections with other servers`, unit: 'count', told: 'mean' },
    lines: [
      { id: 's2sIn', name: msg`They to us` },
      { id: 's2sOut', name: msg`We to them` },
    ],
  },
  {
    ...{ id: 'memory', title: msg`Memory`, unit: 'bytes', told: 'mean' },
    lines: [
      { id: 'serverMemory', name: msg`Server` },
      { id: 'managerMemory', name: msg`Chatelaine` },
    ],
  },
  {
    ...{ id: 'delay', title: msg`How quickly the server answers`, unit: 'milliseconds', told: 'mean' },
    help: msg`Of a hundred times, 99 were quicker (event-loop delay, p99). Up to 50 ms nobody notices anything.`,
    lines: [{ id: 'delay', name: msg`Delay` }],
  },
];
