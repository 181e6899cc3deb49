import { execFileSync } from 'node:child_process';

/** What `smpscope link` prints for an interleaving, from `#` on: another program's link, opened at its last step. */
export function linkTo(file: string, interleaving: string): string {
  const args = ['tools/smpscope.mjs', 'link', `scenarios/${file}.smp`, '--interleaving', interleaving];
  const [, fragment = ''] = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('#');
  return fragment;
}
