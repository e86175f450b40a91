// What the page says, in the browser's language.

export const EN = {
  hint: "This window is shown over the network.",
  password: "Password",
  connect: "Connect",
  connecting: "Connecting…",
  refusals: {
    // by the first word of what the other side says
    Authentication: "This password is not right.",
    Too: "Too many passwords are being tried. Try again in a minute.",
    The: "The passwords are being changed. Try again in a moment.",
  },
  taken: "Somebody else is drawing. Their place is free when they leave, or have paused for half a minute. With the other password you can watch.",
  unreachable: "No connection. Is the other side running?",
  unlike: "The other side asks for what this page cannot do.",
  starting: "The window is being started",
  lost: "Connection lost",
  again: (seconds) => `Trying again in ${seconds} s`,
  trying: "Trying again…",
  now: "Try now",
  leave: "Leave",
  framed: "This page does not show itself within another.",
};

export const ZH = {
  hint: "此窗口通过网络显示。",
  password: "密码",
  connect: "连接",
  connecting: "正在连接…",
  refusals: {
    Authentication: "密码不正确。",
    Too: "尝试密码的次数过多，请一分钟后再试。",
    The: "密码正在更换，请稍后再试。",
  },
  taken: "另一位正在书写。对方离开或停笔半分钟后即可接着写；用另一个密码可以观看。",
  unreachable: "无法连接。对方在运行吗？",
  unlike: "对方的要求本页面无法满足。",
  starting: "窗口正在启动",
  lost: "连接已断开",
  again: (seconds) => `${seconds} 秒后重试`,
  trying: "正在重试…",
  now: "立即重试",
  leave: "离开",
  framed: "此页面不能嵌入其他页面显示。",
};

export const chinese = /^zh\b/i.test(navigator.language);
export const words = chinese ? ZH : EN;
