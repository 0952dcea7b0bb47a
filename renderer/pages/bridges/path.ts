export const PATH = '/federation/bridges';
