/** A struct that is one number by another name. */
import type { TypeSyntax } from '../syntax/syntax.ts';
import type { CType, StructType } from './ctype.ts';
import { isLockType } from './lock-types.ts';

/** `typedef struct { unsigned long pte; } pte_t;` is a number, which can be passed and returned as one. */
export function soleIn(syntax: TypeSyntax, { members }: StructType): CType | null {
  const [only, ...more] = members.values();
  if (syntax.tag || !only || more.length > 0 || only.type.k !== 'scalar') return null;
  return only.type.bits || isLockType(only.type.name) ? null : { ...only.type, sole: only.name };
}
