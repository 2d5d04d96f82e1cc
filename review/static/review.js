// Keys, the case held ready, and posts in the background. Without it every form still works as a form.
"use strict";
const csrf = document.body.dataset.csrf;
const place = document.getElementById("case");
const ahead = document.getElementById("ahead");
const told = document.getElementById("told");
const SAID = {
  accept: "Accepted.", correct: "Corrections saved.", not_project: "Not a project.", skip: "Skipped.", same: "One project.",
  different: "Two projects.", unsure: "Left open.", undo: "Taken back.", nothing: "There is nothing to take back.", pair: "", open: "",
};
let shownAt = performance.now(), away = 0, hiddenAt = 0;
// Posts go one after another, so that a key pressed early is not lost and none overtakes another.
let line = Promise.resolve();

document.documentElement.classList.add("js");
const form = () => place.querySelector("form.case");

function say(text, isBad = false) { told.textContent = text; told.classList.toggle("bad", isBad); }

async function ask(path, body) {
  const answer = await fetch(path, { method: body ? "POST" : "GET", body, headers: { "X-Requested-By": "review.js" } });
  if (answer.status === 401) { location.href = "/login"; throw new Error("You are signed out."); }
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).fault || "The server did not answer: try again.");
  return answer;
}

function body(more = {}) { return new URLSearchParams({ csrf, ...more }); }

async function fetchAhead() {
  const now = form();
  const answer = await ask("/ahead?shown=" + (now ? now.dataset.case : ""));
  ahead.innerHTML = await answer.text();
  const next = ahead.querySelector("form.case");
  if (!now && next) moveIn();
}

function moveIn() {
  place.replaceChildren(...ahead.childNodes);
  begin();
}

function begin() {
  shownAt = performance.now(); away = 0;
  const now = form();
  const left = document.getElementById("left");
  if (now) { left.textContent = now.dataset.left === "1000" ? "1000 or more" : now.dataset.left; restore(now); mark(now); }
  else left.textContent = "0";
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function reload() {
  const page = new DOMParser().parseFromString(await (await ask("/")).text(), "text/html");
  place.replaceChildren(...page.getElementById("case").childNodes);
  ahead.replaceChildren();
  begin();
  await fetchAhead();
}

function queue(work) { line = line.then(work).catch(async (fault) => { await reload().catch(() => {}); say(fault.message, true); }); return line; }

function decide(action) {
  const now = form();
  if (!now || now.dataset.sent) return;
  now.dataset.sent = "yes";
  now.elements.seconds.value = ((performance.now() - shownAt - away) / 1000).toFixed(1);
  const sent = new URLSearchParams(new FormData(now));
  sent.set("action", action);
  const path = now.getAttribute("action");
  sessionStorage.removeItem(now.elements.ticket.value);
  const isReady = Boolean(ahead.querySelector("form.case"));
  if (isReady) moveIn();
  queue(async () => {
    const { said } = await (await ask(path, sent)).json();
    say(SAID[said] + (said === "skip" ? "" : " u takes it back."));
    if (isReady) await fetchAhead(); else await reload();
  });
}

function act(path, more) {
  queue(async () => {
    const { said } = await (await ask(path, body(more))).json();
    await reload();
    say(SAID[said]);
  });
}

// What was chosen and not yet sent survives a reload.
function keep(now) {
  const chosen = [...new FormData(now)].filter(([name]) => !["csrf", "ticket", "seconds"].includes(name));
  sessionStorage.setItem(now.elements.ticket.value, JSON.stringify(chosen));
}

function restore(now) {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(now.elements.ticket.value) || "[]")) {
    const control = now.elements[name];
    if (control) control.value = value;
  }
}

function mark(now) {
  let isCorrected = false;
  for (const field of now.querySelectorAll(".field")) {
    const other = field.querySelector("select");
    const isChanged = Boolean(other && other.value) || !field.querySelector("[data-proposed]:checked");
    field.classList.toggle("changed", isChanged);
    isCorrected = isCorrected || isChanged;
  }
  for (const [name, isShown] of [["accepts", !isCorrected], ["corrects", isCorrected]]) {
    const span = now.querySelector("." + name);
    if (span) span.hidden = !isShown;
  }
}

