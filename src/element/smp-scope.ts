/**
 * `<smp-scope>`: a scenario's score in anybody's page. It is given a text (in the element, or a file's address) or a
 * permalink, compiles and searches it by itself, and asks no server for anything else.
 */
import { make, makeButton, setIcon } from './controls.ts';
import { takeSeat, type Seat } from './engine-door.ts';
import { LOOK } from './look.ts';
import type { Answer, Opened, Wanted } from './question.ts';
import { makeScoreView, type ScoreView } from './score-view.ts';
import { isOnDark, watchSurroundings } from './surroundings.ts';

/** Where this file came from, if a site came with it: where "Open in smpscope" leads unless `site` says so. */
const SITE =
  document.currentScript instanceof HTMLScriptElement ? new URL('./', document.currentScript.src).href : null;
const BEAT = 900;
/** Of the attributes those that ask for another run. */
const ASKING: readonly string[] = ['src', 'link', 'variant', 'interleaving', 'model', 'set', 'name'];

export class SmpScope extends HTMLElement {
  static readonly observedAttributes = [...ASKING, 'step', 'theme', 'site', 'code'];

  private readonly root = this.attachShadow({ mode: 'open' });
  private seat: Seat | null = null;
  private opened: Opened | null = null;
  private view: ScoreView | null = null;
  private now = 0;
  private room = 0;
  private asked = 0;
  private timer: ReturnType<typeof setInterval> | null = null;
  private leave: (() => void)[] = [];
  private follow: () => void = () => undefined;

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    this.root.adoptedStyleSheets = [sheet];
    this.seat = takeSeat((answer) => this.hear(answer));
    const sizes = new ResizeObserver(() => this.fit());
    sizes.observe(this);
    this.leave = [watchSurroundings(() => this.paint()), () => sizes.disconnect()];
    this.paint();
    // Its children may not have been read yet.
    if (document.readyState === 'loading')
      document.addEventListener('DOMContentLoaded', () => void this.load(), { once: true });
    else void this.load();
  }

  disconnectedCallback(): void {
    this.pause();
    for (const one of this.leave) one();
    this.seat?.leave();
    this.seat = null;
  }

  attributeChangedCallback(name: string): void {
    if (!this.seat) return;
    if (name === 'theme') this.paint();
    else if (name === 'step') this.step = Number(this.getAttribute('step'));
    else if (ASKING.includes(name)) void this.load();
    else if (this.opened) this.build(this.opened);
  }

  /** How many steps of the run have been taken; sets them, too. */
  get step(): number {
    return this.now;
  }
  set step(step: number) {
    const { opened } = this;
    if (!opened || !Number.isFinite(step)) return;
    const next = Math.min(opened.steps, Math.max(0, Math.round(step)));
    const isNew = next !== this.now;
    this.now = next;
    this.follow();
    if (isNew)
      this.dispatchEvent(
        new CustomEvent('smp-step', { detail: { step: next, steps: opened.steps }, bubbles: true }),
      );
  }

  /** The run's length; 0 while nothing is shown. */
  get steps(): number {
    return this.opened?.steps ?? 0;
  }

  play(): void {
    if (!this.opened || this.timer !== null) return;
    if (this.now === this.opened.steps) this.step = 0;
    this.timer = setInterval(() => {
      this.step += 1;
      if (this.now >= this.steps) this.pause();
    }, BEAT);
    this.follow();
  }

  pause(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.follow();
  }

  private paint(): void {
    const theme = this.getAttribute('theme');
    const dark = theme === 'dark' || (theme !== 'light' && isOnDark(this));
    this.classList.toggle('dark', dark);
  }

  private async load(): Promise<void> {
    const asked = ++this.asked;
    this.pause();
    this.opened = null;
    this.say('Compiling …');
    try {
      const what = await this.wanted();
      if (asked === this.asked && this.seat) this.seat.ask({ do: 'open', id: this.seat.id, what });
    } catch (error) {
      if (asked === this.asked) this.say(error instanceof Error ? error.message : String(error), true);
    }
  }

  private async wanted(): Promise<Wanted> {
    const attribute = (name: string) => this.getAttribute(name);
    const src = attribute('src');
    return {
      text: src === null ? this.ownText() : await textAt(src),
      name: attribute('name'),
      link: attribute('link'),
      interleaving: attribute('interleaving'),
      variant: attribute('variant'),
      model: attribute('model'),
      set: attribute('set'),
      limit: this.seat?.limit() ?? 0,
    };
  }

  /** In a script of no kind that a browser runs, or as it stands. */
  private ownText(): string | null {
    const lines = (this.querySelector('script') ?? this).textContent.split('\n');
    const filled = lines.filter((line) => line.trim() !== '');
    if (filled.length === 0) return null;
    // As deep as the markup around it stands.
    const depth = Math.min(...filled.map((line) => line.search(/\S/)));
    return `${lines
      .map((line) => line.slice(depth))
      .join('\n')
      .trim()}\n`;
  }

  private hear(answer: Answer): void {
    switch (answer.re) {
      case 'open':
        this.opened = answer.opened;
        this.now = answer.opened.step;
        if (this.hasAttribute('step'))
          this.now = Math.min(Number(this.getAttribute('step')), answer.opened.steps);
        this.build(answer.opened);
        break;
      case 'draw':
        this.view?.draw(answer.picture);
        this.follow();
        break;
      case 'problem':
        this.say(answer.message, true);
    }
  }

  private say(words: string, isProblem = false): void {
    const place = make('p', isProblem ? 'blank problem' : 'blank', words);
    place.role = isProblem ? 'alert' : 'status';
    this.view = null;
    this.root.replaceChildren(make('section', '', place));
  }

  private fit(): void {
    const room = this.clientWidth - 2;
    if (!this.view || !this.seat || room < 40 || Math.abs(room - this.room) < 2) return;
    this.room = room;
    this.seat.ask({ do: 'draw', id: this.seat.id, room });
  }

  private build(opened: Opened): void {
    const view = makeScoreView((step) => {
      this.pause();
      this.step = step;
    });
    const by = (steps: number) => () => {
      this.pause();
      this.step += steps;
    };
    const back = makeButton('Step back', 'back', by(-1));
    const play = makeButton('Play', 'play', () => (this.timer === null ? this.play() : this.pause()));
    const forward = makeButton('Step forward', 'forward', by(1));
    const slider = make('input', '');
    slider.type = 'range';
    slider.ariaLabel = 'Step';
    slider.max = String(opened.steps);
    slider.addEventListener('input', () => {
      this.pause();
      this.step = Number(slider.value);
    });
    const count = make('b', '');
    const label = make('p', '');
    const note = make('p', 'note');
    const caption = make('div', 'caption', label, note);
    caption.ariaLive = 'polite';
    const open = this.way(opened);
    const section = make(
      'section',
      '',
      make(
        'header',
        '',
        make('span', 'title', opened.title),
        make('span', 'run', opened.run),
        verdictOf(opened),
        ...(open ? [open] : []),
      ),
      ...opened.odd.map((words) => make('p', 'odd', words)),
      view.element,
      caption,
      make('div', 'bar', back, play, forward, slider, make('span', 'count', count, ` of ${opened.steps}`)),
      ...(this.hasAttribute('code') ? [codeOf(opened.source)] : []),
    );
    section.ariaLabel = `Interleaving: ${[opened.title, opened.run].filter(Boolean).join(', ')}`;
    section.addEventListener('keydown', (event) => this.press(event));
    this.follow = () => {
      const at = this.now;
      slider.value = String(at);
      slider.setAttribute('aria-valuetext', opened.labels[at] ?? '');
      count.textContent = String(at);
      label.textContent = opened.labels[at] ?? '';
      note.textContent = opened.notes[at] ?? '';
      back.disabled = at === 0;
      forward.disabled = at === opened.steps;
      play.disabled = opened.steps === 0;
      play.ariaPressed = String(this.timer !== null);
      setIcon(play, this.timer === null ? 'play' : 'pause');
      if (open) open.href = this.address(opened) ?? '';
      view.goTo(at);
    };
    this.view = view;
    this.room = 0;
    this.root.replaceChildren(section);
    this.follow();
    this.fit();
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const from = event.composedPath()[0];
    // A slider and a button have keys of their own.
    if (from instanceof HTMLInputElement || (from instanceof HTMLButtonElement && event.key === ' ')) return;
    const far = event.shiftKey ? 5 : 1;
    const to: Readonly<Record<string, number>> = {
      ArrowRight: this.now + far,
      j: this.now + 1,
      ArrowLeft: this.now - far,
      k: this.now - 1,
      Home: 0,
      End: this.steps,
    };
    const step = to[event.key];
    if (step === undefined && event.key !== ' ') return;
    event.preventDefault();
    if (step === undefined) {
      if (this.timer === null) this.play();
      else this.pause();
      return;
    }
    this.pause();
    this.step = step;
  }

  private way(opened: Opened): HTMLAnchorElement | null {
    const address = this.address(opened);
    if (address === null) return null;
    const link = make('a', '', 'Open in smpscope');
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener';
    return link;
  }

  /** Null where there is no site to lead to, or no link that could carry the text. */
  private address({ link }: Opened): string | null {
    const given = this.getAttribute('link');
    const named = given !== null && /^https?:/.test(given) ? given.replace(/#.*/, '') : null;
    const site = this.getAttribute('site') ?? named ?? SITE;
    return link === null || !site ? null : `${site}${link}@${this.now}`;
  }
}

function verdictOf({ verdict: { kind, properties }, model }: Opened): HTMLElement {
  const words = {
    holds: 'Holds',
    violated: `Violated: ${properties.join(', ')}`,
    deadlock: 'Deadlock',
    livelock: 'Livelock',
    bounded: 'Bounded: the search was not finished',
  }[kind];
  const look = kind === 'holds' ? 'good' : kind === 'bounded' ? '' : 'bad';
  const sign = look === 'bad' ? '✕ ' : '';
  const element = make('span', `verdict ${look}`, `${sign}${words}`);
  element.title = `All interleavings, memory model ${model}`;
  return element;
}

function codeOf(source: string): HTMLElement {
  const code = make('pre', 'code', source);
  code.tabIndex = 0;
  code.ariaLabel = 'The scenario';
  return code;
}

async function textAt(src: string): Promise<string> {
  const where = new URL(src, document.baseURI).href;
  const response = await fetch(where).catch(() => null);
  if (!response)
    throw new Error(
      `${where} cannot be had: there is no such server, or it lets no other site read it (CORS).`,
    );
  if (!response.ok) throw new Error(`${where} cannot be had: ${response.status}.`);
  return response.text();
}

if (!customElements.get('smp-scope')) customElements.define('smp-scope', SmpScope);
