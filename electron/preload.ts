/**
 * The one door between the page and the program: `window.chatelaine.connect()` asks for a message port, which arrives
 * as a message to this very window. Nothing else of Electron or Node is reachable from the page.
 *
 * Built into a single CommonJS file, which is what Electron's sandbox runs: it imports nothing of ours.
 */
import { contextBridge, ipcRenderer } from 'electron';

ipcRenderer.on('chatelaine.port', (event) => {
  // `/`: to this document's own origin only. `event.source === window` tells the page that it came from here.
  window.postMessage('chatelaine.port', '/', event.ports);
});

contextBridge.exposeInMainWorld('chatelaine', {
  connect: (): void => ipcRenderer.send('chatelaine.connect'),
});
