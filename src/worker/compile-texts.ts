/**
 * The loop of the thread that compiles: every request but the search of a mail is short and answered at once, from texts
 * that are remembered.
 * Nothing here runs a program, and a text of the library is known to be right: this thread begins with what turns right
 * texts into programs, and loads what finds and explains mistakes with the first text of a reader.
 */
import { litmusHeader } from '../base/index.ts';
import { compileTrusted, findSyntaxError, instantiateTrusted, loadPreludeFor } from '../scenario/index.ts';
import type {
  AdviceRequest,
  KernelRequest,
  MailRequest,
  Replies,
  TextRequest,
  ToThread,
} from '../protocol/index.ts';
import type * as AdviserModule from './adviser.ts';
import type * as CarefulModule from './careful-compiler.ts';
import type * as KernelModule from './kernel-judge.ts';
import type { MakeInstance } from './kernel-judge.ts';
import type * as LitmusModule from './litmus-reader.ts';
import type * as MailModule from './mail-reader.ts';
import type { Port } from './channel.ts';
import { fail, Unusable } from './failure.ts';
import { LatePart, NOT_LOADED } from './late-part.ts';
import { recall } from './recall.ts';
import { Texts, type PlainRequest } from './texts.ts';

/** As many as are remembered. */
const TRUSTED_KEPT = 8;

/**
 * Handles the messages of one port; give every message that arrives to the function returned. Where `load` fails, so
 * does what is asked of a reader's text, but for the place of a syntax error; the next request tries again. So it is with
 * `loadMail` and mails.
 */
export function compileTexts(
  port: Port,
  load: () => Promise<typeof CarefulModule> = () => import('./careful-compiler.ts'),
  loadMail: () => Promise<typeof MailModule> = () => import('./mail-reader.ts'),
  loadLitmus: () => Promise<typeof LitmusModule> = () => import('./litmus-reader.ts'),
  loadAdviser: () => Promise<typeof AdviserModule> = () => import('./adviser.ts'),
  loadKernel: () => Promise<typeof KernelModule> = () => import('./kernel-judge.ts'),
): (message: ToThread<TextRequest>) => void {
  const library = new Texts({ compile: compileTrusted, instantiate: instantiateTrusted });
  const trusted = new Map<string, true>();
  const tests = new LatePart(() => loadLitmus().then(({ litmusCompiler }) => new Texts(litmusCompiler)));

  const mails = new LatePart(() => loadMail().then(({ MailReader }) => new MailReader(port)));

  const adviser = new LatePart(loadAdviser);
  const kernel = new LatePart(() => loadKernel().then(({ KernelJudge }) => new KernelJudge(port)));

  const answer = (request: number, work: () => Replies[keyof Replies]) => {
    try {
      port.post({ type: 'done', request, reply: work() });
    } catch (error) {
      fail(port, request, error);
    }
  };

  return (message) => {
    if (message.type === 'ping') port.post({ type: 'pong' });
    // Only the search of a large mail and the kernel's model take long enough to be taken back.
    if (message.type === 'cancel') for (const part of [mails.now, kernel.now]) part?.cancel(message.request);
    if (message.type !== 'request') return;
    const { request, body } = message;
    if (isOfMail(body)) {
      mails.with(
        (reader) => reader.answer(request, body),
        () => answer(request, () => notLoaded()),
      );
      return;
    }
    if (isOfAdvice(body)) {
      adviser.with(
        ({ advise }) => {
          advise(body).then(
            (reply) => answer(request, () => reply),
            (error: unknown) => {
              fail(port, request, error);
            },
          );
        },
        () => answer(request, () => notLoaded()),
      );
      return;
    }
    if (isOfKernel(body)) {
      const { text } = body;
      const without = () => answer(request, () => notLoaded());
      const judge = (instance: MakeInstance) => {
        kernel.with((one) => one.ask(request, body, instance), without);
      };
      if (body.do !== 'kernel-verdict' || !body.of) judge(() => notLoaded());
      else {
        const of = { ...body.of, text, model: 'arm' } as const;
        withTexts(text, trusted.has(text), (texts) => judge(() => texts.forKernel(of)), without);
      }
      return;
    }
    const { text } = 'instance' in body ? body.instance : body;
    if (body.do === 'compile' && body.bundled) recall(trusted, text, TRUSTED_KEPT, () => true);
    withTexts(
      text,
      body.do === 'compile' ? body.bundled === true : trusted.has(text),
      (texts) => {
        answer(request, () => texts.answer(body));
      },
      (isOwn) => {
        answer(request, () => (isOwn ? syntaxError(body) : null) ?? notLoaded());
      },
    );
  };

  /** With the compiler for a text, the library's where it is known to be right. */
  function withTexts(
    text: string,
    isTrusted: boolean,
    use: (texts: Texts) => void,
    without: (isOwn: boolean) => void,
  ): void {
    if (isTrusted)
      loadPreludeFor(text).then(
        () => {
          use(library);
        },
        () => {
          without(false);
        },
      );
    else if (litmusHeader(text)) tests.with(use, () => without(true));
    else
      load()
        .then(({ carefulTexts }) => carefulTexts(text))
        .then(use, () => {
          without(true);
        });
  }
}

/** By their names, which say so: tables and what is copied out of here are found in mails. */
function isOfMail(body: TextRequest): body is MailRequest {
  return /table|copied/.test(body.do);
}

function isOfAdvice(body: TextRequest): body is AdviceRequest {
  return /ings|write/.test(body.do);
}

function isOfKernel(body: TextRequest): body is KernelRequest {
  return /kernel|exec/.test(body.do);
}

/** Without the checks only what cannot be read is known to be wrong: the place of that is worth telling. */
function syntaxError(body: PlainRequest): Replies['compile'] | null {
  if (body.do !== 'compile') return null;
  const found = findSyntaxError(body.text);
  return found && { scenario: null, diagnostics: [found] };
}

function notLoaded(): never {
  throw new Unusable(NOT_LOADED);
}
