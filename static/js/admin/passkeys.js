// Passkeys: a form with data-passkey asks the browser for one, and is sent with what the browser answers.

const isAble = Boolean(globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON);

const asked = {
  create: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function answerOf(form) {
  const response = await fetch(form.dataset.passkeyOptions, { method: "POST", body: new FormData(form) });
  if (response.status === 403 && form.dataset.passkeyConfirm) {
    location.assign(form.dataset.passkeyConfirm);
    return null;
  }
  if (!response.ok) throw new Error(response.statusText);
  return asked[form.dataset.passkey](await response.json());
}

function say(form, text) {
  const message = form.querySelector("[data-passkey-message]");
  message.textContent = text;
  message.hidden = !text;
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector("[type=submit]");
  say(form, "");
  button.disabled = true;
  try {
    const credential = await answerOf(form);
    if (!credential) return;
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    say(form, form.dataset.passkeyFailed);
  } finally {
    button.disabled = false;
  }
}

if (isAble) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
  for (const hint of document.querySelectorAll("[data-passkey-impossible]")) hint.hidden = true;
}
