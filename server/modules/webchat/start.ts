/** What the page runs: reads its settings and starts the client. It stands in a file of its own, as the page allows no other script. */
export const START = `'use strict';
const settings = JSON.parse(document.body.dataset.settings);
// The page is at …/chat, and everything else beside it, also where a reverse proxy shows it below another path.
const base = new URL('.', location.href);
const websocket = new URL('xmpp-websocket', base);
websocket.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
const bosh = new URL('http-bind', base).href;
// The client itself keeps to what it began with, so it is tried first: some networks break WebSockets, and a few without saying so.
const works = (address) => new Promise((resolve) => {
  const socket = new WebSocket(address, 'xmpp');
  const done = (answer) => { clearTimeout(late); socket.close(); resolve(answer); };
  const late = setTimeout(done, 5000, false);
  socket.onopen = () => done(true);
  socket.onerror = () => done(false);
});
const wanted = new URLSearchParams(location.search).get('via');
const overWebSocket = wanted !== 'bosh' && await works(websocket.href);
const ours = [location.hostname, ...settings.files];
const language = ['en', 'fr'].find((one) => (navigator.language || '').startsWith(one)) || 'en';

// The client's own head and foot are those of its makers: their pictures come from elsewhere, and the office has a name of its own.
const element = (name, connect) => customElements.define(name, class extends HTMLElement {
  connectedCallback() { connect(this); }
});
element('converse-brand-logo', (logo) => {
  const mark = Object.assign(new Image(), { src: new URL(settings.assets + 'icon.svg', base).href, alt: '' });
  const name = Object.assign(document.createElement('span'), { textContent: settings.name });
  logo.replaceChildren(mark, name);
});
element('converse-footer', () => {});
element('converse-controlbox-navbar', () => {});

// COMPAT: on a computer that is not trusted, Converse.js 14 clears away the very form in which a wrong password could be corrected.
converse.plugins.add('chatelaine-login', {
  dependencies: ['converse-controlbox'],
  initialize() {
    const { api, state, exports } = this._converse;
    api.listen.on('disconnected', () => {
      if (!state.chatboxes.get('controlbox')) state.chatboxes.add(new exports.ControlBox({ id: 'controlbox' }));
    });
  },
});

converse.initialize({
  view_mode: 'fullscreen',
  theme: 'classic',
  dark_theme: 'dracula',
  assets_path: new URL(settings.assets, base).href,
  i18n: language,
  locales: ['en', 'fr'],
  authentication: 'login',
  ...(overWebSocket && { websocket_url: websocket.href }),
  bosh_service_url: bosh,
  discover_connection_methods: false,
  locked_domain: settings.domain,
  muc_domain: settings.rooms,
  muc_search_service: null,
  muc_nickname_from_jid: true,
  auto_register_muc_nickname: false,
  allow_registration: false,
  // A computer may be somebody else's: what was read goes when the person goes, unless they say they trust it.
  allow_user_trust_override: 'off',
  clear_cache_on_logout: true,
  reuse_scram_keys: false,
  // Nothing is fetched from anybody else: pictures of other servers are links.
  allowed_image_domains: ours,
  allowed_audio_domains: ours,
  allowed_video_domains: ours,
  embed_3rd_party_media_players: false,
  fetch_url_headers: false,
  use_system_emojis: true,
  play_sounds: false,
  notification_icon: new URL(settings.assets + 'icon.svg', base).href,
  message_archiving: 'always',
  enable_smacks: true,
  show_client_info: false,
  loglevel: 'error',
  blacklisted_plugins: ['converse-omemo', 'converse-omemo-views', 'converse-register'],
  whitelisted_plugins: ['chatelaine-login'],
});
`;
