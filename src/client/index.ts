export { createClient, threadsFor, type Client, type Death, type Pending } from './client.ts';
export type { Thread } from './thread.ts';
