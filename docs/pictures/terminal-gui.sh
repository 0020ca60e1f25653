#!/usr/bin/env bash
# Runs docs/samples/terminal-gui.cs in a real terminal (tmux) and draws what that shows, as docs/pictures/terminal-gui.svg.
# Needs tmux and rich (Debian: tmux python3-rich). PYTHON names another interpreter, WIDTH and HEIGHT another size.
set -eu
cd "$(dirname "$0")/../.."
session=terminal-gui-$$
width=${WIDTH:-92} height=${HEIGHT:-18}

dotnet build docs/samples/terminal-gui.cs --nologo -v q
tmux new-session -d -s "$session" -x "$width" -y "$height" "dotnet run --no-build docs/samples/terminal-gui.cs -- --fail 7"
trap 'tmux kill-session -t "$session" 2>/dev/null || true' EXIT

# Until workers have shown results, and the call that fails has failed.
for _ in $(seq 120); do
  screen=$(tmux capture-pane -p -t "$session")
  case $screen in *Finished:*failed:*) break ;; esac
  sleep 0.5
done
case $screen in *Finished:*failed:*) ;; *) echo "It did not get that far:" >&2 && echo "$screen" >&2 && exit 1 ;; esac

tmux capture-pane -e -p -t "$session" | "${PYTHON:-python3}" docs/pictures/ansi-to-svg.py "dotnet run docs/samples/terminal-gui.cs" > docs/pictures/terminal-gui.svg
tmux send-keys -t "$session" Escape # it ends well: all that runs is cancelled, and then the window closes
for _ in $(seq 60); do
  tmux has-session -t "$session" 2>/dev/null || exit 0
  sleep 0.5
done
echo "It did not end." >&2
exit 1
