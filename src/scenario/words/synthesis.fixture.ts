/**
 * A call of any word, made from its signature: of each parameter a global of its type, given by address. What must have been
 * done before (a lock be held that is given back, a list begun) stands in rules by name; what no rule makes is written out.
 */
import type { Use } from './ordering.fixture.ts';
import type { Word } from './word.ts';
import { WRITTEN } from './written-calls.fixture.ts';

interface Given {
  readonly head: string;
  readonly arg: string;
}

/** What an object is at first: two references of what counts them, so that a put is not the last one. */
const INITIAL: Readonly<Record<string, string>> = {
  'struct page': '{ ._refcount = 2 }',
  'struct folio': '{ ._refcount = 2 }',
  'struct mm_struct': '{ .mm_count = 2, .mm_users = 2 }',
  'struct sk_buff': '{ .users = 2 }',
  'struct file': '{ .f_count = 2 }',
  'struct task_struct': '{ .usage = 2 }',
  'struct lockref': '{ .count = 2 }',
  'struct semaphore': '{ 1 }',
  'struct completion': '{ .done = 1 }',
  'struct sock': '{ .sk_refcnt = 2 }',
  rcuref_t: '{ .refcnt = 2 }',
  'struct pid': '{ .count = 2 }',
  'struct net': '{ .count = 2 }',
  'struct neighbour': '{ .refcnt = 2 }',
  'struct fib_info': '{ .fib_clntref = 2 }',
  'struct in_device': '{ .refcnt = 2 }',
  'struct xfrm_state': '{ .refcnt = 2 }',
  'struct xfrm_policy': '{ .refcnt = 2 }',
  'struct sctp_association': '{ .refcnt = 2 }',
  'struct sctp_transport': '{ .refcnt = 2 }',
  'struct nf_conntrack': '{ .use = 2 }',
  'struct l2cap_chan': '{ .kref = 2 }',
  'struct tty_struct': '{ .kref = 2 }',
  'struct tty_port': '{ .kref = 2 }',
  'struct urb': '{ .kref = 2 }',
  'struct drm_gem_object': '{ .refcount = 2 }',
  'struct fsnotify_group': '{ .refcnt = 2 }',
  'struct fsnotify_mark': '{ .refcnt = 2 }',
  'struct eventfd_ctx': '{ .kref = 2 }',
  'struct files_struct': '{ .count = 2 }',
  'struct cred': '{ .usage = 2 }',
  'struct dma_fence': '{ .refcount = 2 }',
  'struct module': '{ .refcnt = 2 }',
  'struct bpf_map': '{ .refcnt = 2 }',
  'struct bpf_link': '{ .refcnt = 2 }',
  'struct kvm': '{ .users_count = 2 }',
  'struct kobject': '{ .kref = 2 }',
  'struct request': '{ .ref = 2 }',
  'struct buffer_head': '{ .b_count = 2 }',
  'struct bpf_prog': '{ .aux.refcnt = 2 }',
  'struct bio': '{ .__bi_cnt = 2, .bi_flags = 16 }',
  'struct net_device': '{ .dev_refcnt = 2 }',
  'struct page_counter': '{ .usage = 2, .max = 9 }',
  'struct anon_vma': '{ .refcount = 2 }',
  'struct dst_entry': '{ .__rcuref.refcnt = 2 }',
  'struct device': '{ .kobj.kref = 2, .power.usage_count = 2 }',
  'struct inode': '{ .i_count = 2, .i_nlink = 2 }',
  'struct dentry': '{ .d_lockref.count = 2 }',
  file_ref_t: '{ .refcnt = 2 }',
  atomic_t: '2',
  refcount_t: '2',
};

const VALUES: Readonly<Record<string, string>> = {
  gfp_t: 'GFP_KERNEL',
  bool: 'true',
  u16: '0',
};

function given(parameter: string, n: number): Given {
  const callback = /^(.+?)\(\*\w+\)\((.*)\)$/.exec(parameter);
  if (callback) {
    const [, gives = '', takes = ''] = callback;
    const body = gives.trim() === 'void' ? 'barrier();' : 'return 0;';
    return { head: `${gives.trim()} f${n}(${takes}) { ${body} }`, arg: `f${n}` };
  }
  const [, typed = '', stars = '', name = ''] = /^(?:const )?(.*?)(\**)(\w+)$/.exec(parameter) ?? [];
  const type = typed.trim();
  if (stars === '') {
    if (name === 'flags' && (type === '' || type === 'macro_arg_t')) return { head: '', arg: 'flags' };
    if (type !== '' && type !== 'macro_arg_t')
      return { head: '', arg: VALUES[type] ?? (/^(?:nbits|size)$/.test(name) ? '2' : '1') };
    return { head: `int o${n};`, arg: `&o${n}` };
  }
  const whole = type === 'void' ? 'int' : type;
  const init = INITIAL[whole];
  return { head: `${whole} o${n}${init === undefined ? '' : ` = ${init}`};`, arg: `&o${n}` };
}

/** What must have been done; the first rule whose pattern the name has. */
const BEFORE: readonly (readonly [pattern: RegExp, first: string, head?: string])[] = [
  [
    /^(?:mod_timer|add_timer|add_timer_on|timer_reduce)$/,
    'timer_setup(&o0, fn, 0);',
    'void fn(struct timer_list *t) { barrier(); }',
  ],
  [
    /^hrtimer_start$/,
    'hrtimer_setup(&o0, fn, 0, 0);',
    'enum hrtimer_restart fn(struct hrtimer *t) { return HRTIMER_NORESTART; }',
  ],
  [
    /^(?:tasklet_(?:hi_)?schedule|run_tasklet)$/,
    'tasklet_setup(&o0, fn);',
    'void fn(struct tasklet_struct *t) { barrier(); }',
  ],
  [/^irq_work_queue/, 'init_irq_work(&o0, fn);', 'void fn(struct irq_work *t) { barrier(); }'],
];

/** `mutex_unlock` of `mutex_lock`; null where nothing is given back. */
function takingOf(name: string): string | null {
  if (/after|irq_restore/.test(name)) return null;
  const taking = name
    .replace(/^up_(?=read|write)/, 'down_')
    .replace(/^percpu_up_(?=read|write)/, 'percpu_down_')
    .replace('end_read', 'start_read')
    .replace('unlock', 'lock')
    .replace('sequnlock', 'seqlock')
    .replace('write_downgrade', 'write_lock')
    .replace('irqrestore', 'irqsave');
  return taking === name ? null : taking;
}

export function synthesised({ name, signature }: Word): Use {
  const written = WRITTEN[name];
  if (written) return written;
  const inner = new RegExp(`${name}\\((.*)\\)$`).exec(signature)?.[1] ?? '';
  const parts =
    inner === 'void' ? [] : inner.split(/, (?![^(]*\))/).filter((part) => part !== '' && part !== '...');
  const all = parts.map(given);
  const args = `(${all.map(({ arg }) => arg).join(', ')});`;
  const [, first = '', head = ''] = BEFORE.find(([pattern]) => pattern.test(name)) ?? [];
  const taking = takingOf(name);
  const flags = /\bflags[,)]/.test(args) ? 'unsigned long flags; ' : '';
  return {
    code: name + args,
    first: flags + (taking === null ? first : taking + args),
    head: `${head} ${all.map((one) => one.head).join(' ')}`,
  };
}
