// The first finger is the mouse. noVNC's own gestures begin a stroke only after 50 pixels, and make a click with
// the other button of a finger that rests: one could not draw with them.

const KINDS = { touchstart: "mousedown", touchmove: "mousemove", touchend: "mouseup", touchcancel: "mouseup" };

export function drawWithFinger(screen) {
  let finger = null;
  const lead = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const canvas = screen.querySelector("canvas");
    if (event.type === "touchstart" && finger === null && canvas) {
      finger = event.changedTouches[0].identifier;
    }
    const touch = [...event.changedTouches].find((one) => one.identifier === finger);
    if (!touch || !canvas) {
      return;
    }
    const at = { clientX: touch.clientX, clientY: touch.clientY, button: 0, bubbles: true, cancelable: true };
    if (event.type === "touchstart") {
      canvas.dispatchEvent(new MouseEvent("mousemove", at));
      canvas.dispatchEvent(new MouseEvent("mousedown", at));
    } else {
      window.dispatchEvent(new MouseEvent(KINDS[event.type], at)); // where noVNC waits for them while a button is down
    }
    if (event.type === "touchend" || event.type === "touchcancel") {
      finger = null;
    }
  };
  for (const kind of Object.keys(KINDS)) {
    screen.addEventListener(kind, lead, { capture: true, passive: false });
  }
}
