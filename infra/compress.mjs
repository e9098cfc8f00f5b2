// Leaves a file beside itself in brotli and in gzip, as small as each gets: Python has no brotli of its own.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [file] = process.argv.slice(2);
const content = readFileSync(file);
const size = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
writeFileSync(`${file}.br`, brotliCompressSync(content, { params: size }));
writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
