/** `smpscope syntax vim|vscode`: how other editors colour scenarios, made from the grammar and the kernel's words. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syntaxWords, wordGroups } from '../scenario/index.ts';
import { vimFiles } from './syntax-vim.ts';
import { vscodeFiles } from './syntax-vscode.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

/** Files of an editor's own kind by their paths below its folder; the first is the one that colours. */
type EditorFiles = Readonly<Record<string, string>>;

export function runSyntax(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { into: { type: 'string' } });
  const files = filesFor(onlyOne(positionals, 'an editor: vim or vscode'));
  const { into } = values;
  if (into === undefined) process.stdout.write(Object.values(files)[0] ?? '');
  else
    for (const [name, text] of Object.entries(files)) {
      const path = join(into, name);
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      } catch (error) {
        throw new UserError(
          `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      console.log(path);
    }
  return Promise.resolve(0);
}

function filesFor(editor: string): EditorFiles {
  const kernel = wordGroups().flatMap(({ words }) => words.map(({ name }) => name));
  if (editor === 'vim') return vimFiles(syntaxWords(), kernel);
  if (editor === 'vscode') return vscodeFiles(syntaxWords(), kernel);
  throw new UserError(`There is no syntax for ${editor}; there are vim and vscode.`);
}
