export { createClient, threadsFor, type Client, type Death, type Pending } from './client.ts';
export type { Role, Thread } from './thread.ts';
