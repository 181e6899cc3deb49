/**
 * The encodings of the instructions that a test may write into its code, from the Arm ARM, C4.1 "A64 instruction set
 * encoding". A row is 32 bits and the text they stand for; letters among the bits are fields:
 *
 *   s        size of the registers `R…` (0: W, 1: X), and of an access
 *   d t m n  registers, 31 the zero register; D N: the same where 31 would be the stack pointer, which is none of ours
 *   i I j    numbers: unsigned, unsigned times the size of the access, signed
 *   o        a distance, signed, in instructions; as text in bytes from here: `.+8`
 *   h k c v  a shift by 16 · h bits, the kind of a shift, a condition, a condition inverted
 *   b        the option of a barrier
 *
 * A text names a register by its letter (`Rd`, `Xn`, `Wt`), any other field after a `%`. Where several rows fit, the
 * first is how a disassembler would write the word; rows behind it are other ways to say the same.
 */

export interface WordRow {
  readonly bits: string;
  readonly text: string;
}

const alone: readonly string[] = [
  '11010101 00000011 00100000 00011111 NOP',
  '11010101 00000011 00100000 00111111 YIELD',
  '11010101 00000011 00111111 11011111 ISB',
  '11010101 00000011 0011bbbb 10111111 DMB %b',
  '11010101 00000011 0011bbbb 10011111 DSB %b',
  '11010101 00001011 01111011 001ttttt DC CVAU,Xt',
  '11010101 00001011 01110101 001ttttt IC IVAU,Xt',
  '11010101 00011000 01000000 001ttttt MSR ELR_EL1,Xt',
  '11010101 00111000 01000000 001ttttt MRS Xt,ELR_EL1',
  '11010110 10011111 00000011 11100000 ERET',
];

const branches: readonly string[] = [
  '11010110 01011111 00000011 11000000 RET',
  '11010110 01011111 000000nn nnn00000 RET Xn',
  '11010110 00011111 000000nn nnn00000 BR Xn',
  '11010110 00111111 000000nn nnn00000 BLR Xn',
  '000101oo oooooooo oooooooo oooooooo B %o',
  '100101oo oooooooo oooooooo oooooooo BL %o',
  '01010100 oooooooo oooooooo ooo0cccc B.%c %o',
  '01010100 oooooooo oooooooo ooo0cccc B%c %o',
  's0110100 oooooooo oooooooo ooottttt CBZ Rt,%o',
  's0110101 oooooooo oooooooo ooottttt CBNZ Rt,%o',
  '00110110 iiiiiooo oooooooo ooottttt TBZ Wt,#%i,%o',
  '00110111 iiiiiooo oooooooo ooottttt TBNZ Wt,#%i,%o',
  '00110110 iiiiiooo oooooooo ooottttt TBZ Xt,#%i,%o',
  '00110111 iiiiiooo oooooooo ooottttt TBNZ Xt,#%i,%o',
  '00010000 oooooooo oooooooo ooottttt ADR Xt,%o',
];

const moves: readonly string[] = [
  's1010010 100iiiii iiiiiiii iiiddddd MOV Rd,#%i',
  's1010010 100iiiii iiiiiiii iiiddddd MOVZ Rd,#%i',
  '01010010 10hiiiii iiiiiiii iiiddddd MOVZ Wd,#%i,LSL #%h',
  '11010010 1hhiiiii iiiiiiii iiiddddd MOVZ Xd,#%i,LSL #%h',
  's1110010 100iiiii iiiiiiii iiiddddd MOVK Rd,#%i',
  '01110010 10hiiiii iiiiiiii iiiddddd MOVK Wd,#%i,LSL #%h',
  '11110010 1hhiiiii iiiiiiii iiiddddd MOVK Xd,#%i,LSL #%h',
  's0010010 100iiiii iiiiiiii iiiddddd MOVN Rd,#%i',
  '00010010 10hiiiii iiiiiiii iiiddddd MOVN Wd,#%i,LSL #%h',
  '10010010 1hhiiiii iiiiiiii iiiddddd MOVN Xd,#%i,LSL #%h',
  's0101010 000mmmmm 00000011 111ddddd MOV Rd,Rm',
  's0101010 001mmmmm 00000011 111ddddd MVN Rd,Rm',
  's1001011 000mmmmm 00000011 111ddddd NEG Rd,Rm',
  '10010011 01000000 011111nn nnnddddd SXTW Xd,Wn',
];

