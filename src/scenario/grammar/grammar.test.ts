import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileTests } from '@lezer/generator/test';
import { describe, test } from 'vitest';
import { parser } from './smp.generated.ts';

const file = fileURLToPath(new URL('cases.txt', import.meta.url));

describe('grammar', () => {
  for (const one of fileTests(readFileSync(file, 'utf8'), 'cases.txt')) {
    test(one.name, () => {
      one.run(parser);
    });
  }
});
