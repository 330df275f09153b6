// Requests to the site, with the token that shows that they come from this page.

// The cookie's, since a new login in another tab changes it.
export const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1]
  ?? document.querySelector("[name=csrfmiddlewaretoken]").value;

export const post = (address, values, options = {}) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  return fetch(address, { method: "POST", body, headers, ...options });
};

// The JSON of an answer; throws its words where it is a refusal.
export const answer = async (response) => {
  const data = await response.json();
  if (!response.ok) throw new Error(data.error ?? "");
  return data;
};

// Call with a pause after the last of many calls.
export const paused = (action, pause) => {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, pause, ...values);
  };
};
