/** Kinds of devices, and which guides are for them, the ones we recommend first. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  Globe,
  Laptop,
  type LucideIcon,
  Monitor,
  Smartphone,
  SquareTerminal,
  TabletSmartphone,
} from 'lucide-react';
import type { ClientSystem, FilledGuide } from '../../api/types.ts';

export const SYSTEMS: readonly ClientSystem[] = ['android', 'ios', 'windows', 'macos', 'linux', 'browser'];

export const SYSTEM_WORDS: Readonly<Record<ClientSystem, { name: MessageDescriptor; icon: LucideIcon }>> = {
  android: { name: msg`Android`, icon: Smartphone },
  ios: { name: msg`iPhone`, icon: TabletSmartphone },
  windows: { name: msg`Windows`, icon: Monitor },
  macos: { name: msg`Mac`, icon: Laptop },
  linux: { name: msg`Linux`, icon: SquareTerminal },
  browser: { name: msg`Browser`, icon: Globe },
};

export const isSystem = (word: string | null): word is ClientSystem =>
  SYSTEMS.some((system) => system === word);

export const rankOf = (guide: FilledGuide, system: ClientSystem): number => guide.rank[system] ?? 9;

/** Those that run on it, by how well they do. */
export const guidesFor = (guides: readonly FilledGuide[], system: ClientSystem): FilledGuide[] =>
  guides
    .filter(({ systems }) => systems.includes(system))
    .sort((one, other) => rankOf(one, system) - rankOf(other, system));
