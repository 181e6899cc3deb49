/**
 * A mail being read: its tables are searched, one is chosen and understood, the machine is asked under each model, and
 * what comes of it is opened in the session, so that score, code and verdict are those of any scenario.
 * Invariant: what was asked for an earlier mail, table or edit is dropped when it comes.
 */
import { createStore } from 'zustand/vanilla';
import { lineStarts } from '../advice/index.ts';
import { safeLine } from '../base/index.ts';
import type { Replies } from '../protocol/index.ts';
import type { MatrixAnswer } from './answers.ts';
import type { CatalogueStore } from './catalogue.ts';
import { messageOf } from './notice.ts';
import type { Pending, ScenarioFile, WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

export type FoundText = NonNullable<Replies['find-tables']>;
export type FoundTable = FoundText['tables'][number];
export type Reading = Replies['read-table'];
export type ReadCell = Reading['cells'][number];
export type Inference = Reading['inferences'][number];
type Model = MatrixAnswer['model'];

/** Whether it happens, by model; null is not known. */
export type Happens = Readonly<Record<Model, boolean | null>>;

export interface MailDeskState {
  /** What is read. */
  readonly mail: string | null;
  readonly phase: 'searching' | 'found' | 'cancelled' | 'failed';
  /** How much of the mail was searched. */
  readonly share: number;
  /** What went wrong. */
  readonly message: string | null;
  readonly found: FoundText | null;
  /** Index of the table that is read. */
  readonly chosen: number;
  /** Null while it is read. */
  readonly reading: Reading | null;
  readonly edits: Readonly<Record<string, string>>;
  /** What was changed, as it was inferred: with the change it may not be inferred any more, and stays changeable. */
  readonly changed: readonly Inference[];
  /** Null while the machine is asked. */
  readonly happens: Happens | null;
  /** By which orderings it cannot be, under the weakest model under which it cannot. */
  readonly why: { readonly model: Model; readonly short: string; readonly chain: readonly string[] } | null;
  /** An interleaving of the library's that the table is, and its scenario's title. */
  readonly known: Known | null;
  /** It was copied out of here: its lines are rows of the scenario of that title. */
  readonly copied: { readonly title: string; readonly mistake: string | null } | null;
  /** What the session shows of it; `added`: it is in the library too. */
  readonly shown: { readonly file: ScenarioFile; readonly added: boolean } | null;
}

export interface Known {
  readonly scenario: string;
  readonly interleaving: string;
  readonly title: string;
  readonly of: string;
  /** Its rows by `column:line` of what draws them. */
  readonly drawn: ReadonlyMap<string, string | null>;
}

const initial: MailDeskState = {
  mail: null,
  phase: 'searching',
  share: 0,
  message: null,
  found: null,
  chosen: 0,
  reading: null,
  edits: {},
  changed: [],
  happens: null,
  why: null,
  known: null,
  copied: null,
  shown: null,
};

export const MAIL_MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
/** A table is small; one that needs more is undecided. */
const LIMITS = { states: 400_000 };
const WHY_LIMITS = { states: 60_000, ms: 3000 };
/** As many tables are read to find the one to begin with. */
const LOOKED_AT = 8;
/** As long is waited for the machine's word before something is shown without it. */
const PATIENCE_MS = 1500;
const DRAWN = 'table.drawn';
/** As readBack() calls the interleaving that a copied mail becomes. */
const COPIED = 'from-mail.i';
/** What a mail says that was copied out of here. */
const OWN = /^(?:> ?)*memory model (?:sc|tso|arm)\b/m;

export type MailDesk = ReturnType<typeof createMailDesk>;

export function createMailDesk(client: WorkerClient, session: Session, catalogue: CatalogueStore) {
  const store = createStore<MailDeskState>(() => initial);
  const set = (part: Partial<MailDeskState>) => store.setState(part);
  let asked = 0;
  /** The reader has followed the mail's own link: what is found out later is told, and opens nothing. */
  let isElsewhere = false;
  let under: Pending<unknown>[] = [];

  /** Drops what was asked before; the answer tells whether this is still what is wanted. */
  function anew(): () => boolean {
    for (const one of under) one.cancel();
    under = [];
    isElsewhere = false;
    const mine = ++asked;
    return () => mine === asked;
  }

  function ask<T>(pending: Pending<T>): Promise<T> {
    under.push(pending);
    return pending.promise;
  }

  const readingOf = (table: FoundTable, edits: MailDeskState['edits']) =>
    ask(client.request({ do: 'read-table', table, edits, others: store.getState().found?.tables ?? [] }));

  /** Searches a mail and reads the first of its tables that asks something of the machine. */
  async function read(mail: string): Promise<void> {
    const isWanted = anew();
    store.setState({ ...initial, mail });
    try {
      const found = await ask(
        client.request({ do: 'find-tables', mail }, ({ share }) => {
          if (isWanted()) set({ share });
        }),
      );
      if (!isWanted()) return;
      if (!found) {
        set({ phase: 'cancelled' });
        return;
      }
      set({ phase: 'found', found });
      if (OWN.test(mail) && (await openCopied(mail, isWanted).catch(() => false))) return;
      if (!isWanted()) return;
      const first = await bestOf(found.tables, isWanted);
      if (first && isWanted()) await show(first.index, first.reading, {}, isWanted);
    } catch (error) {
      if (isWanted()) set({ phase: 'failed', message: messageOf(error) });
    }
  }

  async function bestOf(tables: readonly FoundTable[], isWanted: () => boolean) {
    const read: { readonly index: number; readonly reading: Reading }[] = [];
    for (const [index, table] of tables.slice(0, LOOKED_AT).entries()) {
      const reading = await readingOf(table, {});
      if (!isWanted()) return null;
      read.push({ index, reading });
      if (reading.source !== null && reading.asked.k !== 'nothing') break;
    }
    return (
      read.find(({ reading }) => reading.source !== null && reading.asked.k !== 'nothing') ??
      read.find(({ reading }) => reading.source !== null) ??
      read[0] ??
      null
    );
  }

  /** Reads a table, with changes to what was inferred. */
  async function choose(chosen: number, edits: MailDeskState['edits'] = {}, isOwn?: boolean): Promise<void> {
    const isWanted = anew();
    const table = store.getState().found?.tables[chosen];
    if (!table) return;
    const isSame = chosen === store.getState().chosen;
    set({
      chosen,
      edits,
      message: null,
      happens: null,
      ...(isSame ? {} : { reading: null, shown: null, changed: [] }),
    });
    try {
      const reading = await readingOf(table, edits);
      if (isWanted()) await show(chosen, reading, edits, isWanted, isOwn);
    } catch (error) {
      if (isWanted()) set({ message: messageOf(error) });
    }
  }

  async function show(
    chosen: number,
    reading: Reading,
    edits: MailDeskState['edits'],
    isWanted: () => boolean,
    isOwn = Object.keys(edits).length > 0,
  ): Promise<void> {
    set({ chosen, reading, edits, happens: null, why: null, known: null, copied: null, message: null });
    const table = store.getState().found?.tables[chosen];
    const known = table && !isOwn ? await recognised(table).catch(() => null) : null;
    if (!isWanted()) return;
    if (known) {
      set({ known: known.known, shown: { file: known.file, added: true } });
      if (!isElsewhere) await session.open(known.file, { interleaving: known.known.interleaving });
      return;
    }
    const { source } = reading;
    if (source === null) return;
    const id = nameOf(store.getState());
    const judged = judge(reading, { id, text: source }, isWanted);
    const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
    const soon = await Promise.race([judged, patience]);
    if (!isWanted()) return;
    if (!soon) await put({ id, text: source, bundled: false }, {});
    const { happens, text } = await judged;
    if (!isWanted()) return;
    set({ happens });
    void findWhy(reading, { id, text: source }, happens, isWanted);
    // The reader has gone on with what was shown meanwhile.
    const { file, tree } = session.store.getState();
    if (!soon && (file?.text !== source || tree.nodes.length > 1)) return;
    await put({ id, text, bundled: false }, text.includes(DRAWN) ? { interleaving: DRAWN } : {});
  }

  /** Asks what forbids that which does not happen everywhere; where that is not found out nothing is said. */
  async function findWhy(
    { asked: { k, slug }, cells }: Reading,
    file: Omit<ScenarioFile, 'bundled'>,
    happens: Happens,
    isWanted: () => boolean,
  ): Promise<void> {
    const model = MAIL_MODELS.findLast((one) => happens[one] === false);
    if (!model || (slug === null && k !== 'deadlock')) return;
    const why = await ask(
      client.request({
        do: 'why-holds',
        instance: { ...file, settings: {}, model },
        unwanted: slug === null ? { k: 'deadlock' } : { k: 'property', slug },
        limits: WHY_LIMITS,
        starts: lineStarts(file.text),
        table: cells.flatMap(({ cpu, sourceLine, line }) =>
          cpu === null || sourceLine === null ? [] : [{ cpu, sourceLine, line }],
        ),
      }),
    ).catch(() => null);
    if (why?.k === 'ordered' && isWanted()) set({ why: { model, short: why.short, chain: why.chain } });
  }

  /** Opens a mail that was copied out of here as rows of its scenario, whoever has edited it; false where it is none. */
  async function openCopied(mail: string, isWanted: () => boolean): Promise<boolean> {
    const { entries } = catalogue.store.getState();
    const files = (await Promise.all(entries.map(({ id }) => catalogue.load(id)))).filter(
      (file) => file !== null,
    );
    const current = session.store.getState().file;
    const known = [...(current ? [current] : []), ...files].map(({ id, text }) => ({ id, text }));
    const copied = await ask(client.request({ do: 'read-copied', mail, known }));
    if (!copied || !isWanted()) return false;
    const { title, mistake, source } = copied;
    set({ copied: { title, mistake } });
    const of = entries.find(({ id }) => id === copied.scenario)?.title ?? copied.scenario;
    if (mistake === null)
      await put({ id: `${of}, from a mail`, text: source, bundled: false }, { interleaving: COPIED });
    return true;
  }

  /** Whether the library has what the table draws. */
  async function recognised(
    table: FoundTable,
  ): Promise<{ readonly known: Known; readonly file: ScenarioFile } | null> {
    const { entries, own } = catalogue.store.getState();
    const bundled = entries.filter(({ id }) => own.every((one) => one.id !== id));
    const files = (await Promise.all(bundled.map(({ id }) => catalogue.load(id)))).filter(
      (file) => file !== null,
    );
    const known = files.map(({ id, text }) => ({ id, text }));
    const found = await ask(client.request({ do: 'recognise-table', table, known }));
    const file = files.find(({ id }) => id === found?.scenario);
    if (!found || !file) return null;
    const { scenario, interleaving, title, drawn } = found;
    const of = bundled.find(({ id }) => id === scenario)?.title ?? scenario;
    return { known: { scenario, interleaving, title, of, drawn }, file };
  }

  /** Asks the machine under each model, and writes down what it says. */
  async function judge(
    reading: Reading,
    file: Omit<ScenarioFile, 'bundled'>,
    isWanted: () => boolean,
  ): Promise<{ readonly happens: Happens; readonly text: string }> {
    const answers = await Promise.all(
      MAIL_MODELS.map(async (model) => {
        const instance = { ...file, settings: {}, model };
        const answer = await ask(client.request({ do: 'cell', instance, limits: LIMITS })).catch(() => null);
        return [model, answer && happensIn(reading, answer)] as const;
      }),
    );
    const happens: Happens = { sc: null, tso: null, arm: null, ...Object.fromEntries(answers) };
    if (!isWanted()) return { happens, text: file.text };
    const text = await ask(client.request({ do: 'complete-table', reading, happens })).catch(() => null);
    return { happens, text: text ?? file.text };
  }

  async function put(file: ScenarioFile, target: { readonly interleaving?: string }): Promise<void> {
    set({ shown: { file, added: false } });
    if (!isElsewhere) await session.open(file, target);
  }

  return {
    store,
    read,
    choose,
    /** What the table itself says, also where the library has it. */
    readAnew: () => {
      const { chosen, edits } = store.getState();
      return choose(chosen, edits, true);
    },
    /** Takes what was inferred as something else. */
    edit: (key: string, value: string) => {
      const { chosen, edits, changed, reading } = store.getState();
      const inference = reading?.inferences.find((one) => one.key === key);
      if (inference) set({ changed: [...changed.filter((one) => one.key !== key), inference] });
      return choose(chosen, { ...edits, [key]: value });
    },
    /** The reader goes on with something else; the reading stays. */
    goElsewhere: () => {
      isElsewhere = true;
    },
    /** Ends what is under way. */
    cancel: () => {
      const { phase } = store.getState();
      anew();
      if (phase === 'searching') set({ phase: 'cancelled' });
    },
    /** Into the library, where it stays; shown as the author drew it. */
    openAsScenario: async () => {
      const { shown } = store.getState();
      if (!shown) return;
      const file = catalogue.add(shown.file.id, shown.file.text);
      set({ shown: { file, added: true } });
      await session.open(file, file.text.includes(DRAWN) ? { interleaving: DRAWN } : {});
    },
  };
}

function happensIn({ asked }: Reading, { verdict, properties }: MatrixAnswer): boolean | null {
  if (asked.slug !== null && properties.includes(asked.slug)) return true;
  if (asked.k === 'deadlock' && verdict === 'deadlock') return true;
  // Where another rule is broken nothing can be told of what comes behind.
  if (asked.k === 'nothing') return verdict === 'bounded' ? null : true;
  return verdict === 'bounded' || verdict === 'violated' ? null : false;
}

/** What the scenario is called: by its mail's subject, and its number where the mail has several. */
function nameOf({ found, chosen }: MailDeskState): string {
  const table = found?.tables[chosen];
  const subject = safeLine(table?.letter.subject ?? found?.subject ?? '')
    .replace(/^(?:re|fwd?|aw):\s*/i, '')
    .replace(/\[[^\]]*\]\s*/g, '')
    .slice(0, 60)
    .trim();
  const several = (found?.tables.length ?? 0) > 1;
  return `${subject || 'Table from a mail'}${several ? ` ${chosen + 1}` : ''}`;
}
