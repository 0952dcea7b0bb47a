/**
 * Every word the shell itself says: menu, tray, dialogs. The pages have catalogues of their own; these few are needed
 * before a page is there, and where no page draws. English and French side by side, so that neither can be forgotten.
 */
export type Language = 'en' | 'fr';

const en = {
  open: 'Open Chatelaine',
  startServer: 'Start the server',
  stopServer: 'Stop the server',
  quit: 'Quit Chatelaine',
  about: 'About Chatelaine',
  aboutText: (version: string, folder: string) => `Version ${version}\nData folder: ${folder}`,
  showDataFolder: 'Show the data folder',
  hide: 'Hide Chatelaine',
  hideOthers: 'Hide others',
  showAll: 'Show all',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  zoomReset: 'Normal size',
  fullScreen: 'Full screen',
  window: 'Window',
  minimise: 'Minimise',
  close: 'Close the window',
  help: 'Help',
  status: {
    'not-set-up': 'The server is not set up yet',
    stopped: 'The server is stopped',
    starting: 'The server is starting',
    running: 'The server is running',
    stopping: 'The server is stopping',
    waiting: 'The server ended by itself and is started again',
    failed: 'The server does not start',
    unknown: 'Chatelaine could not start',
  },
  quitAsk: 'Stop the server and quit?',
  quitAskDetail:
    'While Chatelaine is closed, nobody can chat. Messages already sent are kept. ' +
    'In the background, everything goes on and the key in the panel opens this window again.',
  keepRunning: 'Keep running in the background',
  stopAndQuit: 'Stop and quit',
  cancel: 'Cancel',
  otherFolder: 'Chatelaine is open with another data folder',
  otherFolderDetail: (open: string, asked: string) =>
    `Open: ${open}\nAsked for: ${asked}\n\nQuit Chatelaine first, then open the other folder.`,
  owned: 'Another Chatelaine already looks after this data folder',
  ownedDetail: (folder: string) =>
    `Folder: ${folder}\n\nIts pages can open in your browser. No second server is started.`,
  ownedNoLink: (folder: string) =>
    `Folder: ${folder}\n\nIt gave no link to its pages. No second server is started.`,
  openInBrowser: 'Open in the browser',
  serviceStopped: 'Chatelaine is a service on this computer, and it is stopped',
  serviceStoppedDetail:
    'Nobody can chat until it runs again. It may be stopped on purpose, or have failed: its last words are in the system log.',
  serviceStart: 'Start the service',
  serviceHere: 'Open without the service',
  leave: 'Quit',
  noStart: 'Chatelaine could not start',
  noStartDetail: (reason: string, folder: string) =>
    `${reason}\n\nNothing was changed. Data folder: ${folder}`,
  reasons: {
    'data.unwritable': 'The data folder cannot be written: it belongs to somebody else, or is not a folder.',
    'disk.full': 'The disk is full.',
  },
  earlier: (version: string) => `Version ${version} of Chatelaine does not work with your office's data`,
  earlierDetail: (from: string) =>
    `Everybody and every message has been put back as it was before the update. Nobody can chat until version ${from} is here again.\n\n` +
    `This program cannot switch itself back: run the installer of version ${from} over it. The data stays.`,
  earlierGet: (from: string) => `Fetch version ${from}`,
  startFailed: 'The server did not start',
  stopFailed: 'The server did not stop',
  seeLogs: 'The Logs page has its last lines.',
  pageGone: 'The window stopped answering',
  pageGoneDetail: 'Your colleagues can go on chatting: the server does not depend on this window.',
  reload: 'Load it again',
};

export type Words = typeof en;

