/**
 * The syntax tree of a scenario: what the parser builds, the checks read, lowering walks and the printer writes.
 * Plain data; offsets are into the file's text. Parentheses and comments leave no trace in it.
 */
import type { BinaryOp, UnaryOp } from '../../machine/index.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A name, id or slug as it stands in the text. */
export interface Word extends Span {
  readonly text: string;
}

/** A string, or several side by side (joined as C does). */
export type Quote = Word;

export type Expression = Span &
  (
    | { readonly k: 'name'; readonly name: string }
    | { readonly k: 'number'; readonly value: number }
    | { readonly k: 'bool'; readonly value: boolean }
    | { readonly k: 'call'; readonly callee: Word; readonly args: readonly Expression[] }
    | { readonly k: 'index'; readonly base: Expression; readonly index: Expression }
    | { readonly k: 'member'; readonly base: Expression; readonly member: Word }
    | { readonly k: 'unary'; readonly op: UnaryOp; readonly a: Expression }
    | { readonly k: 'address'; readonly a: Expression }
    | { readonly k: 'deref'; readonly a: Expression }
    | { readonly k: 'binary'; readonly op: BinaryOp; readonly a: Expression; readonly b: Expression }
    | { readonly k: 'conditional'; readonly c: Expression; readonly a: Expression; readonly b: Expression }
  );

export type AssignOp = '=' | '+=' | '-=' | '|=' | '&=' | '^=' | '<<=' | '>>=';

/** An expression, assignment or increment: what stands before `;` in C. */
export type Simple = Span &
  (
    | { readonly k: 'expression'; readonly e: Expression }
    | { readonly k: 'assign'; readonly op: AssignOp; readonly target: Expression; readonly value: Expression }
    | { readonly k: 'increment'; readonly op: '++' | '--'; readonly target: Expression }
  );

/** What stands behind `@`: happens in the instant in which the statement's last access completes. */
export type EffectSyntax = Span &
  (
    | { readonly k: 'set'; readonly op: AssignOp; readonly target: Expression; readonly value: Expression }
    | { readonly k: 'assert'; readonly cond: Expression; readonly property: Word }
  );

export interface TypeSyntax extends Span {
  /** `int`, `bool`, … or `enum`. */
  readonly name: string;
  /** The tag of `enum tag`. */
  readonly tag: Word | null;
}

export interface Declarator extends Span {
  readonly name: Word;
  readonly pointer: boolean;
  readonly extent: Expression | null;
  /** One value for all elements, or a list. */
  readonly init: Expression | readonly Expression[] | null;
}

export type Statement = Span &
  (
    | { readonly k: 'block'; readonly body: readonly Statement[] }
    | {
        readonly k: 'local';
        readonly type: TypeSyntax;
        readonly declarators: readonly Declarator[];
        readonly effects: readonly EffectSyntax[];
      }
    | { readonly k: 'simple'; readonly simple: Simple; readonly effects: readonly EffectSyntax[] }
    | { readonly k: 'empty' }
    | {
        readonly k: 'if';
        readonly cond: Expression;
        readonly then: Statement;
        readonly otherwise: Statement | null;
      }
    | { readonly k: 'while'; readonly cond: Expression; readonly body: Statement }
    | { readonly k: 'do'; readonly body: Statement; readonly cond: Expression }
    | {
        readonly k: 'for';
        readonly type: TypeSyntax | null;
        readonly init: Declarator | Simple | null;
        readonly cond: Expression | null;
        readonly step: Simple | null;
        readonly body: Statement;
      }
    | { readonly k: 'foreach'; readonly name: Word; readonly mask: Expression; readonly body: Statement }
    | {
        readonly k: 'either';
        readonly arms: readonly { readonly title: Quote | null; readonly body: Statement }[];
      }
    | { readonly k: 'return'; readonly value: Expression | null }
    | { readonly k: 'break' | 'continue' }
    | { readonly k: 'goto'; readonly label: Word }
    | { readonly k: 'assert'; readonly cond: Expression; readonly property: Word }
    | { readonly k: 'labeled'; readonly label: Word; readonly body: Statement }
  );

export interface OptionValueSyntax extends Span {
  readonly name: Word;
  readonly text: Quote | null;
}

