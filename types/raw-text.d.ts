/** The text of a scenario file; vite, vitest and the esbuild bundles all resolve it. */
declare module '*.smp?raw' {
  const text: string;
  export default text;
}
