import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';

interface Fixtures {
  /** Demands that axe finds nothing wrong with the page as it is now; `within` narrows it to a selector. */
  readonly expectAccessible: (within?: string) => Promise<void>;
}

/** Playwright's test with what every spec here needs. A page that logs an error or throws fails its test. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(page);
    expect(errors).toEqual([]);
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (within) => {
      const axe = new AxeBuilder({ page });
      const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
      const found = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html }) => html),
      }));
      expect(found).toEqual([]);
    });
  },
});

export { expect };