export interface VersionSyntax extends Span {
  readonly name: Word;
  readonly value: number | null;
  /** Of a page's entry: what it permits, what has been done through it. */
  readonly words: readonly string[];
}

export interface ParameterSyntax extends Span {
  readonly type: TypeSyntax;
  readonly pointer: boolean;
  readonly name: Word;
}

export type CpuStateSyntax = Span &
  ({ readonly k: 'in'; readonly mode: Word } | { readonly k: 'irqs-off' } | { readonly k: 'eqs' });

export type TriggerKind = 'irq' | 'nmi' | 'bp' | 'fault';

export type RowSyntax = Span &
  (
    | {
        readonly k: 'row';
        readonly impossible: boolean;
        readonly cpu: Word;
        /** An expression of the statement, or its text in quotes. Null: any statement of that CPU (`any visible`), or an
         *  interrupt. */
        readonly step: Simple | (Quote & { readonly k: 'text' }) | null;
        readonly kind: string | null;
        readonly what: Word | null;
      }
    | { readonly k: 'note' | 'about'; readonly text: Quote }
  );

export type Declaration = Span &
  (
    | { readonly k: 'scenario' | 'about'; readonly text: Quote }
    | { readonly k: 'thread'; readonly id: Word }
    | { readonly k: 'source'; readonly name: Quote; readonly text: Quote }
    | { readonly k: 'arch'; readonly names: readonly Word[] }
    | { readonly k: 'model'; readonly name: Word }
    | {
        readonly k: 'option';
        readonly hardware: boolean;
        readonly name: Word;
        readonly text: Quote | null;
        readonly values: readonly OptionValueSyntax[];
      }
    | { readonly k: 'property'; readonly slug: Word; readonly text: Quote; readonly rule: Word | null }
    | {
        readonly k: 'enum';
        readonly name: Word;
        readonly values: readonly { readonly name: Word; readonly value: Expression | null }[];
      }
    | {
        readonly k: 'variable';
        readonly ghost: boolean;
        readonly type: TypeSyntax;
        readonly declarators: readonly Declarator[];
      }
    | {
        readonly k: 'text';
        readonly name: Word;
        readonly bytes: readonly Word[];
        readonly versions: readonly VersionSyntax[];
      }
    | { readonly k: 'page'; readonly name: Word; readonly versions: readonly VersionSyntax[] }
    | { readonly k: 'lock'; readonly name: Word; readonly kind: string; readonly option: Word | null }
    | {
        readonly k: 'function';
        readonly type: TypeSyntax;
        readonly pointer: boolean;
        readonly name: Word;
        readonly parameters: readonly ParameterSyntax[];
        readonly body: Statement;
      }
    | {
        readonly k: 'cpu';
        readonly index: number;
        readonly title: Quote | null;
        readonly states: readonly CpuStateSyntax[];
        readonly body: Statement;
      }
    | {
        readonly k: 'handler';
        readonly trigger: TriggerKind;
        readonly name: Word | null;
        readonly cpus: readonly number[] | null;
        readonly body: Statement;
      }
    | { readonly k: 'agent'; readonly name: Word; readonly title: Quote | null; readonly body: Statement }
    | { readonly k: 'invariant' | 'final'; readonly cond: Expression; readonly property: Word }
    | { readonly k: 'observe'; readonly what: readonly Expression[] }
    | {
        readonly k: 'variant';
        readonly id: Word;
        readonly title: Quote;
        readonly settings: readonly { readonly name: Word; readonly value: Word }[];
        readonly model: Word;
        readonly expect: string;
        readonly properties: readonly Word[];
        readonly because: Quote | null;
      }
    | {
        readonly k: 'claim';
        readonly id: Word;
        readonly by: Quote;
        readonly text: Quote;
        readonly truth: Word | null;
        readonly shownBy: readonly Word[];
      }
    | {
        readonly k: 'interleaving';
        readonly id: Word;
        readonly title: Quote;
        readonly by: Quote;
        readonly of: Word;
        readonly rows: readonly RowSyntax[];
      }
  );

export type DeclarationOf<K extends Declaration['k']> = Declaration & { readonly k: K };
export type FunctionSyntax = DeclarationOf<'function'>;

export interface FileSyntax {
  readonly text: string;
  readonly declarations: readonly Declaration[];
}
