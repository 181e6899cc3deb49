export * from './program.ts';
export * from './api.ts';
