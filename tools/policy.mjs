// A vite plugin that puts a Content Security Policy into the built page: it runs and loads what lies beside it and nothing
// else, and in Chromium no text becomes a script (public/boot.js has the only policy of Trusted Types). The development
// server needs more, so it is for the build alone.

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  // Courses that lie beside the page.
  "connect-src 'self'",
  // A picture of the score is drawn from a blob that the page has made.
  "img-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

/** @returns {import('vite').Plugin} */
export function contentPolicy() {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        injectTo: 'head-prepend',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      },
    ],
  };
}
