// The proof of work that a comment is sent with, found in the background while people write.
const WAIT = 5000;
const MARGIN = 60;
let current, expires;

const solve = async ({ challenge, solver }) => {
  const task = await (await fetch(challenge)).json();
  expires = Number(new URLSearchParams(task.salt.split("?")[1]).get("expires")) || Infinity;
  const worker = new Worker(solver, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(task);
    });
  } finally {
    worker.terminate();
  }
};

export const forget = () => {
  current = undefined;
};

// What is sent with the form; "" when there is none: the comment then waits for a moderator.
// The challenge is asked for when somebody begins to write, since its age says how long the writing took.
export const solution = (form) => {
  if (expires - MARGIN < Date.now() / 1000) forget();
  current ??= solve(form.dataset).catch(() => {
    forget();
    return "";
  });
  return current;
};

// The same, without waiting for long.
export const solutionSoon = (form) =>
  Promise.race([solution(form), new Promise((resolve) => setTimeout(resolve, WAIT, ""))]);
