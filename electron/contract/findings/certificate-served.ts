/** What a stranger is shown at the ports (electron/manager/certificates/served). `subject`: `name:port`. `data`: `port`, `name`, `names`, `until`, `detail`. */
import { day, list, text } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const SERVED = findingKinds({
  'certificate.served-other': {
    severity: 'broken',
    who: 'chatelaine',
    words: {
      en: ({ subject, data }) => ({
        cause: `At ${subject} another certificate is shown than the one in use here, valid until ${day(data.until, 'en')}.`,
        effect:
          'The new certificate has not arrived at this port; when the old one ends, nobody can connect there.',
        fix: 'Restart the server. If that changes nothing, another program or computer answers at that port.',
      }),
      fr: ({ subject, data }) => ({
        cause: `À ${subject}, un autre certificat est présenté que celui utilisé ici, valable jusqu’au ${day(data.until, 'fr')}.`,
        effect:
          'Le nouveau certificat n’est pas arrivé à cette porte ; quand l’ancien expirera, plus personne ne pourra s’y connecter.',
        fix: 'Redémarrer le serveur. Si rien ne change, un autre programme ou ordinateur répond à cette porte.',
      }),
    },
  },
  'certificate.served-wrong-name': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `At ${subject} a certificate is shown that does not name ${text(data.name)}.`,
        effect: 'Programs that go there refuse to connect.',
        fix: `Have ${text(data.name)} put on the certificate. If another web server answers there, its site for this name is missing.`,
      }),
      fr: ({ subject, data }) => ({
        cause: `À ${subject}, le certificat présenté ne nomme pas ${text(data.name)}.`,
        effect: 'Les applications qui y vont refusent de se connecter.',
        fix: `Faire ajouter ${text(data.name)} au certificat. Si un autre serveur web y répond, son site pour ce nom manque.`,
      }),
    },
  },
  'certificate.served-untrusted': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `At ${subject} a certificate is shown that strangers do not believe (${text(data.detail)}).`,
        effect: 'Programs warn or refuse, and other servers do not talk with you.',
        fix: 'See the certificate’s own findings: they say what is missing.',
      }),
      fr: ({ subject, data }) => ({
        cause: `À ${subject}, le certificat présenté n’est pas cru par un inconnu (${text(data.detail)}).`,
        effect:
          'Les applications avertissent ou refusent, et les autres serveurs ne parlent pas avec le vôtre.',
        fix: 'Voir ce qui est dit du certificat lui-même : il y est dit ce qui manque.',
      }),
    },
  },
  'certificate.served-no-tls': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `Something answers at ${subject}, and no encryption comes about (${text(data.detail)}).`,
        effect: 'Nobody can connect there.',
        fix: 'See whether another program has this port, or a firewall or proxy answers in its place.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Quelque chose répond à ${subject}, mais aucun chiffrement ne s’établit (${text(data.detail)}).`,
        effect: 'Personne ne peut s’y connecter.',
        fix: 'Vérifier si un autre programme tient cette porte, ou si un pare-feu ou un proxy répond à sa place.',
      }),
    },
  },
  'certificate.served-unreachable': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ subject, data }) => ({
        cause: `From this computer ${subject} cannot be reached (${text(data.detail)}).`,
        effect:
          'What strangers are shown there could not be looked at; the port may still work from outside.',
        fix: 'See under Network, Names whether the name leads here and the door is open. Some internet boxes do not let a computer reach itself from inside.',
      }),
      fr: ({ subject, data }) => ({
        cause: `Depuis cet ordinateur, ${subject} est hors d’atteinte (${text(data.detail)}).`,
        effect:
          'Impossible de voir ce qu’un inconnu y reçoit ; la porte fonctionne peut-être quand même de l’extérieur.',
        fix: 'Voir sous Réseau, Noms si le nom mène ici et si la porte est ouverte. Certaines box ne laissent pas un ordinateur s’atteindre lui-même de l’intérieur.',
      }),
    },
  },
  'certificate.served-old-tls': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ subject, data }) => ({
        cause: `${subject} still speaks ${list(data.versions)}.`,
        effect: 'An attacker in between may push connections down to encryption that can be read.',
        fix: 'Switch these versions off where that port is served; TLS 1.2 and 1.3 are enough for everybody.',
      }),
      fr: ({ subject, data }) => ({
        cause: `${subject} parle encore ${list(data.versions)}.`,
        effect: 'Un intermédiaire malveillant peut ramener des connexions à un chiffrement lisible.',
        fix: 'Désactiver ces versions là où cette porte est servie ; TLS 1.2 et 1.3 suffisent à tous.',
      }),
    },
  },
});
