/** Whether what lies around an element is dark, whoever made it so: a page's theme is seen in its background. */

export function isOnDark(element: Element): boolean {
  for (let at: Element | null = element.parentElement; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    const [red = 0, green = 0, blue = 0, alpha = 1] = (backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0.5 && backgroundColor.startsWith('rgb')) return 0.3 * red + 0.59 * green + 0.11 * blue < 110;
  }
  // Nobody has painted: the canvas is as the page's colour scheme says.
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme.includes('dark') && (!colorScheme.includes('light') || matchMedia(DARK).matches);
}

const DARK = '(prefers-color-scheme: dark)';

/** Calls back when that may have changed: the reader's wish, or the classes by which pages change their theme. */
export function watchSurroundings(changed: () => void): () => void {
  const wish = matchMedia(DARK);
  wish.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  for (const one of [document.documentElement, document.body]) observer.observe(one, { attributes: true });
  return () => {
    wish.removeEventListener('change', changed);
    observer.disconnect();
  };
}
