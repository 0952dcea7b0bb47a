/// <reference types="vite/client" />

declare module '*.po' {
  import type { Messages } from '@lingui/core';
  export const messages: Messages;
}
declare module '@fontsource-variable/inter/opsz.css';
declare module '@fontsource-variable/jetbrains-mono';

interface Window {
  /** Given by electron/preload.ts on the desktop: asks for a port, which arrives as a window message `chatelaine.port`. */
  chatelaine?: { connect(): void };
}
