/**
 * The syntax tree of a scenario: what the parser builds, the checks read, lowering walks and the printer writes.
 * Plain data; offsets are into the file's text. Parentheses and comments leave no trace in it.
 */
import type { SourceOp, SourceUnaryOp } from '../../base/index.ts';

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
    /** `suffix`: what is not an `int`, `unsigned` or `long` or both. */
    | { readonly k: 'number'; readonly value: number; readonly suffix?: 'u' | 'l' | 'ul' }
    | { readonly k: 'bool'; readonly value: boolean }
    | { readonly k: 'call'; readonly callee: Word; readonly args: readonly Expression[] }
    /** A call through a pointer to a function: `head->func(head)`. */
    | { readonly k: 'indirect'; readonly fn: Expression; readonly args: readonly Expression[] }
    | { readonly k: 'index'; readonly base: Expression; readonly index: Expression }
    /** `base.member`, or `base->member` where `arrow`. */
    | { readonly k: 'member'; readonly base: Expression; readonly arrow: boolean; readonly member: Word }
    | { readonly k: 'cast'; readonly type: TypeSyntax; readonly stars: number; readonly a: Expression }
    | { readonly k: 'unary'; readonly op: SourceUnaryOp; readonly a: Expression }
    | { readonly k: 'address'; readonly a: Expression }
    | { readonly k: 'deref'; readonly a: Expression }
    | { readonly k: 'binary'; readonly op: SourceOp; readonly a: Expression; readonly b: Expression }
    | { readonly k: 'conditional'; readonly c: Expression; readonly a: Expression; readonly b: Expression }
    /** An assignment is worth what it stores. `bare`: it is a condition without parentheses of its own. */
    | {
        readonly k: 'assign';
        readonly op: AssignOp;
        readonly target: Expression;
        readonly value: Expression;
        readonly bare?: boolean;
      }
    | { readonly k: 'step'; readonly op: '++' | '--'; readonly prefix: boolean; readonly target: Expression }
    | { readonly k: 'comma'; readonly parts: readonly Expression[] }
    /** `({ … })`: worth its last statement, where that is an expression. */
    | { readonly k: 'statements'; readonly body: readonly Statement[] }
    /** Arguments only: `sizeof(struct foo)`, `pr_info("…")`. */
    | { readonly k: 'type'; readonly type: TypeSyntax; readonly stars: number }
    | { readonly k: 'text'; readonly text: string }
    /** `(struct foo){ .a = 1 }` */
    | {
        readonly k: 'compound';
        readonly type: TypeSyntax;
        readonly stars: number;
        readonly init: InitializerList;
      }
  );

export type AssignOp = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '|=' | '&=' | '^=' | '<<=' | '>>=';

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
  /** `int`, `bool`, `unsigned long`, `spinlock_t`, … or `enum`, `struct`, `union`. */
  readonly name: string;
  /** The tag of `enum tag`, `struct tag`, `union tag`. */
  readonly tag: Word | null;
  /** Members, where the type is defined in this place. */
  readonly fields?: readonly FieldSyntax[];
  /** `typeof(of)`. */
  readonly of?: Expression;
}

/** Members of one type: `struct list_head node, *other;`. Without declarators: the members of an unnamed struct or union. */
export interface FieldSyntax extends Span {
  readonly type: TypeSyntax;
  readonly declarators: readonly Declarator[];
}

export interface Declarator extends Span {
  readonly name: Word;
  /** How many `*` stand before the name. */
  readonly stars: number;
  /** `[n]` behind the name, from the outermost; null for `[]`. */
  readonly extents: readonly (Expression | null)[];
  /** `void (*name)(…)`. */
  readonly callable: boolean;
  /** `: n` behind a member: how many bits of a word it is. */
  readonly bits?: Expression;
  /** `__free(class)` behind the name: what gives back what it holds at the end of its block. */
  readonly free?: Word;
  /** One value for all elements, or a list. */
  readonly init: Initializer | null;
}

export type Initializer = Expression | InitializerList;

export interface InitializerList extends Span {
  readonly k: 'list';
  readonly items: readonly {
    /** `.member` or `[index]`, from the outermost. */
    readonly path: readonly (Word | Expression)[];
    readonly value: Initializer;
  }[];
}

