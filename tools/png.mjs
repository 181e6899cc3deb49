// Screenshots of flat colours, kept small: the same picture with a palette of 256.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channels = 3;

/**
 * Maps every pixel to the nearest of at most 256 of the picture's own colours, the frequent ones first, chosen so that
 * the largest difference in a channel is as small as it can be. Reads what Chromium writes: 8 bits, RGB, not interlaced.
 * @param {Buffer} png
 * @returns {Buffer}
 */
export function withPalette(png) {
  const { width, height, rows } = decode(png);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const row of rows)
    for (let at = 0; at < row.length; at += channels) {
      const colour = row.readUIntBE(at, channels);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  const { palette, indexOf } = choosePalette(counts);
  const indexed = rows.map((row) =>
    Buffer.from(
      Array.from({ length: width }, (_, x) => indexOf.get(row.readUIntBE(x * channels, channels)) ?? 0),
    ),
  );
  const colours = Buffer.from(palette.flatMap((colour) => parts(colour)));
  const unfiltered = Buffer.concat(indexed.flatMap((row) => [Buffer.of(0), row]));
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(unfiltered, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {ReadonlyMap<number, number>} counts how many pixels have a colour */
function choosePalette(counts) {
  const byCount = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  for (let off = 0; ; off += 1) {
    /** @type {number[]} */
    const palette = [];
    for (const colour of byCount) {
      if (palette.length <= 256 && !palette.some((chosen) => difference(chosen, colour) <= off))
        palette.push(colour);
    }
    if (palette.length > 256) continue;
    const indexOf = new Map(
      byCount.map((colour) => {
        const away = palette.map((chosen) => difference(chosen, colour));
        return [colour, away.indexOf(Math.min(...away))];
      }),
    );
    return { palette, indexOf };
  }
}

/** @param {number} colour */
function parts(colour) {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}

/**
 * @param {number} a
 * @param {number} b
 */
function difference(a, b) {
  return Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );
}

/** @param {Buffer} png */
function decode(png) {
  /** @type {Buffer[]} */
  const data = [];
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.toString('hex', 24, 29) !== '0802000000') throw new Error('not an 8-bit RGB picture');
  const raw = inflateSync(Buffer.concat(data));
  const length = width * channels;
  /** @type {Buffer[]} */
  const rows = [];
  for (let y = 0; y < height; y += 1) {
    const begin = y * (length + 1);
    const row = raw.subarray(begin + 1, begin + 1 + length);
    unfilter(raw[begin] ?? 0, row, rows[y - 1] ?? Buffer.alloc(length));
    rows.push(row);
  }
  return { width, height, rows };
}

/**
 * Turns differences into bytes, in place.
 * @param {number} filter as PNG numbers them: none, left, above, average, Paeth
 * @param {Buffer} row
 * @param {Buffer} above
 */
function unfilter(filter, row, above) {
  for (let x = 0; x < row.length; x += 1) {
    const a = row[x - channels] ?? 0;
    const b = above[x] ?? 0;
    const c = above[x - channels] ?? 0;
    const guess = [0, a, b, (a + b) >> 1, filter === 4 ? paeth(a, b, c) : 0][filter] ?? 0;
    row[x] = ((row[x] ?? 0) + guess) & 255;
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
function paeth(a, b, c) {
  const [left, up, both] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return left <= up && left <= both ? a : up <= both ? b : c;
}

/**
 * @param {number} width
 * @param {number} height
 */
function header(width, height) {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set([8, 3, 0, 0, 0], 8);
  return bytes;
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
