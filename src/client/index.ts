export { createClient, type Client, type Pending, type Thread } from './client.ts';