const selects: readonly string[] = [
  's0011010 10011111 vvvv0111 111ddddd CSET Rd,%v',
  's1011010 10011111 vvvv0011 111ddddd CSETM Rd,%v',
  's0011010 100mmmmm cccc00nn nnnddddd CSEL Rd,Rn,Rm,%c',
  's0011010 100mmmmm cccc01nn nnnddddd CSINC Rd,Rn,Rm,%c',
  's1011010 100mmmmm cccc00nn nnnddddd CSINV Rd,Rn,Rm,%c',
  's1011010 100mmmmm cccc01nn nnnddddd CSNEG Rd,Rn,Rm,%c',
];

/** With `S` the flags are set, and register 31 is the zero register. */
function sums(): string[] {
  return ['ADD 00', 'ADDS 01', 'SUB 10', 'SUBS 11'].flatMap((operation) => {
    const [name = '', bits = ''] = operation.split(' ');
    const dst = bits.endsWith('1') ? 'd' : 'D';
    const discard = name === 'ADDS' ? 'CMN' : 'CMP';
    const low = dst.repeat(5);
    const compare =
      dst === 'D'
        ? []
        : [
            `s${bits}10001 00iiiiii iiiiiiNN NNN11111 ${discard} RN,#%i`,
            `s${bits}01011 000mmmmm 000000nn nnn11111 ${discard} Rn,Rm`,
          ];
    return [
      ...compare,
      `s${bits}10001 00iiiiii iiiiiiNN NNN${low} ${name} R${dst},RN,#%i`,
      `s${bits}10001 01iiiiii iiiiiiNN NNN${low} ${name} R${dst},RN,#%i,LSL #12`,
      `s${bits}01011 000mmmmm 000000nn nnnddddd ${name} Rd,Rn,Rm`,
      `0${bits}01011 kk0mmmmm 0iiiiinn nnnddddd ${name} Wd,Wn,Wm,%k #%i`,
      `1${bits}01011 kk0mmmmm iiiiiinn nnnddddd ${name} Xd,Xn,Xm,%k #%i`,
      `1${bits}01011 001mmmmm 110000NN NNN${low} ${name} X${dst},XN,Wm,SXTW`,
      `1${bits}01011 001mmmmm 010000NN NNN${low} ${name} X${dst},XN,Wm,UXTW`,
    ];
  });
}

function logic(): string[] {
  const shifts = ['AND 00 0', 'ORR 01 0', 'EOR 10 0', 'ANDS 11 0', 'BIC 00 1', 'ORN 01 1'].flatMap(
    (operation) => {
      const [name = '', bits = '', not = ''] = operation.split(' ');
      return [
        `s${bits}01010 00${not}mmmmm 000000nn nnnddddd ${name} Rd,Rn,Rm`,
        `0${bits}01010 kk${not}mmmmm 0iiiiinn nnnddddd ${name} Wd,Wn,Wm,%k #%i`,
        `1${bits}01010 kk${not}mmmmm iiiiiinn nnnddddd ${name} Xd,Xn,Xm,%k #%i`,
      ];
    },
  );
  return ['s1101010 000mmmmm 000000nn nnn11111 TST Rn,Rm', ...shifts];
}

/** A shift to the left is a bit field whose two numbers both follow from the amount: a row for each. */
function shifts(): string[] {
  const left = (bits: number): string[] =>
    Array.from({ length: bits - 1 }, (_, nth) => {
      const amount = nth + 1;
      const [size, register] = bits === 64 ? ['11010011 01', 'X'] : ['01010011 00', 'W'];
      const fields = field(bits - amount, 6) + field(bits - 1 - amount, 6);
      return `${size}${fields}nnnnnddddd LSL ${register}d,${register}n,#${amount}`;
    });
  return [
    ...left(32),
    ...left(64),
    '01010011 00iiiiii 011111nn nnnddddd LSR Wd,Wn,#%i',
    '11010011 01iiiiii 111111nn nnnddddd LSR Xd,Xn,#%i',
    '00010011 00iiiiii 011111nn nnnddddd ASR Wd,Wn,#%i',
    '10010011 01iiiiii 111111nn nnnddddd ASR Xd,Xn,#%i',
    's0011011 000mmmmm 011111nn nnnddddd MUL Rd,Rn,Rm',
  ];
}

