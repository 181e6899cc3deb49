/** Buffers that a CPU gives to a device and takes back, and the interrupt that says it is done. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const X86: Case = { arch: 'x86', model: 'tso' };
const HEAD = 'struct device dev; u8 buf[2]; u8 *desc; u32 bell, done;';

/** A transfer from the device: it fills the buffer once the bell is rung and says so. */
const received = (before: string, after: string, ring = 'writel(1, &bell);') => `${HEAD}
cpu 0 { dma_addr_t dma = dma_map_single(&dev, buf, 2, DMA_FROM_DEVICE); desc = dma; ${ring} ${before} while (!readl(&done)) cpu_relax(); ${after} }
agent nic { while (!READ_ONCE(bell)) cpu_relax(); u8 *p = READ_ONCE(desc); p[0] = 7; WRITE_ONCE(done, 1); }`;

const TAKES = 'dma_unmap_single(&dev, dma, 2, DMA_FROM_DEVICE);';
const SYNC = 'dma_sync_single_for_cpu(&dev, dma, 2, DMA_FROM_DEVICE);';

describe('buffers of a device', () => {
  test.each<[string, string, string, ...Case[]]>([
    ['unmapped, then read', 'holds', received('', `${TAKES} int r = buf[0]; assert(r == 7, bad);`), {}, SC, X86], // prettier-ignore
    ['read before it is unmapped', 'violated device-owns-buffer', received('', `int r = buf[0]; ${TAKES}`), {}, SC, X86], // prettier-ignore
    ['read before it is done', 'violated device-owns-buffer', received('int r = buf[1];', TAKES), {}],
    ['unmapped before it is done', 'violated dma-not-mapped', received(TAKES, ''), SC, {}],
    ['synchronized for the CPU', 'holds', received('', `${SYNC} int r = buf[0]; assert(r == 7, bad);`), {}],
    ['and for the device again', 'violated device-owns-buffer', received('', `${SYNC} int r = buf[0]; dma_sync_single_for_device(&dev, dma, 2, DMA_FROM_DEVICE); r = buf[1];`), {}], // prettier-ignore
    ['the bell is rung too early', 'violated dma-not-mapped null-access', received('', TAKES, 'WRITE_ONCE(bell, 1);').replace('dma_addr_t dma', 'buf[1] = 1; dma_addr_t dma'), {}], // prettier-ignore
    ['not on x86, which keeps stores in order', 'holds', received('', TAKES, 'WRITE_ONCE(bell, 1);').replace('dma_addr_t dma', 'buf[1] = 1; dma_addr_t dma'), X86], // prettier-ignore
    ['another CPU touches it meanwhile', 'violated device-owns-buffer', `${received('', TAKES)} cpu 1 { buf[1] = 3; }`, SC], // prettier-ignore
    ['the device writes what it may only read', 'violated dma-not-mapped', received('', TAKES).replaceAll('DMA_FROM_DEVICE', 'DMA_TO_DEVICE'), SC], // prettier-ignore
    ['it may read that', 'holds', received('', TAKES).replaceAll('DMA_FROM_DEVICE', 'DMA_TO_DEVICE').replace('p[0] = 7;', 'int r = p[0];'), SC], // prettier-ignore
    ['the device reaches what is not mapped yet', 'violated dma-not-mapped', `${HEAD} cpu 0 { dma_map_single(&dev, buf, 2, DMA_BIDIRECTIONAL); } agent nic { buf[0] = 1; }`, SC], // prettier-ignore
    ['what nobody maps is nobody’s', 'holds', `${HEAD} cpu 0 { int r = dma_mapping_error(&dev, 0); buf[1] = r; } agent nic { buf[0] = 1; }`, SC], // prettier-ignore
    ['one of two, of which the device has the other', 'violated device-owns-buffer', `${HEAD} struct b { int x; }; struct b b[2]; cpu 0 { int i = READ_ONCE(bell); struct b *p = &b[i]; dma_map_single(&dev, p, sizeof(*p), DMA_TO_DEVICE); b[1].x = 2; b[0].x = 1; } cpu 1 { WRITE_ONCE(bell, 1); }`, SC], // prettier-ignore
  ])('%s: %s', (_, verdict, text, ...how) => {
    expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
  });

  test('an interrupt that the device raises comes behind what it has written', () => {
    const text = `int data; on irq done { int r = READ_ONCE(data); assert(r == 1, bad); } cpu 0 { } agent nic { data = 1; raise(done, 0); }`;
    expect([verdictOf(text), verdictOf(text, X86)]).toEqual(['holds', 'holds']);
  });

  test('one that it raises before does not', () => {
    const text = `int data; on irq done { int r = READ_ONCE(data); assert(r == 1, bad); } cpu 0 { } agent nic { raise(done, 0); data = 1; }`;
    expect(verdictOf(text, SC)).toBe('violated bad');
  });

  test('the handler sees it also where the task of its CPU has looked before', () => {
    const text = `${HEAD} on irq irq_done { dma_unmap_single(&dev, desc, 2, DMA_FROM_DEVICE); int r = buf[0]; assert(r == 7, bad); }
cpu 0 { desc = dma_map_single(&dev, buf, 2, DMA_FROM_DEVICE); writel(1, &bell); }
agent nic { while (!READ_ONCE(bell)) cpu_relax(); buf[0] = 7; raise(irq_done, 0); }`;
    expect([verdictOf(text), verdictOf(text, X86)]).toEqual(['holds', 'holds']);
  });
});
