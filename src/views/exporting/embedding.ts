/** A score in somebody else's page, as HTML to paste: a frame of this site, or the element, which needs no site. */

/** `words`: of the address before its `#`, how the frame shows it. */
export function frameHtml(link: string, words: string, title: string, height: number): string {
  const address = new URL(link);
  address.search = words;
  return `<iframe src="${quoted(address.href)}" title="${quoted(title)}" width="720" height="${height}" loading="lazy"></iframe>`;
}

/** The scenario's text stands in the element: it needs nothing of this site but one script. */
export function elementHtml(link: string, text: string): string {
  const script = new URL('smp-scope.js', link.replace(/[?#].*/, ''));
  const safe = text.trimEnd().replace(/<\/(?=script)/gi, '< /');
  return `<script src="${quoted(script.href)}" defer></script>
<smp-scope link="${quoted(link)}">
<script type="text/plain">
${safe}
</script>
</smp-scope>`;
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