export type Statement = Span &
  (
    | { readonly k: 'block'; readonly body: readonly Statement[] }
    | {
        readonly k: 'local';
        /** It outlives its function, and is one for all that call it. */
        readonly isStatic?: true;
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
    /** `list_for_each_entry(p, &head, member) …` and its like. */
    | {
        readonly k: 'loop';
        readonly name: Word;
        readonly args: readonly Expression[];
        readonly body: Statement;
      }
    | {
        readonly k: 'switch';
        readonly value: Expression;
        /** What stands behind one or several labels; null is `default`. */
        readonly cases: readonly {
          readonly labels: readonly (Expression | null)[];
          readonly body: readonly Statement[];
        }[];
      }
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
  readonly stars: number;
  readonly callable: boolean;
  readonly name: Word;
}

export type CpuStateSyntax = Span &
  ({ readonly k: 'in'; readonly mode: Word } | { readonly k: 'irqs-off' | 'eqs' | 'rests' });

export type TriggerKind = 'irq' | 'softirq' | 'nmi' | 'bp' | 'fault';

export type RowSyntax = Span &
  (
    | {
        readonly k: 'row';
        readonly impossible: boolean;
        readonly cpu: Word;
        /** An expression of the statement, or its text in quotes. Null: any statement of that CPU (`any visible`), or an
         *  interrupt. */
        readonly step: Simple | (Quote & { readonly k: 'text' }) | null;
        /** `taken` and `not taken` besides the kinds of steps. */
        readonly kind: string | null;
        readonly what: Word | null;
        /** `what` where it is written as an expression. */
        readonly value: Expression | null;
      }
    /** `…`: what is not drawn; at the end, on to the end. Null: of whatever CPU. */
    | { readonly k: 'rest'; readonly cpu: Word | null }
    | ({ readonly k: 'ends' } & EndSyntax)
    | { readonly k: 'note' | 'about'; readonly text: Quote }
  );

/** How an interleaving is to end; the property where one is named. */
export interface EndSyntax {
  readonly end: 'violated' | 'doomed' | 'finished' | 'deadlock' | 'livelock' | 'open';
  readonly property: Word | null;
}

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
        /** Null for one without a tag. */
        readonly name: Word | null;
        readonly values: readonly { readonly name: Word; readonly value: Expression | null }[];
      }
    /** `#define NAME expression`: an expression under a name. */
    | { readonly k: 'define'; readonly name: Word; readonly value: Expression }
    /** `#define NAME(a, b) body`: calls of it are expanded where the text is read. `variadic`: `...` behind the parameters. */
    | {
        readonly k: 'macro-definition';
        readonly name: Word;
        readonly parameters: readonly Word[];
        readonly variadic: boolean;
        readonly says: Expression | Statement;
      }
    | { readonly k: 'struct'; readonly type: TypeSyntax }
    | {
        readonly k: 'typedef';
        readonly type: TypeSyntax;
        readonly stars: number;
        /** `typedef void (*name)(…);` */
        readonly callable: boolean;
        readonly name: Word;
      }
    /** `struct foo;` */
    | { readonly k: 'announcement'; readonly type: TypeSyntax }
    | { readonly k: 'prototype'; readonly name: Word }
    /** A declaring macro that is not known, `DEFINE_IDA(x);`, and the names that it is given. */
    | {
        readonly k: 'macro';
        readonly name: Word;
        readonly names: readonly string[];
        readonly args: readonly Expression[];
      }
    | {
        readonly k: 'variable';
        readonly ghost: boolean;
        /** One for each CPU: `DEFINE_PER_CPU(type, name)`. */
        readonly perCpu: boolean;
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
        readonly stars: number;
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
    /** What holds when the scenario begins, where it begins in the middle. */
    | { readonly k: 'start'; readonly clauses: readonly StartClause[] }
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
        /** How the rows are meant; `effects` where nothing is said. */
        readonly reading: 'drawn' | 'effects';
        readonly rows: readonly RowSyntax[];
      }
  );

export type StartClause = Span & { readonly cpu: number } & (
    | { readonly k: 'holds'; readonly lock: Expression; readonly shared: boolean }
    | { readonly k: 'sleeps'; readonly state: Word; readonly queue: Expression | null }
    | { readonly k: 'pending'; readonly trigger: TriggerKind; readonly irq: Word }
    | { readonly k: 'cached'; readonly page: Word; readonly frame: Word; readonly words: readonly string[] }
  );

export type DeclarationOf<K extends Declaration['k']> = Declaration & { readonly k: K };
export type FunctionSyntax = DeclarationOf<'function'>;

export interface FileSyntax {
  readonly text: string;
  readonly declarations: readonly Declaration[];
}