function loadsAndStores(): string[] {
  return ['LDR 01', 'STR 00'].flatMap((operation) => {
    const [name = '', bits = ''] = operation.split(' ');
    return [
      `1s111001 ${bits}000000 000000NN NNNttttt ${name} Rt,[XN]`,
      `1s111001 ${bits}IIIIII IIIIIINN NNNttttt ${name} Rt,[XN,#%I]`,
      `1s111000 ${bits}0jjjjj jjjj11NN NNNttttt ${name} Rt,[XN,#%j]!`,
      `1s111000 ${bits}0jjjjj jjjj01NN NNNttttt ${name} Rt,[XN],#%j`,
      `1s111000 ${bits}1mmmmm 011010NN NNNttttt ${name} Rt,[XN,Xm]`,
      `1s111000 ${bits}1mmmmm 110010NN NNNttttt ${name} Rt,[XN,Wm,SXTW]`,
      `1s111000 ${bits}1mmmmm 010010NN NNNttttt ${name} Rt,[XN,Wm,UXTW]`,
      `10111000 ${bits}1mmmmm 011110NN NNNttttt ${name} Wt,[XN,Xm,LSL #2]`,
      `11111000 ${bits}1mmmmm 011110NN NNNttttt ${name} Xt,[XN,Xm,LSL #3]`,
      `1s111000 ${bits}000000 000000NN NNNttttt ${name.replace('R', 'UR')} Rt,[XN]`,
      `1s111000 ${bits}0jjjjj jjjj00NN NNNttttt ${name.replace('R', 'UR')} Rt,[XN,#%j]`,
      `1s011001 ${bits}000000 000000NN NNNttttt ${name === 'LDR' ? 'LDAPUR' : 'STLUR'} Rt,[XN]`,
    ];
  });
}

function ordered(): string[] {
  return [
    '1s001000 11011111 111111NN NNNttttt LDAR Rt,[XN]',
    '1s111000 10111111 110000NN NNNttttt LDAPR Rt,[XN]',
    '1s001000 10011111 111111NN NNNttttt STLR Rt,[XN]',
    '1s001000 01011111 011111NN NNNttttt LDXR Rt,[XN]',
    '1s001000 01011111 111111NN NNNttttt LDAXR Rt,[XN]',
    '1s001000 000mmmmm 011111NN NNNttttt STXR Wm,Rt,[XN]',
    '1s001000 000mmmmm 111111NN NNNttttt STLXR Wm,Rt,[XN]',
  ];
}

const updates = ['ADD', 'CLR', 'EOR', 'SET', 'SMAX', 'SMIN', 'UMAX', 'UMIN'];

function atomics(): string[] {
  return ['', 'A', 'L', 'AL'].flatMap((suffix) => {
    const a = suffix.includes('A') ? '1' : '0';
    const l = suffix.includes('L') ? '1' : '0';
    return [
      `1s111000 ${a}${l}1mmmmm 100000NN NNNttttt SWP${suffix} Rm,Rt,[XN]`,
      `1s001000 1${a}1mmmmm ${l}11111NN NNNttttt CAS${suffix} Rm,Rt,[XN]`,
      ...updates.flatMap((name, opcode) => {
        const rest = `1mmmmm 0${field(opcode, 3)}00NN NNN`;
        const load = `1s111000 ${a}${l}${rest}ttttt LD${name}${suffix} Rm,Rt,[XN]`;
        return a === '1' ? [load] : [`1s111000 ${a}${l}${rest}11111 ST${name}${suffix} Rm,[XN]`, load];
      }),
    ];
  });
}

function invalidations(): string[] {
  return ['IS 0011', ' 0111', 'OS 0001'].flatMap((domain) => {
    const [suffix = '', reach = ''] = domain.split(' ');
    const by = ['VAE1 001', 'VAAE1 011', 'VALE1 101', 'VAALE1 111'].map((form) => {
      const [name = '', bits = ''] = form.split(' ');
      return `11010101 00001000 1000${reach} ${bits}ttttt TLBI ${name}${suffix},Xt`;
    });
    return [...by, `11010101 00001000 1000${reach} 00011111 TLBI VMALLE1${suffix}`];
  });
}

function field(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}

export const wordRows: readonly WordRow[] = [
  ...alone,
  ...invalidations(),
  ...branches,
  ...moves,
  ...selects,
  ...sums(),
  ...logic(),
  ...shifts(),
  ...loadsAndStores(),
  ...ordered(),
  ...atomics(),
].map(split);

/** The first 32 signs that are no blanks are the bits. */
function split(row: string): WordRow {
  let bits = '';
  let at = 0;
  for (; bits.length < 32; at += 1) bits += (row[at] ?? '').trim();
  return { bits, text: row.slice(at).trim() };
}
