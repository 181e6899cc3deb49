/**
 * The choices that a scenario offers its reader: options of the program and of the hardware, by name.
 */
import type { OptionDecl, Settings } from '../api.ts';
import type { FileSyntax } from '../syntax/syntax.ts';

export type SettingDecl = OptionDecl;

const HARDWARE_TEXTS: Readonly<Record<string, string>> = {
  eos: 'Exception return is a context synchronization event',
  eis: 'Exception entry is a context synchronization event',
  ets2: 'FEAT_ETS2: faults are ordered after earlier accesses',
  hafdbs: 'FEAT_HAFDBS: hardware sets the access flag and the dirty state',
  idc: 'Data cache clean to the point of unification is not needed',
  dic: 'Instruction cache invalidation is not needed',
  fetch: 'Whether bytes of an instruction are fetched one by one or as a unit',
};

const declared = new WeakMap<FileSyntax, ReadonlyMap<string, SettingDecl>>();

/** Options, hardware options, and `arch` where the scenario runs on several. */
export function declaredSettings(file: FileSyntax): ReadonlyMap<string, SettingDecl> {
  const known = declared.get(file);
  if (known) return known;
  const settings = new Map<string, SettingDecl>();
  for (const decl of file.declarations) {
    if (decl.k === 'option') {
      const values = decl.values.map((value) => value.name.text);
      settings.set(decl.name.text, {
        name: decl.name.text,
        kind: decl.hardware ? 'hardware' : 'program',
        values,
        initial: values[0] ?? '',
        text:
          decl.text?.text ?? (decl.hardware ? HARDWARE_TEXTS[decl.name.text] : undefined) ?? decl.name.text,
        valueTexts: Object.fromEntries(
          decl.values.flatMap((value) => (value.text ? [[value.name.text, value.text.text]] : [])),
        ),
      });
    }
    if (decl.k === 'arch' && decl.names.length > 1) {
      const values = decl.names.map((name) => name.text);
      settings.set('arch', {
        name: 'arch',
        kind: 'hardware',
        values,
        initial: values[0] ?? 'arm64',
        text: 'Architecture',
        valueTexts: {},
      });
    }
  }
  declared.set(file, settings);
  return settings;
}

/** Every option's value: the prelude's defaults, the scenario's initial values, and what the reader chose. */
export function resolveSettings(
  file: FileSyntax,
  prelude: FileSyntax,
  chosen: Settings,
): ReadonlyMap<string, string> {
  const resolved = new Map(initialSettings(file, prelude));
  for (const name of Object.keys(chosen)) {
    const decl = declaredSettings(file).get(name) ?? declaredSettings(prelude).get(name);
    const value = chosen[name];
    if (decl && value !== undefined && decl.values.includes(value)) resolved.set(name, value);
  }
  return resolved;
}

const initial = new WeakMap<FileSyntax, WeakMap<FileSyntax, ReadonlyMap<string, string>>>();

function initialSettings(file: FileSyntax, prelude: FileSyntax): ReadonlyMap<string, string> {
  const ofFile = initial.get(file) ?? new WeakMap<FileSyntax, ReadonlyMap<string, string>>();
  initial.set(file, ofFile);
  const known = ofFile.get(prelude);
  if (known) return known;
  const settings = new Map<string, string>();
  const arch = file.declarations.find((decl) => decl.k === 'arch');
  settings.set('arch', (arch?.k === 'arch' ? arch.names[0]?.text : undefined) ?? 'arm64');
  for (const declared of [declaredSettings(prelude), declaredSettings(file)])
    for (const [name, decl] of declared) settings.set(name, decl.initial);
  ofFile.set(prelude, settings);
  return settings;
}
