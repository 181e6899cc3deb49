/** What is brought to the page from outside: pasted anywhere but into a field, or dropped. */
import { useEffect } from 'react';
import { litmusHeader, safeLine } from '../../base/index.ts';
import { isMail, type Mail } from '../../state/index.ts';
import type { Page } from '../context.ts';

/** Opens what the reader brings: a mail to be read, else a scenario or a litmus test, which stays in this page and travels in its links. */
async function openBrought(page: Page, brought: Mail): Promise<void> {
  page.preferences.showOverlay(null);
  if (isMail(brought)) {
    page.mail.show(brought);
    page.preferences.showSheet('library');
    return;
  }
  page.mail.close();
  const isNamed = /\.\w+$/.test(brought.name);
  const header = isNamed ? null : litmusHeader(brought.text);
  const name = safeLine(header?.name ?? brought.name.replace(/\.\w+$/, ''));
  const scenario = page.catalogue.add(name, brought.text);
  page.preferences.showSheet(null);
  await page.session.open(scenario);
}

/** Files from the reader's disk; of several, or an archive, all are kept. */
export async function openFiles(page: Page, files: readonly File[]): Promise<void> {
  const [file] = files;
  if (!file) return;
  if (files.some(({ name }) => /\.md$/i.test(name))) {
    page.preferences.showOverlay(null);
    page.mail.close();
    page.course.bring(
      await Promise.all(files.map(async (one) => ({ name: one.name, text: await one.text() }))),
    );
    page.preferences.showSheet('library');
    return;
  }
  if (files.length > 1 || /\.zip$/i.test(file.name)) {
    const { bring } = await import('../gallery/own-deeds.ts');
    await bring(page, files);
  } else await openBrought(page, { name: file.name, text: await file.text() });
}

export function useIncoming(page: Page): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      // A word or a line is meant for a field, wherever the focus is.
      if (isField(event.target) || !/\n.*\S/.test(text.trim())) return;
      event.preventDefault();
      void openBrought(page, { name: 'pasted', text });
    };
    const onDrag = (event: DragEvent) => {
      const types = event.dataTransfer?.types ?? [];
      if ((types.includes('Files') || types.includes('text/plain')) && !isField(event.target))
        event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (isField(event.target)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      if (files.length > 0) void openFiles(page, files);
      else if (text.includes('\n')) void openBrought(page, { name: 'dropped', text });
    };
    window.addEventListener('paste', onPaste);
    window.addEventListener('dragover', onDrag);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('paste', onPaste);
      window.removeEventListener('dragover', onDrag);
      window.removeEventListener('drop', onDrop);
    };
  }, [page]);
}

/** What takes text. */
const FIELD =
  'input:not([type="radio"], [type="checkbox"], [type="range"], [type="file"]), textarea, [contenteditable], .editor-host';

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(FIELD) !== null;
}
