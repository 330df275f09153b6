// A worker that solves one challenge of ALTCHA and answers with what the form sends.
import { solveChallenge } from "../../vendor/altcha/index.js";

// On plain HTTP browsers have no digests of their own.
const provideDigest = async () => {
  const { sha256 } = await import("../../vendor/js-sha256/sha256.min.mjs");
  Object.defineProperty(crypto, "subtle", { value: { digest: (_name, data) => sha256.arrayBuffer(data) } });
};

onmessage = async ({ data: { algorithm, challenge, maxnumber, salt, signature } }) => {
  if (!crypto.subtle) await provideDigest();
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  postMessage(solution ? btoa(JSON.stringify({ algorithm, challenge, salt, signature, ...solution })) : "");
};
