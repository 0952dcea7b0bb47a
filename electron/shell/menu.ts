/**
 * The menu, as data. On Linux and Windows it is not drawn (the title bar is the page's), but its shortcuts work.
 * Roles bring each system's own behaviour; the words are ours, in the language of the pages and not of the system.
 */
import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export interface MenuActions {
  about(): void;
  showDataFolder(): void;
  quit(): void;
}

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly words: Words;
  readonly actions: MenuActions;
  /** Developer tools belong to a checkout only. */
  readonly developer: boolean;
}

export function menuTemplate({
  platform,
  words,
  actions,
  developer,
}: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = { id: 'about', label: words.about, click: () => actions.about() };
  const folder: MenuItemConstructorOptions = {
    id: 'data-folder',
    label: words.showDataFolder,
    click: () => actions.showDataFolder(),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: words.quit,
    accelerator: 'CommandOrControl+Q',
    click: () => actions.quit(),
  };
  const own: MenuItemConstructorOptions[] = mac
    ? [
        about,
        folder,
        separator,
        { role: 'hide', label: words.hide },
        { role: 'hideOthers', label: words.hideOthers },
        { role: 'unhide', label: words.showAll },
        separator,
        quit,
      ]
    : [folder, separator, quit];
  return [
    { label: 'Chatelaine', submenu: own },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { role: 'resetZoom', label: words.zoomReset },
        separator,
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(developer ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimise },
        { role: 'close', label: words.close },
      ],
    },
    ...(mac ? [] : [{ label: words.help, submenu: [about] }]),
  ];
}
