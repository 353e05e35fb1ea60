/**
 * Decrypts blocks of 16 bytes with a key of any multiple of four bytes: Rijndael as its authors published it. AES, and
 * so node:crypto, kept keys of 16, 24 and 32 bytes only; phpseclib 1 and 2, which UpdraftPlus bundles, also make keys
 * of 20 and 28 bytes, from phrases of 17 to 20 and of 25 to 28 characters.
 */
export function rijndaelDecrypter(key: Buffer): (block: Buffer) => Buffer {
  const rounds = key.length / 4 + 6;
  const schedule = expand(key, rounds);
  return (block) => {
    let state = xor(block, schedule.subarray(rounds * 16));
    for (let round = rounds - 1; round > 0; round -= 1) state = unmix(xor(unshift(state), schedule.subarray(round * 16)));
    return xor(unshift(state), schedule);
  };
}

const double = (value: number): number => (value << 1) ^ (value & 0x80 ? 0x11b : 0);

function times(value: number, factor: number): number {
  let product = 0;
  for (let power = value, bits = factor; bits > 0; bits >>>= 1, power = double(power)) if (bits & 1) product ^= power;
  return product;
}

const box = makeBox();
const unbox = Buffer.alloc(256);
for (const [value, boxed] of box.entries()) unbox[boxed] = value;
const product = new Map([9, 11, 13, 14].map((factor) => [factor, Buffer.from(Array.from({ length: 256 }, (_, value) => times(value, factor)))]));
const [by9, by11, by13, by14] = [9, 11, 13, 14].map((factor) => product.get(factor) ?? Buffer.alloc(0)) as [Buffer, Buffer, Buffer, Buffer];

/** The substitution of FIPS 197, 5.1.1, from its definition: the inverse in GF(2^8), then the affine map. */
function makeBox(): Buffer {
  const made = Buffer.alloc(256, 0x63);
  for (let p = 1, q = 1, first = true; first || p !== 1; first = false) {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const turned = q ^ (q << 1) ^ (q << 2) ^ (q << 3) ^ (q << 4);
    made[p] = ((turned ^ (turned >>> 8)) & 0xff) ^ 0x63;
  }
  return made;
}

function expand(key: Buffer, rounds: number): Buffer {
  const words = key.length / 4;
  const schedule = Buffer.alloc((rounds + 1) * 16);
  key.copy(schedule);
  let constant = 1;
  for (let word = words; word < schedule.length / 4; word += 1) {
    let part = [...schedule.subarray(word * 4 - 4, word * 4)];
    if (word % words === 0) {
      part = [part[1], part[2], part[3], part[0]].map((value) => box[value ?? 0] ?? 0);
      part[0] = (part[0] ?? 0) ^ constant;
      constant = double(constant);
    } else if (words > 6 && word % words === 4) part = part.map((value) => box[value] ?? 0);
    for (const [index, value] of part.entries()) schedule[word * 4 + index] = (schedule[(word - words) * 4 + index] ?? 0) ^ value;
  }
  return schedule;
}

function xor(block: Buffer, other: Buffer): Buffer {
  const made = Buffer.allocUnsafe(16);
  for (let index = 0; index < 16; index += 1) made[index] = (block[index] ?? 0) ^ (other[index] ?? 0);
  return made;
}

/** InvShiftRows and InvSubBytes. */
function unshift(state: Buffer): Buffer {
  const made = Buffer.allocUnsafe(16);
  for (let index = 0; index < 16; index += 1) made[(index + 4 * (index % 4)) % 16] = unbox[state[index] ?? 0] ?? 0;
  return made;
}

function unmix(state: Buffer): Buffer {
  const made = Buffer.allocUnsafe(16);
  for (let column = 0; column < 16; column += 4)
    for (let row = 0; row < 4; row += 1) {
      const at = (offset: number): number => state[column + ((row + offset) % 4)] ?? 0;
      made[column + row] = (by14[at(0)] ?? 0) ^ (by11[at(1)] ?? 0) ^ (by13[at(2)] ?? 0) ^ (by9[at(3)] ?? 0);
    }
  return made;
}
