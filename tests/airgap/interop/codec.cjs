// One JSON request a line, one JSON answer a line; messages in hex.
//   {"do": "encode", "type", "message", "longest", "first", "count"}  ->  {"fragments", "codes"}
//   {"do": "decode", "codes"}                                         ->  {"used", "type", "message"}
"use strict";
const { UR, UREncoder, URDecoder } = require(process.argv[2]);
const lines = require("readline").createInterface({ input: process.stdin });

function encode({ type, message, longest, first, count }) {
  const encoder = new UREncoder(new UR(Buffer.from(message, "hex"), type), longest, first, 1);
  const fragments = encoder.fragmentsLength;
  return { fragments, codes: Array.from({ length: fragments === 1 ? 1 : count }, () => encoder.nextPart()) };
}

function decode({ codes }) {
  const decoder = new URDecoder();
  let used = 0;
  while (used < codes.length && !decoder.isComplete()) decoder.receivePart(codes[used++]);
  if (!decoder.isSuccess()) return { used, type: null, message: null };
  return { used, type: decoder.resultUR().type, message: decoder.resultUR().cbor.toString("hex") };
}

lines.on("line", (line) => {
  const request = JSON.parse(line);
  const answer = request.do === "encode" ? encode(request) : decode(request);
  process.stdout.write(JSON.stringify(answer) + "\n");
});
