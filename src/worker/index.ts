export { serve, type Port } from './serve.ts';
