// Positions as they come, by WebSocket; when the connection goes it is made anew.

const RETRY_MS = 1000;
const RETRY_MAX_MS = 10_000;

/** Listens forever. `onPositions` gets lists of positions, `onState` one of connecting, live, waiting. */
export function listen(onPositions, onState) {
  let retry = RETRY_MS;
  const connect = () => {
    onState("connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/updates`);
    socket.addEventListener("open", () => {
      retry = RETRY_MS;
      onState("live");
    });
    socket.addEventListener("message", (event) => onPositions(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      onState("waiting");
      setTimeout(connect, retry);
      retry = Math.min(RETRY_MAX_MS, retry * 2);
    });
  };
  connect();
}