// Spaces before : ; ? are non-breaking (U+00A0); a test holds that.
const fr: Words = {
  open: 'Ouvrir Chatelaine',
  startServer: 'Démarrer le serveur',
  stopServer: 'Arrêter le serveur',
  quit: 'Quitter Chatelaine',
  about: 'À propos de Chatelaine',
  aboutText: (version, folder) => `Version ${version}\nDossier de données : ${folder}`,
  showDataFolder: 'Montrer le dossier de données',
  hide: 'Masquer Chatelaine',
  hideOthers: 'Masquer les autres',
  showAll: 'Tout afficher',
  edit: 'Édition',
  undo: 'Annuler',
  redo: 'Rétablir',
  cut: 'Couper',
  copy: 'Copier',
  paste: 'Coller',
  selectAll: 'Tout sélectionner',
  view: 'Affichage',
  zoomIn: 'Plus grand',
  zoomOut: 'Plus petit',
  zoomReset: 'Taille normale',
  fullScreen: 'Plein écran',
  window: 'Fenêtre',
  minimise: 'Réduire',
  close: 'Fermer la fenêtre',
  help: 'Aide',
  status: {
    'not-set-up': "Le serveur n'est pas encore installé",
    stopped: 'Le serveur est arrêté',
    starting: 'Le serveur démarre',
    running: 'Le serveur fonctionne',
    stopping: "Le serveur s'arrête",
    waiting: "Le serveur s'est arrêté tout seul ; il redémarre",
    failed: 'Le serveur ne démarre pas',
    unknown: "Chatelaine n'a pas pu démarrer",
  },
  quitAsk: 'Arrêter le serveur et quitter ?',
  quitAskDetail:
    'Tant que Chatelaine est fermée, personne ne peut discuter. Les messages déjà envoyés sont gardés. ' +
    'En arrière-plan, tout continue, et la clé dans la barre rouvre cette fenêtre.',
  keepRunning: 'Continuer en arrière-plan',
  stopAndQuit: 'Arrêter et quitter',
  cancel: 'Annuler',
  otherFolder: 'Chatelaine est ouverte avec un autre dossier de données',
  otherFolderDetail: (open, asked) =>
    `Ouvert : ${open}\nDemandé : ${asked}\n\nIl faut d'abord quitter Chatelaine, puis ouvrir l'autre dossier.`,
  owned: "Une autre Chatelaine s'occupe déjà de ce dossier de données",
  ownedDetail: (folder) =>
    `Dossier : ${folder}\n\nSes pages peuvent s'ouvrir dans votre navigateur. Aucun second serveur n'est démarré.`,
  ownedNoLink: (folder) =>
    `Dossier : ${folder}\n\nElle n'a pas donné de lien vers ses pages. Aucun second serveur n'est démarré.`,
  openInBrowser: 'Ouvrir dans le navigateur',
  serviceStopped: 'Chatelaine est un service sur cet ordinateur, et il est arrêté',
  serviceStoppedDetail:
    "Personne ne peut discuter avant qu'il ne reparte. Il a pu être arrêté exprès, ou être tombé : ses derniers mots sont dans le journal du système.",
  serviceStart: 'Démarrer le service',
  serviceHere: 'Ouvrir sans le service',
  leave: 'Quitter',
  noStart: "Chatelaine n'a pas pu démarrer",
  noStartDetail: (reason, folder) => `${reason}\n\nRien n'a été changé. Dossier de données : ${folder}`,
  reasons: {
    'data.unwritable':
      "Impossible d'écrire dans le dossier de données : il appartient à quelqu'un d'autre, ou n'est pas un dossier.",
    'disk.full': 'Le disque est plein.',
  },
  earlier: (version) => `La version ${version} de Chatelaine ne convient pas aux données de votre bureau`,
  earlierDetail: (from) =>
    `Chaque personne et chaque message a été remis comme avant la mise à jour. Personne ne peut discuter avant le retour de la version ${from}.\n\n` +
    `Ce programme ne peut pas revenir en arrière tout seul\u00a0: lancez l'installateur de la version ${from} par-dessus. Les données restent.`,
  earlierGet: (from) => `Télécharger la version ${from}`,
  startFailed: "Le serveur n'a pas démarré",
  stopFailed: "Le serveur ne s'est pas arrêté",
  seeLogs: 'La page Journal montre ses dernières lignes.',
  pageGone: 'La fenêtre ne répond plus',
  pageGoneDetail: 'Vos collègues peuvent continuer à discuter : le serveur ne dépend pas de cette fenêtre.',
  reload: 'La recharger',
};

export const WORDS: Readonly<Record<Language, Words>> = { en, fr };

/**
 * @param choice the setting. @param preferred the system's languages, best first.
 * @returns the language to speak; English where we speak none of them.
 */
export function chooseLanguage(choice: 'system' | Language, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  const known = preferred
    .map((tag) => tag.toLowerCase().split(/[-_]/)[0])
    .find((tag) => tag === 'en' || tag === 'fr');
  return known === 'fr' ? 'fr' : 'en';
}
