/** What goes and what stays, as the page and the terminal both say it. */
export { FACTORY_WORDS, factoryAmount, factorySentence } from '../../electron/contract/factory-words.ts';