function open(field, isOpen = true) {
  for (const other of place.querySelectorAll(".field.open")) if (other !== field) open(other, false);
  field.classList.toggle("open", isOpen);
  field.querySelector(".more").setAttribute("aria-expanded", String(isOpen));
  const words = field.closest("form").querySelector(".words");
  words.classList.toggle("focussed", isOpen);
  for (const word of words.querySelectorAll("mark")) word.classList.toggle("on", isOpen && field.dataset.field in word.dataset);
  if (isOpen) field.querySelector("input:checked, input").focus();
  else if (field.contains(document.activeElement)) document.getElementById("main").focus({ preventScroll: true });
}

function choose(field, key) {
  // A sure label has few choices with a key: a digit that none has leads to the list, so that no accept follows that was meant for another value.
  const control = field.querySelector(`input[data-key="${key}"]`) ?? field.querySelector("select");
  if (!control) { say(`No choice has the key ${key}.`, true); return; }
  if (control.tagName === "SELECT") { control.focus(); return; }
  const other = field.querySelector("select");
  if (other) other.value = "";
  control.checked = true;
  control.dispatchEvent(new Event("change", { bubbles: true }));
  open(field, false);
}

function press(key) {
  const now = form();
  const opened = place.querySelector(".field.open");
  if (opened && /^[0-9]$/.test(key)) { choose(opened, key); return true; }
  if (key === "Escape" && opened) { open(opened, false); return true; }
  if (key === "u") { act("/undo"); return true; }
  if (key === "/") { document.getElementById("search").showModal(); document.getElementById("q").focus(); return true; }
  if (key === "t") { location.href = "/tips"; return true; }
  if (key === "?") { document.getElementById("help").showModal(); return true; }
  if (!now) return false;
  const wanted = key === "Enter" ? "a" : key;
  const field = now.querySelector(`.field[data-key="${CSS.escape(wanted)}"]`);
  if (field) { open(field); return true; }
  const control = now.querySelector(`.actions [data-key="${CSS.escape(wanted)}"], .comment [data-key="${CSS.escape(wanted)}"]`);
  if (!control) return false;
  if (control.tagName === "INPUT") control.focus(); else control.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const at = document.activeElement;
  const isText = at && (at.matches("input:not([type=radio]):not([type=checkbox]), textarea") || (at.tagName === "SELECT" && event.key !== "Escape"));
  if (isText) {
    if (event.key === "Escape") at.blur();
    if (event.key === "Enter" && at.matches(".field select")) { event.preventDefault(); open(at.closest(".field"), false); }
    else if (event.key === "Enter" && at.matches(".comment input")) { event.preventDefault(); at.blur(); }
    return;
  }
  if (event.key === "Enter" && at && at.matches("button, a, summary")) return;
  if (press(event.key)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const now = form();
  if (!now || !now.contains(event.target)) return;
  if (event.target.type === "radio") { const other = event.target.closest(".field").querySelector("select"); if (other) other.value = ""; }
  mark(now); keep(now);
});

document.addEventListener("submit", (event) => {
  const now = event.target.closest("form.case");
  if (!now) return;
  event.preventDefault();
  const button = event.submitter;
  if (button && button.hasAttribute("formaction")) act(button.getAttribute("formaction"));
  else decide(button ? button.value : "accept");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".more")) open(button.closest(".field"), !button.closest(".field").classList.contains("open"));
  else if (["undo", "to-search", "to-help"].includes(button.id)) press(button.dataset.key);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = performance.now(); else if (hiddenAt) { away += performance.now() - hiddenAt; hiddenAt = 0; }
});

if (form()) { restore(form()); mark(form()); document.getElementById("main").focus({ preventScroll: true }); }
if (document.body.dataset.role !== "reader") queue(fetchAhead);
