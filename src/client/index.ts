export { createClient, RequestFailed, type Client, type Pending, type Thread } from './client.ts';
