"""What a terminal showed (tmux capture-pane -e -p), as a picture.  ansi-to-svg.py TITLE < TEXT > PICTURE"""

import io
import sys

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

# rich's own frame, without its fonts: those would be fetched from the net by whoever looks at the page.
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: Helvetica, Arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""

lines = sys.stdin.read().rstrip("\n").split("\n")
texts = [Text.from_ansi(line) for line in lines]
console = Console(record=True, width=max(text.cell_len for text in texts), file=io.StringIO(), force_terminal=True, color_system="truecolor")
for text in texts:
    console.print(text, no_wrap=True, crop=False)
svg = console.export_svg(title=sys.argv[1], theme=DIMMED_MONOKAI, code_format=FRAME, unique_id="terminal")
print("\n".join(line.rstrip() for line in svg.split("\n") if line.strip()))
