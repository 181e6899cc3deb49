/** The address in a mail: whose site it leads to, and what stands there where it would be too long. */

/** Longer links are broken by mailers, and nobody can read past them. */
const LINK_WIDTH = 300;

/** A link as a mail takes it: one that is too long is left out, and the mail says so. */
export function mailLink(link: string): string {
  if (link.length <= LINK_WIDTH) return link;
  return `(The link to this run has ${link.length} characters, too many for a mail. Send the scenario's file along: with it, this table gives the same run, on the page and by "table MAIL --with FILE".)`;
}

/** A site's address as links begin with it: `https://example.org/x` may be given without its slash. */
export function siteOf(base: string): string {
  const bare = base.replace(/[#?].*$/, '');
  return bare.endsWith('/') || /\.html?$/.test(bare) ? bare : `${bare}/`;
}

/** The same link on another site. */
export function siteLink(link: string, base: string): string {
  const at = link.indexOf('#');
  return at < 0 ? link : siteOf(base) + link.slice(at);
}
