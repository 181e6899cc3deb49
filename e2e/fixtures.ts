import { AxeBuilder } from '@axe-core/playwright';
import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';

interface Fixtures {
  /** Demands that axe finds nothing wrong with the page as it is now, nor with its colours in the other theme;
   *  `within` narrows it to a selector. */
  readonly expectAccessible: (within?: string) => Promise<void>;
  /** A browser of somebody who has never been here; its pages are held to the same as the test's own. */
  readonly visitor: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Errors that this test brings about on purpose. */
  readonly tolerated: RegExp;
  readonly errors: string[];
}

/** Playwright's test with what every spec here needs. A page that logs an error, throws or leaves a rejection unhandled,
 *  in any tab or browser of the test, fails it. */
export const test = base.extend<Fixtures>({
  tolerated: [/^$/, { option: true }],
  errors: async ({ tolerated }, use) => {
    const errors: string[] = [];
    await use(errors);
    expect(errors.filter((error) => !tolerated.test(error))).toEqual([]);
  },
  context: async ({ context, errors }, use) => {
    watch(context, errors);
    await use(context);
  },
  visitor: async ({ browser, errors, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), ...options });
      watch(context, errors);
      contexts.push(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (within) => {
      expect(await complaints(page, within)).toEqual([]);
      // A theme changes nothing but colours, so those alone are asked of the other one.
      const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
      await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
      await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
      expect(await complaints(page, within, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
    });
  },
});

/** What axe says against the page, by all of its rules or by those named. */
async function complaints(page: Page, within?: string, rules?: string[]): Promise<readonly unknown[]> {
  const axe = new AxeBuilder({ page });
  if (within !== undefined) axe.include(within);
  if (rules !== undefined) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
}

function watch(context: BrowserContext, errors: string[]): void {
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
}

export { expect };
