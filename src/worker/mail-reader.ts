/**
 * Mails in the thread that compiles: a search through a large one goes on in slices, so that it can be taken back and
 * the page's other questions are answered between them.
 */
import { assertNever } from '../base/index.ts';
import type { MailRequest, Replies } from '../protocol/index.ts';
import { completedSource, loadAllMore, readTable, searchTables } from '../scenario/index.ts';
import type { Port } from './channel.ts';
import type * as KnownModule from './known-mails.ts';
import { fail, Unusable } from './failure.ts';
import { LatePart, NOT_LOADED } from './late-part.ts';

/** Short enough for the page not to wait, long enough to be efficient. */
const SLICE_MS = 25;

export class MailReader {
  private readonly port: Port;
  private readonly under = new Set<number>();
  private readonly whole = new LatePart(() => loadAllMore().then(() => true));
  private readonly known = new LatePart<typeof KnownModule>(() => import('./known-mails.ts'));

  constructor(port: Port) {
    this.port = port;
  }

  /** What names mean in a mail is asked of the whole prelude. */
  answer(request: number, body: MailRequest): void {
    if (body.do === 'find-tables') this.under.add(request);
    this.whole.with(
      () => {
        this.answerTo(request, body);
      },
      () => {
        fail(this.port, request, new Unusable(NOT_LOADED));
      },
    );
  }

  private answerTo(request: number, body: MailRequest): void {
    switch (body.do) {
      case 'find-tables':
        this.goOn(request, body.mail, searchTables(body.mail));
        return;
      case 'read-table':
        this.done(request, () => readTable(body.table, body.edits, body.others));
        return;
      case 'complete-table':
        this.done(request, () => completedSource(body.reading, body.happens));
        return;
      case 'recognise-table':
        this.late(request, ({ recognise }) => recognise(body.table, body.known));
        return;
      case 'read-copied':
        this.late(request, ({ readCopied }) => readCopied(body.mail, body.known));
        return;
      default:
        assertNever(body);
    }
  }

  private done(request: number, work: () => Replies[keyof Replies]): void {
    try {
      this.port.post({ type: 'done', request, reply: work() });
    } catch (error) {
      fail(this.port, request, error);
    }
  }

  private late(request: number, work: (part: typeof KnownModule) => Replies[keyof Replies]): void {
    this.known.with(
      (part) => {
        this.done(request, () => work(part));
      },
      () => {
        fail(this.port, request, new Unusable(NOT_LOADED));
      },
    );
  }

  /** The search ends without an answer. */
  cancel(request: number): void {
    if (this.under.delete(request)) this.port.post({ type: 'done', request, reply: null });
  }

  private goOn(request: number, mail: string, search: ReturnType<typeof searchTables>): void {
    if (!this.under.has(request)) return;
    const until = performance.now() + SLICE_MS;
    try {
      for (;;) {
        const step = search.next();
        if (step.done === true) {
          this.under.delete(request);
          const { value } = step;
          // Lines as long as that are none that anybody has typed.
          if (value.tables.length === 0 && /[^\n]{1500}/.test(mail))
            this.late(request, ({ flatTables }) => ({ ...value, tables: flatTables(mail) }));
          else this.port.post({ type: 'done', request, reply: value });
          return;
        }
        if (performance.now() < until) continue;
        this.port.post({ type: 'progress', request, progress: { share: step.value } });
        this.port.later(() => this.goOn(request, mail, search));
        return;
      }
    } catch (error) {
      this.under.delete(request);
      fail(this.port, request, error);
    }
  }
}
