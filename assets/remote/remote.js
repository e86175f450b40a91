// Asks for the password, shows the window, and comes back when the connection was lost. The password is typed, held
// in this page's memory for coming back, and is nowhere else.

import RFB from "./core/rfb.js";
import { drawWithFinger } from "./touch.js";
import { chinese, words } from "./words.js";

const FIRST_WAIT = 1; // seconds
const LONGEST_WAIT = 15;
const [NEVER, BROKEN, CLOSED] = [0, 1, 2]; // how the last connection ended

const part = (id) => document.getElementById(id);
const login = part("login");
const waiting = part("waiting");
const screen = part("screen");
const field = part("password");
const submit = login.querySelector("button");

let rfb = null;
let password = "";
let lost = NEVER;
let wait = FIRST_WAIT;
let timer = null;

function speak() {
  document.documentElement.lang = chinese ? "zh-CN" : "en";
  part("hint").textContent = words.hint;
  login.querySelector("label").textContent = words.password;
  submit.textContent = words.connect;
  part("now").textContent = words.now;
  part("leave").textContent = words.leave;
}

function show(what) {
  for (const one of [login, waiting, screen]) {
    one.hidden = one !== what;
  }
}

function connect() {
  clearTimeout(timer);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const channel = new WebSocket(`${scheme}://${location.host}${location.pathname.replace(/[^/]*$/, "")}websockify`);
  const came = { welcome: false, refusal: "", lostOnTheWay: false };
  channel.addEventListener("close", (event) => {
    came.lostOnTheWay = event.code === 1006; // nobody closed it
  });
  const current = new RFB(screen, channel, { credentials: { password } });
  rfb = current;
  rfb.background = "transparent";
  rfb.scaleViewport = true;
  rfb.qualityLevel = 8; // a camera's picture is sent as JPEG
  rfb.compressionLevel = 1; // it comes sooner
  rfb.addEventListener("connect", () => {
    came.welcome = true;
    wait = FIRST_WAIT;
    show(screen);
    rfb.focus();
  });
  rfb.addEventListener("securityfailure", (event) => {
    came.refusal = event.detail.reason || "Authentication failure";
  });
  rfb.addEventListener("credentialsrequired", () => {
    came.refusal = "kind of password";
    current.disconnect();
  });
  rfb.addEventListener("disconnect", () => {
    // the socket's own news of its end may come after noVNC's
    setTimeout(() => rfb === current && ended(came));
  });
}

function ended(came) {
  rfb = null;
  const before = lost;
  if (came.welcome) {
    lost = came.lostOnTheWay ? BROKEN : CLOSED;
    comeBack();
  } else if (came.refusal.startsWith("Somebody else")) {
    // after a break it may be our own place, which the other side still holds for us
    if (before === BROKEN) {
      comeBack(words.taken);
    } else {
      ask(words.taken);
    }
  } else if (came.refusal.startsWith("The window is being started")) {
    comeBack();
  } else if (came.refusal) {
    ask(words.refusals[came.refusal.split(" ")[0]] || words.unlike);
  } else if (before === NEVER) {
    ask(words.unreachable, true);
  } else {
    comeBack();
  }
}

function ask(problem = "", keep = false) {
  clearTimeout(timer);
  password = "";
  lost = NEVER;
  if (!keep) {
    field.value = "";
  }
  part("problem").textContent = problem;
  submit.disabled = false;
  submit.textContent = words.connect;
  show(login);
  field.focus();
}

function comeBack(why = "") {
  show(waiting);
  part("state").textContent = lost === NEVER ? words.starting : words.lost;
  let left = wait;
  wait = Math.min(2 * wait, LONGEST_WAIT);
  const count = () => {
    if (left <= 0) {
      part("detail").textContent = words.trying;
      connect();
      return;
    }
    part("detail").textContent = `${why} ${words.again(left)}`.trim();
    left -= 1;
    timer = setTimeout(count, 1000);
  };
  count();
}

function leave() {
  const current = rfb;
  rfb = null;
  current?.disconnect();
  ask();
}

login.addEventListener("submit", (event) => {
  event.preventDefault();
  password = field.value.trim();
  if (!password || rfb) {
    return;
  }
  part("problem").textContent = "";
  submit.disabled = true;
  submit.textContent = words.connecting;
  connect();
});
part("now").addEventListener("click", () => {
  if (!rfb) {
    part("detail").textContent = words.trying;
    connect();
  }
});
part("leave").addEventListener("click", leave);
// a browser may keep a page that was left, and its connection with it: nobody else could draw
addEventListener("pagehide", () => rfb?.disconnect());

speak();
drawWithFinger(screen);
if (window.top === window.self) {
  ask();
} else {
  document.body.textContent = words.framed; // who frames it could have people draw without their knowing
}
